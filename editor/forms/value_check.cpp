#include "editor/forms/value_check.h"

#include "editor/forms/schema_reading.h"

#include <QRegularExpression>

#include <cmath>

namespace heddle::editor {
namespace {

/// One walk over a value and its schema.
class Check {
public:
    explicit Check(const Json& root) : m_root(root) {}

    void value(const Json& schema, const Json& value, const std::string& path);
    Problems take() { return std::move(m_problems); }

private:
    void add(const std::string& code, const std::string& path, Json facts = Json::object()) {
        m_problems.push_back({Severity::Error, code, {}, path, std::move(facts)});
    }
    void number(const Json& schema, const Json& value, const std::string& path);
    void text(const Json& schema, const Json& value, const std::string& path);
    void list(const Json& schema, const Json& value, const std::string& path);
    void object(const Json& schema, const Json& value, const std::string& path);

    const Json& m_root;
    Problems m_problems;
};

bool typeFits(const Json& schema, const Json& value) {
    const auto it = schema.find("type");
    if (it == schema.end()) return true;
    if (it->is_string()) return hasType(value, it->get<std::string>());
    return std::any_of(it->begin(), it->end(),
                       [&](const Json& type) { return type.is_string() && hasType(value, type.get<std::string>()); });
}

void Check::value(const Json& raw, const Json& value, const std::string& path) {
    const Json schema = resolvedSchema(raw, m_root);
    if (!typeFits(schema, value)) {
        add("form.type", path, {{"expected", typeOf(schema)}});
        return;
    }
    if (schema.contains("const") && schema["const"] != value) add("form.fixed", path, {{"expected", schema["const"]}});
    const std::vector<EnumEntry> entries = enumEntries(schema);
    const auto isValue = [&](const EnumEntry& entry) { return entry.value == value; };
    if (!entries.empty() && std::none_of(entries.begin(), entries.end(), isValue)) {
        add("form.enum", path, {{"got", value}});
        return;
    }
    const std::vector<Json> alternatives = entries.empty() ? alternativesOf(schema, m_root) : std::vector<Json>();
    if (!alternatives.empty()) {
        const Json& best = alternatives[alternativeFor(alternatives, value)];
        this->value(best, value, path);
        return;
    }
    if (value.is_number()) number(schema, value, path);
    if (value.is_string()) text(schema, value, path);
    if (value.is_array()) list(schema, value, path);
    if (value.is_object()) object(schema, value, path);
}

void Check::number(const Json& schema, const Json& value, const std::string& path) {
    const auto got = value.get<double>();
    const auto limit = [&](const char* key) -> std::optional<double> {
        const auto it = schema.find(key);
        return it != schema.end() && it->is_number() ? std::optional(it->get<double>()) : std::nullopt;
    };
    if (const auto least = limit("minimum"); least && got < *least) add("form.minimum", path, {{"limit", *least}});
    if (const auto most = limit("maximum"); most && got > *most) add("form.maximum", path, {{"limit", *most}});
    if (const auto low = limit("exclusiveMinimum"); low && got <= *low) add("form.above", path, {{"limit", *low}});
    if (const auto high = limit("exclusiveMaximum"); high && got >= *high) add("form.below", path, {{"limit", *high}});
    if (const auto step = limit("multipleOf"); step && *step > 0) {
        const double ratio = got / *step;
        if (std::abs(ratio - std::round(ratio)) > 1e-9 * std::max(1.0, std::abs(ratio))) {
            add("form.step", path, {{"step", *step}});
        }
    }
}

void Check::text(const Json& schema, const Json& value, const std::string& path) {
    const QString got = QString::fromStdString(value.get<std::string>());
    const auto length = static_cast<std::int64_t>(got.toUcs4().size());
    const auto least = schema.value("minLength", Json());
    const auto most = schema.value("maxLength", Json());
    if (least.is_number_integer() && length < least.get<std::int64_t>()) {
        add(length == 0 ? "form.empty" : "form.short", path, {{"limit", least}});
    }
    if (most.is_number_integer() && length > most.get<std::int64_t>()) add("form.long", path, {{"limit", most}});
    const std::string pattern = textOf(schema, "pattern");
    if (pattern.empty()) return;
    const QRegularExpression expression(QString::fromStdString(pattern),
                                        QRegularExpression::UseUnicodePropertiesOption);
    if (expression.isValid() && !expression.match(got).hasMatch()) add("form.pattern", path, {{"pattern", pattern}});
}

void Check::list(const Json& schema, const Json& value, const std::string& path) {
    const auto least = schema.value("minItems", Json());
    const auto most = schema.value("maxItems", Json());
    const auto size = static_cast<std::int64_t>(value.size());
    if (least.is_number_integer() && size < least.get<std::int64_t>()) add("form.few", path, {{"limit", least}});
    if (most.is_number_integer() && size > most.get<std::int64_t>()) add("form.many", path, {{"limit", most}});
    if (schema.value("uniqueItems", Json()) == true) {
        for (std::size_t i = 0; i < value.size(); ++i) {
            const auto begin = value.begin();
            const auto here = begin + static_cast<std::ptrdiff_t>(i);
            if (std::find(begin, here, value[i]) != here) add("form.double", path + "/" + std::to_string(i));
        }
    }
    const auto items = schema.find("items");
    if (items == schema.end() || !items->is_object()) return;
    for (std::size_t i = 0; i < value.size(); ++i)
        this->value(*items, value[i], path + "/" + std::to_string(i));
}

void Check::object(const Json& schema, const Json& value, const std::string& path) {
    for (const Json& name : schema.value("required", Json::array())) {
        if (!name.is_string() || value.contains(name.get<std::string>())) continue;
        add("form.required", path + pointerStep(name.get<std::string>()));
    }
    const Json members = schema.value("properties", Json::object());
    const Json others = schema.value("additionalProperties", Json());
    for (const auto& [name, member] : value.items()) {
        const std::string at = path + pointerStep(name);
        if (const auto known = members.find(name); known != members.end()) {
            this->value(*known, member, at);
        } else if (others.is_object()) {
            this->value(others, member, at);
        } else if (others == false) {
            add("form.unknown", at, {{"name", name}});
        }
    }
}

}  // namespace

bool hasType(const Json& value, const std::string& type) {
    if (type == "integer") {
        return value.is_number_integer() || (value.is_number_float() && std::trunc(value.get<double>()) == value);
    }
    if (type == "number") return value.is_number();
    if (type == "string") return value.is_string();
    if (type == "boolean") return value.is_boolean();
    if (type == "array") return value.is_array();
    if (type == "object") return value.is_object();
    if (type == "null") return value.is_null();
    return true;
}

Problems checkValue(const Json& schema, const Json& value, const Json& root) {
    Check check(root);
    check.value(schema, value, {});
    return check.take();
}

}  // namespace heddle::editor
