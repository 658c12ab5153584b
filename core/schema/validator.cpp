#include "core/schema/validator.h"

#include "core/base/error.h"
#include "core/base/utf8.h"
#include "core/schema/format_check.h"

#include <cmath>

namespace heddle::schema {
namespace {

constexpr int kDeepest = 1000;

const Json* keyword(const Json& schema, const char* key) {
    const auto found = schema.find(key);
    return found == schema.end() ? nullptr : &*found;
}

bool isWhole(const Json& value) {
    return value.is_number_integer() ||
           (value.is_number_float() && std::trunc(value.get<double>()) == value.get<double>());
}

bool isOfType(const Json& value, const std::string& type) {
    if (type == "integer") return isWhole(value);
    if (type == "number") return value.is_number();
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.is_boolean();
    if (type == "array") return value.is_array();
    if (type == "object") return value.is_object();
    return type == "null" && value.is_null();
}

bool isMultiple(const Json& value, const Json& factor) {
    if (value.is_number_integer() && factor.is_number_integer() && factor != 0) {
        if (factor == -1) return true;
        return value.is_number_unsigned() && factor.is_number_unsigned()
                   ? value.get<std::uint64_t>() % factor.get<std::uint64_t>() == 0
                   : value.get<std::int64_t>() % factor.get<std::int64_t>() == 0;
    }
    const double number = value.get<double>();
    const double step = factor.get<double>();
    const double quotient = number / step;
    if (!std::isfinite(quotient)) return std::fmod(number, step) == 0;
    // 0.0075 / 0.0001 is 75.00000000000001.
    return std::fabs(quotient - std::round(quotient)) <= 1e-12 * std::max(1.0, std::fabs(quotient));
}

bool hasTwins(const Json& array) {
    std::vector<const Json*> sorted;
    for (const Json& item : array)
        sorted.push_back(&item);
    std::sort(sorted.begin(), sorted.end(), [](const Json* a, const Json* b) { return *a < *b; });
    return std::adjacent_find(sorted.begin(), sorted.end(), [](const Json* a, const Json* b) { return *a == *b; }) !=
           sorted.end();
}

std::string snakeCase(std::string_view word) {
    std::string made;
    for (const char c : word) {
        if (c >= 'A' && c <= 'Z') made += '_';
        made += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
    return made;
}

}  // namespace

void Validator::Seen::item(std::size_t index) {
    if (items.size() <= index) items.resize(index + 1, false);
    items[index] = true;
}

void Validator::Seen::add(const Seen& other) {
    properties.insert(other.properties.begin(), other.properties.end());
    hasAllProperties |= other.hasAllProperties;
    hasAllItems |= other.hasAllItems;
    for (std::size_t i = 0; i < other.items.size(); ++i) {
        if (other.items[i]) item(i);
    }
}

bool Validator::validate(const Json& schema, const Json& value) {
    Seen seen;
    return apply(schema, value, seen);
}

bool Validator::fail(std::string_view keyword, Json facts) {
    if (!m_problems) return false;
    facts["path"] = m_path.empty() ? "/" : m_path;
    m_problems->push_back({Severity::Error, "schema." + snakeCase(keyword), "", m_path, std::move(facts)});
    return false;
}

bool Validator::apply(const Json& schema, const Json& value, Seen& seen) {
    if (schema.is_boolean()) return schema.get<bool>() || fail("never");
    const Part* part = m_index.part(schema);
    if (!part) throw Error(ErrorKind::Internal, "internal.exception", {{"what", "a schema that was not compiled"}});
    if (++m_depth > kDeepest) throw Error(ErrorKind::Limit, "schema.endless", {{"path", m_path}});
    m_scope.push_back(part->resource);
    Seen own;
    const bool isValid = applyKeywords({schema, value, own}, *part);
    m_scope.pop_back();
    --m_depth;
    // What failed is reported once: its members are not unexpected as well.
    if ((isValid || m_problems) && m_index.usesUnevaluated()) seen.add(own);
    return isValid;
}

bool Validator::applyKeywords(const Place& place, const Part& part) {
    bool isValid = references(place, part);
    if (part.reference && part.resource->draft == Draft::V7) return isValid;
    const bool validates = part.resource->validates;
    const auto check = [&](auto keywords) {
        if (isValid || m_problems) isValid = keywords() && isValid;
    };
    if (validates) check([&] { return anyValue(place); });
    if (place.value.is_number() && validates) check([&] { return numbers(place); });
    if (place.value.is_string()) check([&] { return !validates || texts(place); });
    if (place.value.is_array()) check([&] { return arrays(place, validates); });
    if (place.value.is_object()) check([&] { return objects(place, validates); });
    check([&] { return combinations(place); });
    check([&] { return conditional(place); });
    check([&] { return unevaluated(place); });
    return isValid;
}

bool Validator::inner(const Json& schema, const Json& value, std::string_view step, Seen& seen) {
    const std::size_t outer = m_path.size();
    m_path += pointerStep(step);
    const bool isValid = apply(schema, value, seen);
    m_path.resize(outer);
    return isValid;
}

bool Validator::quietly(const Json& schema, const Json& value, Seen& seen) {
    Problems* const problems = std::exchange(m_problems, nullptr);
    const bool isValid = apply(schema, value, seen);
    m_problems = problems;
    return isValid;
}

bool Validator::references(const Place& place, const Part& part) {
    bool isValid = !part.reference || apply(*part.reference, place.value, place.seen);
    if (!part.dynamicReference) return isValid;
    const Json* target = part.dynamicReference;
    if (!part.dynamicName.empty()) {
        // The outermost resource on the way here that has this dynamic anchor (2020-12 core, section 8.2.3.2).
        for (const Resource* resource : m_scope) {
            const auto found = resource->dynamicAnchors.find(part.dynamicName);
            if (found == resource->dynamicAnchors.end()) continue;
            target = found->second;
            break;
        }
    }
    return apply(*target, place.value, place.seen) && isValid;
}

bool Validator::combinations(const Place& place) {
    bool isValid = true;
    if (const Json* all = keyword(place.schema, "allOf")) {
        for (const Json& schema : *all)
            isValid = apply(schema, place.value, place.seen) && isValid;
    }
    if (const Json* any = keyword(place.schema, "anyOf")) isValid = atLeastOne(place, *any) && isValid;
    if (const Json* one = keyword(place.schema, "oneOf")) isValid = exactlyOne(place, *one) && isValid;
    if (const Json* none = keyword(place.schema, "not")) {
        Seen ignored;
        if (quietly(*none, place.value, ignored)) isValid = fail("not");
    }
    return isValid;
}

bool Validator::atLeastOne(const Place& place, const Json& choices) {
    bool isValid = false;
    for (const Json& schema : choices) {
        isValid = quietly(schema, place.value, place.seen) || isValid;
        if (isValid && !m_index.usesUnevaluated()) break;
    }
    if (isValid) return true;
    // One choice: what is wrong with it says more than that nothing fits.
    if (choices.size() == 1 && m_problems) return apply(choices[0], place.value, place.seen);
    return fail("anyOf", {{"choices", choices.size()}});
}

bool Validator::exactlyOne(const Place& place, const Json& choices) {
    std::size_t count = 0;
    for (const Json& schema : choices) {
        Seen seen;
        if (!quietly(schema, place.value, seen)) continue;
        ++count;
        place.seen.add(seen);
    }
    if (count == 1) return true;
    if (choices.size() == 1 && m_problems) return apply(choices[0], place.value, place.seen);
    return fail("oneOf", {{"choices", choices.size()}, {"fitting", count}});
}

bool Validator::conditional(const Place& place) {
    const Json* condition = keyword(place.schema, "if");
    if (!condition) return true;
    Seen seen;
    const bool holds = quietly(*condition, place.value, seen);
    if (holds) place.seen.add(seen);
    const Json* branch = keyword(place.schema, holds ? "then" : "else");
    return !branch || apply(*branch, place.value, place.seen);
}

bool Validator::anyValue(const Place& place) {
    bool isValid = true;
    if (const Json* type = keyword(place.schema, "type")) {
        bool fits = false;
        if (type->is_string()) fits = isOfType(place.value, type->get_ref<const std::string&>());
        if (type->is_array()) {
            fits = std::any_of(type->begin(), type->end(), [&](const Json& t) {
                return t.is_string() && isOfType(place.value, t.get<std::string>());
            });
        }
        if (!fits) isValid = fail("type", {{"expected", *type}, {"got", place.value.type_name()}});
    }
    if (const Json* values = keyword(place.schema, "enum")) {
        if (std::find(values->begin(), values->end(), place.value) == values->end()) {
            isValid = fail("enum", {{"values", *values}});
        }
    }
    const Json* constant = keyword(place.schema, "const");
    if (constant && *constant != place.value) isValid = fail("const", {{"value", *constant}});
    return isValid;
}

bool Validator::numbers(const Place& place) {
    bool isValid = true;
    const auto check = [&](const char* key, auto holds) {
        const Json* limit = keyword(place.schema, key);
        if (limit && limit->is_number() && !holds(*limit))
            isValid = fail(key, {{"limit", *limit}, {"value", place.value}});
    };
    check("minimum", [&](const Json& limit) { return place.value >= limit; });
    check("maximum", [&](const Json& limit) { return place.value <= limit; });
    check("exclusiveMinimum", [&](const Json& limit) { return place.value > limit; });
    check("exclusiveMaximum", [&](const Json& limit) { return place.value < limit; });
    check("multipleOf", [&](const Json& limit) { return isMultiple(place.value, limit); });
    return isValid;
}

bool Validator::texts(const Place& place) {
    bool isValid = true;
    const auto& text = place.value.get_ref<const std::string&>();
    const Json* least = keyword(place.schema, "minLength");
    const Json* most = keyword(place.schema, "maxLength");
    if (least || most) {
        const auto length = static_cast<double>(codePointCount(text));
        if (least && length < least->get<double>())
            isValid = fail("minLength", {{"limit", *least}, {"length", length}});
        if (most && length > most->get<double>()) isValid = fail("maxLength", {{"limit", *most}, {"length", length}});
    }
    if (const Json* pattern = keyword(place.schema, "pattern")) {
        const auto& expression = pattern->get_ref<const std::string&>();
        if (!m_index.pattern(expression).isIn(text)) isValid = fail("pattern", {{"pattern", expression}});
    }
    const Json* format = m_index.assertsFormats() ? keyword(place.schema, "format") : nullptr;
    if (format && format->is_string() && !hasFormat(text, format->get<std::string>())) {
        isValid = fail("format", {{"format", *format}});
    }
    return isValid;
}

bool Validator::arrays(const Place& place, bool validates) {
    bool isValid = items(place);
    isValid = contained(place, validates) && isValid;
    if (!validates) return isValid;
    const auto size = static_cast<double>(place.value.size());
    const Json* least = keyword(place.schema, "minItems");
    const Json* most = keyword(place.schema, "maxItems");
    if (least && size < least->get<double>())
        isValid = fail("minItems", {{"limit", *least}, {"count", place.value.size()}});
    if (most && size > most->get<double>())
        isValid = fail("maxItems", {{"limit", *most}, {"count", place.value.size()}});
    const Json* unique = keyword(place.schema, "uniqueItems");
    if (unique && *unique == true && hasTwins(place.value)) isValid = fail("uniqueItems");
    return isValid;
}

bool Validator::items(const Place& place) {
    const Json* list = keyword(place.schema, "prefixItems");
    const Json* rest = keyword(place.schema, "items");
    if (rest && rest->is_array()) {  // as before 2020-12
        list = rest;
        rest = keyword(place.schema, "additionalItems");
    }
    bool isValid = true;
    const std::size_t listed = list ? list->size() : 0;
    for (std::size_t i = 0; i < place.value.size(); ++i) {
        const Json* schema = i < listed ? &(*list)[i] : rest;
        if (!schema) break;
        Seen ignored;
        isValid = inner(*schema, place.value[i], std::to_string(i), ignored) && isValid;
        if (m_index.usesUnevaluated()) place.seen.item(i);
    }
    if (rest) place.seen.hasAllItems = true;
    return isValid;
}

bool Validator::contained(const Place& place, bool validates) {
    const Json* schema = keyword(place.schema, "contains");
    if (!schema) return true;
    const bool isV7 = m_scope.back()->draft == Draft::V7;
    const Json* least = isV7 ? nullptr : keyword(place.schema, "minContains");
    const Json* most = isV7 ? nullptr : keyword(place.schema, "maxContains");
    std::size_t count = 0;
    for (std::size_t i = 0; i < place.value.size(); ++i) {
        Seen ignored;
        if (!quietly(*schema, place.value[i], ignored)) continue;
        ++count;
        if (!isV7) place.seen.item(i);
    }
    if (!validates) return true;
    if (static_cast<double>(count) < (least ? least->get<double>() : 1)) {
        return fail(least ? "minContains" : "contains", {{"limit", least ? *least : Json(1)}, {"count", count}});
    }
    if (most && static_cast<double>(count) > most->get<double>()) {
        return fail("maxContains", {{"limit", *most}, {"count", count}});
    }
    return true;
}

bool Validator::objects(const Place& place, bool validates) {
    bool isValid = true;
    const Json* required = validates ? keyword(place.schema, "required") : nullptr;
    if (required && required->is_array()) {
        for (const Json& name : *required) {
            if (!place.value.contains(name.get_ref<const std::string&>()))
                isValid = fail("required", {{"property", name}});
        }
    }
    isValid = properties(place) && isValid;
    isValid = dependencies(place) && isValid;
    if (!validates) return isValid;
    const auto size = static_cast<double>(place.value.size());
    const Json* least = keyword(place.schema, "minProperties");
    const Json* most = keyword(place.schema, "maxProperties");
    if (least && size < least->get<double>()) {
        isValid = fail("minProperties", {{"limit", *least}, {"count", place.value.size()}});
    }
    if (most && size > most->get<double>()) {
        isValid = fail("maxProperties", {{"limit", *most}, {"count", place.value.size()}});
    }
    return isValid;
}

bool Validator::properties(const Place& place) {
    const Json* named = keyword(place.schema, "properties");
    const Json* matching = keyword(place.schema, "patternProperties");
    const Json* others = keyword(place.schema, "additionalProperties");
    const Json* names = keyword(place.schema, "propertyNames");
    if (!named && !matching && !others && !names) return true;
    bool isValid = true;
    for (const auto& item : place.value.items()) {
        const std::string& name = item.key();
        const Json& value = item.value();
        Seen ignored;
        bool isKnown = false;
        const auto check = [&](const Json& schema) {
            isKnown = true;
            isValid = inner(schema, value, name, ignored) && isValid;
        };
        if (names && !quietly(*names, name, ignored)) isValid = fail("propertyNames", {{"property", name}});
        if (named && named->contains(name)) check((*named)[name]);
        if (matching) {
            for (const auto& [pattern, schema] : matching->items()) {
                if (m_index.pattern(pattern).isIn(name)) check(schema);
            }
        }
        if (!isKnown && others && *others == false) {
            isValid = fail("additionalProperties", {{"property", name}});
        } else if (!isKnown && others) {
            check(*others);
        }
        if (isKnown && m_index.usesUnevaluated()) place.seen.properties.insert(name);
    }
    return isValid;
}

bool Validator::dependencies(const Place& place) {
    bool isValid = true;
    for (const char* key : {"dependentRequired", "dependentSchemas", "dependencies"}) {
        const Json* entries = keyword(place.schema, key);
        if (!entries) continue;
        for (const auto& [name, wanted] : entries->items()) {
            if (!place.value.contains(name)) continue;
            if (!wanted.is_array()) {
                isValid = apply(wanted, place.value, place.seen) && isValid;
                continue;
            }
            for (const Json& other : wanted) {
                if (place.value.contains(other.get_ref<const std::string&>())) continue;
                isValid = fail("dependentRequired", {{"property", other}, {"because", name}});
            }
        }
    }
    return isValid;
}

bool Validator::unevaluated(const Place& place) {
    bool isValid = true;
    const Json* properties = place.value.is_object() ? keyword(place.schema, "unevaluatedProperties") : nullptr;
    if (properties && !place.seen.hasAllProperties) {
        for (const auto& [name, value] : place.value.items()) {
            Seen ignored;
            if (place.seen.properties.contains(name)) continue;
            if (*properties == false) {
                isValid = fail("unevaluatedProperties", {{"property", name}});
            } else {
                isValid = inner(*properties, value, name, ignored) && isValid;
            }
        }
        place.seen.hasAllProperties = true;
    }
    const Json* items = place.value.is_array() ? keyword(place.schema, "unevaluatedItems") : nullptr;
    if (items && !place.seen.hasAllItems) {
        for (std::size_t i = 0; i < place.value.size(); ++i) {
            Seen ignored;
            if (i < place.seen.items.size() && place.seen.items[i]) continue;
            if (*items == false) {
                isValid = fail("unevaluatedItems", {{"index", i}});
            } else {
                isValid = inner(*items, place.value[i], std::to_string(i), ignored) && isValid;
            }
        }
        place.seen.hasAllItems = true;
    }
    return isValid;
}

}  // namespace heddle::schema
