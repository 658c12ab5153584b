#include "core/expr/shape.h"

namespace heddle::expr {
namespace {

constexpr int kMostReferences = 50;

Kinds kindsOfType(const std::string& type) {
    if (type == "integer") return Kinds(Kind::Int) | Kind::Uint;
    if (type == "number") return kNumbers;
    if (type == "string") return Kind::String;
    if (type == "boolean") return Kind::Bool;
    if (type == "array") return Kind::List;
    if (type == "object") return Kind::Map;
    return type == "null" ? Kinds(Kind::Null) : Kinds::any();
}

Kinds kindsOf(const Json& schema) {
    Kinds kinds;
    if (const auto type = schema.find("type"); type != schema.end()) {
        if (type->is_string()) return kindsOfType(*type);
        for (const Json& each : *type)
            kinds = kinds | (each.is_string() ? kindsOfType(each) : Kinds::any());
    } else if (schema.contains("const")) {
        kinds = Value::of(schema["const"]).kind;
    } else if (const auto values = schema.find("enum"); values != schema.end()) {
        for (const Json& value : *values)
            kinds = kinds | Value::of(value).kind;
    }
    return kinds.isEmpty() ? Kinds::any() : kinds;
}

/// The schema that `schema` refers to inside `root`; itself when it refers to nothing; null when that is elsewhere.
const Json* followed(const Json& schema, const Json& root) {
    const Json* at = &schema;
    for (int i = 0; i < kMostReferences; ++i) {
        if (!at->is_object() || !at->contains("$ref")) return at;
        const Json& reference = (*at)["$ref"];
        if (!reference.is_string() || !reference.get_ref<const std::string&>().starts_with('#')) return nullptr;
        try {
            at = &root.at(Json::json_pointer(reference.get<std::string>().substr(1)));
        } catch (const Json::exception&) {
            return nullptr;
        }
    }
    return nullptr;
}

}  // namespace

std::string kindsText(Kinds kinds) {
    if (kinds.isAny()) return "dyn";
    std::string text;
    for (unsigned kind = static_cast<unsigned>(Kind::Null); kind <= static_cast<unsigned>(Kind::Optional); ++kind) {
        if (!kinds.has(static_cast<Kind>(kind))) continue;
        if (!text.empty()) text += " | ";
        text += kindName(static_cast<Kind>(kind));
    }
    return text;
}

Shape Shape::ofSchema(const Json& schema, const Json& root) {
    const Json* target = followed(schema, root);
    if (!target || !target->is_object()) return {};
    return Shape{kindsOf(*target), target, &root, nullptr};
}

Shape Shape::field(const std::string& name, Field& found) const {
    found = Field::Known;
    if (!schema) return {};
    const auto named = schema->find("properties");
    if (named != schema->end() && named->contains(name)) return ofSchema((*named)[name], *root);
    // Fields may also come from where this does not look.
    for (const char* key : {"patternProperties", "allOf", "anyOf", "oneOf", "if"}) {
        if (schema->contains(key)) return {};
    }
    const auto others = schema->find("additionalProperties");
    if (others != schema->end() && others->is_object()) return ofSchema(*others, *root);
    const bool isForbidden = others != schema->end() && *others == false;
    if (isForbidden || named != schema->end()) found = isForbidden ? Field::Forbidden : Field::Unnamed;
    return {};
}

Shape Shape::item() const {
    if (element) return *element;
    if (!schema || schema->contains("prefixItems")) return {};
    const auto items = schema->find("items");
    return items != schema->end() && items->is_object() ? ofSchema(*items, *root) : Shape{};
}

std::string Shape::fieldNames() const {
    std::string text;
    const auto named = schema ? schema->find("properties") : Json::const_iterator();
    if (!schema || named == schema->end()) return text;
    for (const auto& entry : named->items())
        text += (text.empty() ? "" : ", ") + entry.key();
    return text;
}

}  // namespace heddle::expr
