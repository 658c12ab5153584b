#include "core/schema/metaschema.h"

namespace heddle::schema {
namespace {

/// What both drafts say (`items` as a list is no longer in 2020-12, but still found); `#meta#` stands for the reference
/// to the whole.
constexpr const char* kShared = R"({
  "$id": {"type": "string"}, "$schema": {"type": "string"}, "$ref": {"type": "string"}, "$comment": {"type": "string"},
  "title": {"type": "string"}, "description": {"type": "string"}, "default": true, "examples": {"type": "array"},
  "readOnly": {"type": "boolean"}, "writeOnly": {"type": "boolean"}, "format": {"type": "string"},
  "multipleOf": {"type": "number", "exclusiveMinimum": 0}, "maximum": {"type": "number"}, "minimum": {"type": "number"},
  "exclusiveMaximum": {"type": "number"}, "exclusiveMinimum": {"type": "number"},
  "maxLength": {"$ref": "#/$defs/count"}, "minLength": {"$ref": "#/$defs/count"}, "pattern": {"type": "string"},
  "maxItems": {"$ref": "#/$defs/count"}, "minItems": {"$ref": "#/$defs/count"}, "uniqueItems": {"type": "boolean"},
  "maxProperties": {"$ref": "#/$defs/count"}, "minProperties": {"$ref": "#/$defs/count"},
  "required": {"$ref": "#/$defs/names"}, "const": true, "enum": {"type": "array"},
  "type": {"anyOf": [{"$ref": "#/$defs/type"},
                     {"type": "array", "items": {"$ref": "#/$defs/type"}, "minItems": 1, "uniqueItems": true}]},
  "additionalProperties": "#meta#", "contains": "#meta#", "propertyNames": "#meta#", "if": "#meta#", "then": "#meta#",
  "else": "#meta#", "not": "#meta#", "additionalItems": "#meta#",
  "items": {"anyOf": ["#meta#", {"$ref": "#/$defs/list"}]},
  "definitions": {"$ref": "#/$defs/schemas"}, "properties": {"$ref": "#/$defs/schemas"},
  "patternProperties": {"$ref": "#/$defs/schemas"},
  "dependencies": {"type": "object", "additionalProperties": {"anyOf": ["#meta#", {"$ref": "#/$defs/names"}]}},
  "allOf": {"$ref": "#/$defs/list"}, "anyOf": {"$ref": "#/$defs/list"}, "oneOf": {"$ref": "#/$defs/list"},
  "contentMediaType": {"type": "string"}, "contentEncoding": {"type": "string"}
})";

constexpr const char* kOnly2020 = R"({
  "$id": {"type": "string", "pattern": "^[^#]*#?$"}, "$anchor": {"$ref": "#/$defs/anchor"},
  "$dynamicAnchor": {"$ref": "#/$defs/anchor"}, "$dynamicRef": {"type": "string"},
  "$vocabulary": {"type": "object", "additionalProperties": {"type": "boolean"}}, "$defs": {"$ref": "#/$defs/schemas"},
  "prefixItems": {"$ref": "#/$defs/list"}, "unevaluatedItems": "#meta#",
  "unevaluatedProperties": "#meta#", "contentSchema": "#meta#", "deprecated": {"type": "boolean"},
  "maxContains": {"$ref": "#/$defs/count"}, "minContains": {"$ref": "#/$defs/count"},
  "dependentSchemas": {"$ref": "#/$defs/schemas"},
  "dependentRequired": {"type": "object", "additionalProperties": {"$ref": "#/$defs/names"}}
})";

constexpr const char* kDefinitions = R"({
  "count": {"type": "integer", "minimum": 0}, "anchor": {"type": "string", "pattern": "^[A-Za-z_][-A-Za-z0-9._]*$"},
  "names": {"type": "array", "items": {"type": "string"}, "uniqueItems": true},
  "type": {"enum": ["array", "boolean", "integer", "null", "number", "object", "string"]},
  "list": {"type": "array", "items": "#meta#", "minItems": 1},
  "schemas": {"type": "object", "additionalProperties": "#meta#"}
})";

/// Puts `reference` wherever the texts above say `#meta#`.
void place(Json& json, const Json& reference) {
    if (json == "#meta#") json = reference;
    if (!json.is_structured()) return;
    for (Json& inner : json)
        place(inner, reference);
}

Json build(std::string_view uri, std::string_view dialect, const char* only, const Json& reference) {
    Json properties = Json::parse(kShared);
    properties.update(Json::parse(only));
    Json schema = {{"$id", uri},
                   {"$schema", dialect},
                   {"type", {"object", "boolean"}},
                   {"properties", properties},
                   {"$defs", Json::parse(kDefinitions)}};
    place(schema, reference);
    return schema;
}

}  // namespace

std::optional<Json> builtInMetaSchema(std::string_view uri) {
    if (uri == "http://json-schema.org/draft-07/schema") {
        return build(uri, "http://json-schema.org/draft-07/schema#", "{}", {{"$ref", "#"}});
    }
    if (uri == "https://json-schema.org/draft/2020-12/schema") {
        Json schema = build(uri, uri, kOnly2020, {{"$dynamicRef", "#meta"}});
        schema["$dynamicAnchor"] = "meta";
        return schema;
    }
    return std::nullopt;
}

}  // namespace heddle::schema
