#include "editor/forms/schema_reading.h"

#include "editor/forms/value_check.h"

#include <algorithm>
#include <array>

namespace heddle::editor {
namespace {

constexpr int kMostReferences = 16;
constexpr std::array kCodeFormats = {"multiline", "prompt", "cel", "json", "python", "javascript"};
constexpr std::array kChoiceFormats = {"model",    "state-field", "node",           "tool",     "service",
                                       "provider", "agent",       "knowledge-base", "template", "workflow"};

template <typename List>
bool holds(const List& list, const std::string& word) {
    return std::find(list.begin(), list.end(), word) != list.end();
}

bool isConstant(const Json& schema) { return schema.is_object() && schema.contains("const"); }

bool isNull(const Json& schema) { return schema.is_object() && schema.value("type", Json()) == "null"; }

const Json* alternativeList(const Json& schema) {
    for (const char* key : {"oneOf", "anyOf"}) {
        const auto it = schema.find(key);
        if (it != schema.end() && it->is_array() && !it->empty()) return &*it;
    }
    return nullptr;
}

/// `base` with the members of `more`; properties and required lists are joined.
void mergeInto(Json& base, const Json& more) {
    for (const auto& [key, value] : more.items()) {
        if (key == "properties" && base.contains(key)) {
            base[key].update(value);
        } else if (key == "required" && base.contains(key) && value.is_array()) {
            base[key].insert(base[key].end(), value.begin(), value.end());
        } else {
            base[key] = value;
        }
    }
}

FieldKind kindOfString(const Json& schema) {
    const std::string format = textOf(schema, "format");
    if (format == "secret" || format == "password") return FieldKind::Secret;
    if (holds(kCodeFormats, format)) return FieldKind::Code;
    if (holds(kChoiceFormats, format)) return FieldKind::Choice;
    return FieldKind::Text;
}

}  // namespace

std::string textOf(const Json& schema, std::string_view key) {
    if (!schema.is_object()) return {};
    const auto it = schema.find(key);
    return it != schema.end() && it->is_string() ? it->get<std::string>() : std::string();
}

Json resolvedSchema(const Json& schema, const Json& root) {
    if (!schema.is_object()) return Json::object();
    Json result = schema;
    for (int count = 0; result.contains("$ref") && count < kMostReferences; ++count) {
        const std::string reference = textOf(result, "$ref");
        result.erase("$ref");
        if (!reference.starts_with("#")) break;
        try {
            Json target = root.at(Json::json_pointer(reference.substr(1)));
            if (!target.is_object()) break;
            target.update(result);
            result = std::move(target);
        } catch (const Json::exception&) {
            break;  // a reference to nowhere: the rest of the schema still makes a field
        }
    }
    if (const auto all = result.find("allOf"); all != result.end() && all->is_array()) {
        const Json parts = *all;
        result.erase("allOf");
        for (const Json& part : parts)
            mergeInto(result, resolvedSchema(part, root));
    }
    if (const Json* list = alternativeList(result)) {
        std::vector<Json> real;
        std::copy_if(list->begin(), list->end(), std::back_inserter(real), [](const Json& s) { return !isNull(s); });
        if (real.size() == 1 && !isConstant(real.front())) {
            const Json only = resolvedSchema(real.front(), root);
            result.erase("oneOf");
            result.erase("anyOf");
            mergeInto(result, only);
        }
    }
    return result;
}

std::string typeOf(const Json& schema) {
    const auto it = schema.find("type");
    if (it == schema.end()) return schema.contains("properties") ? "object" : schema.contains("items") ? "array" : "";
    if (it->is_string()) return it->get<std::string>();
    std::string only;
    for (const Json& type : *it) {
        if (!type.is_string() || type == "null") continue;
        if (!only.empty()) return {};
        only = type.get<std::string>();
    }
    return only;
}

FieldKind kindOf(const Json& schema) {
    if (isConstant(schema)) return FieldKind::Fixed;
    if (const auto it = schema.find("enum"); it != schema.end() && it->is_array()) return FieldKind::Enum;
    if (const Json* list = alternativeList(schema)) {
        return std::all_of(list->begin(), list->end(), isConstant) ? FieldKind::Enum : FieldKind::OneOf;
    }
    const std::string type = typeOf(schema);
    if (type == "string") return kindOfString(schema);
    if (type == "integer" || type == "number") return FieldKind::Number;
    if (type == "boolean") return FieldKind::Flag;
    if (type == "array") return schema.value("items", Json()).is_object() ? FieldKind::List : FieldKind::Any;
    if (type == "object") {
        const Json members = schema.value("properties", Json());
        if (members.is_object() && !members.empty()) return FieldKind::Object;
        return schema.value("additionalProperties", Json()).is_object() ? FieldKind::Map : FieldKind::Any;
    }
    return FieldKind::Any;
}

std::vector<std::string> memberOrder(const Json& schema) {
    const Json members = schema.value("properties", Json::object());
    std::vector<std::string> order;
    const auto add = [&](const std::string& name) {
        if (members.contains(name) && !holds(order, name)) order.push_back(name);
    };
    for (const Json& name : schema.value("x-order", Json::array())) {
        if (name.is_string()) add(name.get<std::string>());
    }
    for (const auto& [name, member] : members.items()) {
        if (isRequired(schema, name)) add(name);
    }
    for (const auto& [name, member] : members.items())
        add(name);
    return order;
}

std::string titleOf(const Json& schema, const std::string& key) {
    std::string title = textOf(schema, "title");
    if (!title.empty()) return title;
    title = key;
    std::replace(title.begin(), title.end(), '_', ' ');
    std::replace(title.begin(), title.end(), '-', ' ');
    if (!title.empty() && title[0] >= 'a' && title[0] <= 'z') title[0] = static_cast<char>(title[0] - 'a' + 'A');
    return title;
}

bool isRequired(const Json& objectSchema, const std::string& key) {
    const auto it = objectSchema.find("required");
    return it != objectSchema.end() && it->is_array() && std::find(it->begin(), it->end(), key) != it->end();
}

std::vector<Json> alternativesOf(const Json& schema, const Json& root) {
    std::vector<Json> alternatives;
    const Json* list = alternativeList(schema);
    if (list == nullptr) return alternatives;
    Json common = schema;
    for (const char* key : {"oneOf", "anyOf", "title", "description", "default"})
        common.erase(key);
    for (const Json& alternative : *list) {
        if (isNull(alternative)) continue;
        Json merged = common;
        mergeInto(merged, resolvedSchema(alternative, root));
        alternatives.push_back(std::move(merged));
    }
    return alternatives;
}

std::size_t alternativeFor(const std::vector<Json>& alternatives, const Json& value) {
    std::size_t best = 0;
    std::size_t fewest = SIZE_MAX;
    for (std::size_t i = 0; i < alternatives.size(); ++i) {
        const Json& alternative = alternatives[i];
        std::size_t problems = checkValue(alternative, value).size();
        if (!typeOf(alternative).empty() && problems != 0 && !hasType(value, typeOf(alternative))) problems += 1000;
        const Json members = alternative.value("properties", Json::object());
        for (const auto& [name, member] : members.items()) {
            const bool tells = isConstant(member) && value.is_object() && value.contains(name);
            if (tells && value[name] != member["const"]) problems += 100;
        }
        if (problems < fewest) {
            fewest = problems;
            best = i;
        }
    }
    return best;
}

Json startValue(const Json& schema, const Json& root) {
    if (schema.contains("default")) return schema["default"];
    if (schema.contains("const")) return schema["const"];
    const std::vector<EnumEntry> entries = enumEntries(schema);
    if (!entries.empty()) return entries.front().value;
    const std::string type = typeOf(schema);
    if (type == "string") return "";
    if (type == "boolean") return false;
    if (type == "integer") return schema.value("minimum", Json(0));
    if (type == "number") return schema.value("minimum", Json(0.0));
    if (type == "array") return Json::array();
    if (type == "object") {
        Json value = Json::object();
        const Json members = schema.value("properties", Json::object());
        for (const auto& [name, member] : members.items()) {
            const Json resolved = resolvedSchema(member, root);
            if (resolved.contains("const") || (isRequired(schema, name) && typeOf(resolved) != "object")) {
                value[name] = startValue(resolved, root);
            }
        }
        return value;
    }
    const std::vector<Json> alternatives = alternativesOf(schema, root);
    return alternatives.empty() ? Json() : startValue(alternatives.front(), root);
}

std::vector<EnumEntry> enumEntries(const Json& schema) {
    std::vector<EnumEntry> entries;
    const auto words = [](const Json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); };
    if (const auto it = schema.find("enum"); it != schema.end() && it->is_array()) {
        const Json titles = schema.value("x-enum-titles", Json());
        for (std::size_t i = 0; i < it->size(); ++i) {
            std::string title = words((*it)[i]);
            if (titles.is_array() && i < titles.size() && titles[i].is_string()) title = titles[i].get<std::string>();
            if (titles.is_object()) title = titles.value(title, title);
            entries.push_back({(*it)[i], title});
        }
        return entries;
    }
    const Json* list = alternativeList(schema);
    if (list == nullptr || !std::all_of(list->begin(), list->end(), isConstant)) return entries;
    for (const Json& alternative : *list) {
        const std::string title = textOf(alternative, "title");
        entries.push_back({alternative["const"], title.empty() ? words(alternative["const"]) : title});
    }
    return entries;
}

}  // namespace heddle::editor
