#include "core/llm/offline/json_limits.h"

#include "core/llm/offline/text.h"

#include <array>
#include <cmath>
#include <regex>

namespace heddle::llm::offline {
namespace {

constexpr int kMostRefs = 12;

Json follow(const Json& root, Json schema) {
    for (int i = 0; i < kMostRefs && schema.is_object() && schema.contains("$ref"); ++i) {
        const std::string ref = schema["$ref"].is_string() ? schema["$ref"].get<std::string>() : "";
        if (!ref.starts_with('#')) return Json::object();
        try {
            schema = root.at(Json::json_pointer(ref.substr(1)));
        } catch (const Json::exception&) {
            return Json::object();
        }
    }
    return schema;
}

void mergeInto(Json& schema, const Json& part) {
    for (const auto& [key, value] : part.items()) {
        if (key == "properties" && schema.contains(key))
            schema[key].update(value);
        else if (key == "required" && schema.contains(key))
            schema[key].insert(schema[key].end(), value.begin(), value.end());
        else
            schema[key] = value;
    }
}

bool isNull(const Json& schema) { return schema.is_object() && schema.value("type", Json()) == Json("null"); }

std::size_t lengthOf(std::string_view text) {
    std::size_t count = 0;
    for (std::size_t at = 0; at < text.size(); ++count)
        nextChar(text, at);
    return count;
}

std::string leastText(const Json& schema) {
    const std::string format = schema.value("format", std::string());
    if (format == "email") return "unknown@example.com";
    if (format == "uri" || format == "url") return "about:blank";
    if (format == "date") return "1970-01-01";
    if (format == "date-time") return "1970-01-01T00:00:00Z";
    if (format == "time") return "00:00:00Z";
    if (format == "uuid") return "00000000-0000-0000-0000-000000000000";
    if (format == "ipv4") return "0.0.0.0";
    if (!schema.contains("pattern")) return limitedText(schema, "");
    try {
        const std::regex form(schema.value("pattern", std::string()));
        for (const char* sample :
             {"",   "a",  "A",    "0",   "1",     "aa",      "AA",    "00",  "aaa",   "AAA",        "000",
              "A1", "a1", "0000", "A-1", "AB-12", "ABC-123", "0.0.0", "1.0", "00000", "1970-01-01", "#000000"})
            if (std::regex_search(sample, form)) return limitedText(schema, sample);
    } catch (const std::regex_error&) {
        // Another dialect of patterns: nothing sure can be said.
    }
    return limitedText(schema, "");
}

}  // namespace

Json resolved(const Json& root, const Json& raw) {
    Json schema = follow(root, raw);
    if (!schema.is_object()) return Json::object();
    for (const auto& part : schema.value("allOf", Json::array()))
        mergeInto(schema, resolved(root, part));
    for (const char* key : {"anyOf", "oneOf"}) {
        if (!schema.contains(key) || !schema[key].is_array()) continue;
        for (const auto& branch : schema[key]) {
            if (isNull(branch)) continue;
            mergeInto(schema, resolved(root, branch));
            break;
        }
    }
    return schema;
}

std::string typeOf(const Json& schema) {
    const Json type = schema.value("type", Json());
    if (type.is_string()) return type.get<std::string>();
    if (type.is_array())
        for (const auto& one : type)
            if (one.is_string() && one != "null") return one.get<std::string>();
    if (schema.contains("properties") || schema.contains("required")) return "object";
    if (schema.contains("items")) return "array";
    if (schema.contains("minimum") || schema.contains("maximum")) return "number";
    return type.is_array() ? "null" : "string";
}

std::string limitedText(const Json& schema, std::string text) {
    if (schema.contains("maxLength")) text = shortened(text, schema.value("maxLength", std::size_t{0}));
    const std::size_t least = schema.value("minLength", std::size_t{0});
    for (std::size_t length = lengthOf(text); length < least; ++length)
        text += '.';
    return text;
}

Json limitedNumber(const Json& schema, double value, bool whole) {
    const auto limit = [&](const char* key) -> std::optional<double> {
        if (!schema.contains(key) || !schema[key].is_number()) return std::nullopt;
        return schema[key].get<double>();
    };
    const double step = limit("multipleOf").value_or(whole ? 1.0 : 0.0);
    const double nudge = step > 0 ? step : 1e-6;
    if (step > 0) value = std::round(value / step) * step;
    if (const auto least = limit("minimum"); least && value < *least)
        value = step > 0 ? std::ceil(*least / step) * step : *least;
    if (const auto below = limit("exclusiveMinimum"); below && value <= *below)
        value = step > 0 ? (std::floor(*below / step) + 1) * step : *below + nudge;
    if (const auto most = limit("maximum"); most && value > *most)
        value = step > 0 ? std::floor(*most / step) * step : *most;
    if (const auto above = limit("exclusiveMaximum"); above && value >= *above)
        value = step > 0 ? (std::ceil(*above / step) - 1) * step : *above - nudge;
    if (whole) return static_cast<std::int64_t>(std::llround(value));
    return value;
}

Json leastValue(const Json& root, const Json& schema, int depth) {
    if (schema.contains("default")) return schema["default"];
    if (schema.contains("const")) return schema["const"];
    if (schema.contains("enum") && !schema["enum"].empty()) return schema["enum"][0];
    const std::string type = typeOf(schema);
    if (type == "string") return leastText(schema);
    if (type == "integer" || type == "number") return limitedNumber(schema, 0, type == "integer");
    if (type == "boolean") return false;
    if (type == "array") {
        Json list = Json::array();
        if (depth < kMostRefs)
            for (std::size_t i = 0; i < schema.value("minItems", std::size_t{0}); ++i)
                list.push_back(leastValue(root, resolved(root, schema.value("items", Json::object())), depth + 1));
        return list;
    }
    if (type != "object") return nullptr;
    Json object = Json::object();
    const Json properties = schema.value("properties", Json::object());
    for (const auto& key : schema.value("required", Json::array())) {
        if (!key.is_string() || depth >= kMostRefs) continue;
        const std::string name = key.get<std::string>();
        object[name] = leastValue(root, resolved(root, properties.value(name, Json::object())), depth + 1);
    }
    return object;
}

}  // namespace heddle::llm::offline
