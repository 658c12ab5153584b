#include "tests/editor_forms/form_samples.h"

namespace heddle::tests {

Json everyKind() {
    return parseJson(R"({
      "type": "object",
      "required": ["name", "prompt"],
      "x-order": ["name", "prompt", "model", "mode", "temperature", "max_tokens", "retries", "stream", "key", "tags",
                  "labels", "headers", "limits", "source", "condition", "schema", "note"],
      "properties": {
        "name": {"type": "string", "title": "Name", "minLength": 1, "description": "What people see."},
        "prompt": {"type": "string", "format": "prompt", "title": "System prompt"},
        "model": {"type": "string", "format": "model", "title": "Model", "default": ""},
        "mode": {"enum": ["fast", "good"], "x-enum-titles": ["Fast", "Thorough"], "title": "Mode", "default": "good"},
        "temperature": {"type": "number", "minimum": 0, "maximum": 2, "multipleOf": 0.05, "title": "Temperature"},
        "max_tokens": {"type": "integer", "minimum": 1, "maximum": 100000, "default": 2048, "title": "Max tokens"},
        "retries": {"type": ["integer", "null"], "minimum": 0, "title": "Retries"},
        "stream": {"type": "boolean", "default": true, "title": "Stream tokens to the chat pane"},
        "key": {"type": "string", "format": "secret", "title": "API key"},
        "tags": {"type": "array", "items": {"type": "string"}, "title": "Tags"},
        "labels": {"type": "array", "title": "Labels", "minItems": 1, "items": {"type": "object", "title": "Label",
          "required": ["name"], "properties": {"name": {"type": "string", "title": "Name"},
          "weight": {"type": "number", "title": "Weight"}}}},
        "headers": {"type": "object", "title": "Headers", "additionalProperties": {"type": "string"}},
        "limits": {"type": "object", "title": "Limits", "properties": {"steps": {"type": "integer", "title": "Steps"},
          "inner": {"$ref": "#/$defs/inner"}}},
        "source": {"title": "Source", "oneOf": [
          {"title": "A file", "type": "object", "required": ["kind", "path"],
           "properties": {"kind": {"const": "file"}, "path": {"type": "string", "title": "Path"}}},
          {"title": "An address", "type": "object", "required": ["kind", "url"],
           "properties": {"kind": {"const": "url"}, "url": {"type": "string", "title": "Address"}}}]},
        "condition": {"type": "string", "format": "cel", "title": "Condition"},
        "schema": {"type": "object", "format": "json", "title": "Answer schema", "x-advanced": true},
        "note": {"type": "string", "format": "multiline", "title": "Note", "x-advanced": true}
      },
      "$defs": {"inner": {"type": "object", "title": "Inner", "properties": {
        "deep": {"type": "string", "title": "Deep"}, "again": {"$ref": "#/$defs/inner"}}}}
    })");
}

Json everyValue() {
    return parseJson(R"({
      "name": "Support", "prompt": "Answer {{ state.question }}\n请用用户的语言回答。", "model": "local/qwen-14b",
      "mode": "fast", "temperature": 0.2, "max_tokens": 4096, "retries": null, "stream": false, "key": "s3cret",
      "tags": ["a", "b"], "labels": [{"name": "bug", "weight": 0.5, "more": [1]}, {"name": "idea"}],
      "headers": {"Accept": "text/plain", "X-A/b~c": "d"}, "limits": {"steps": 7, "inner": {"deep": "x", "unknown": 1}},
      "source": {"kind": "url", "url": "http://localhost"}, "condition": "size(state.a) > 1",
      "schema": {"type": "object"}, "note": "line\n", "unknown": {"kept": [1, 2.5, "x"]}
    })");
}

}  // namespace heddle::tests
