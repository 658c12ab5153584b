#include "core/mcp/values.h"

namespace heddle::mcp {
namespace {

/// Servers leave members out, or set them to null.
std::string textOf(const Json& object, const char* key) {
    return object.contains(key) && object[key].is_string() ? object[key].get<std::string>() : std::string();
}

Json objectOf(const Json& object, const char* key) {
    return object.contains(key) && object[key].is_object() ? object[key] : Json::object();
}

std::string partText(const Json& part) {
    const std::string type = textOf(part, "type");
    if (type == "text") return textOf(part, "text");
    if (type == "resource") {
        const Json resource = objectOf(part, "resource");
        const std::string text = textOf(resource, "text");
        return text.empty() ? "[resource " + textOf(resource, "uri") + "]" : text;
    }
    if (type == "resource_link") return "[" + textOf(part, "name") + ": " + textOf(part, "uri") + "]";
    return "[" + (type.empty() ? std::string("unknown part") : type + " " + textOf(part, "mimeType")) + "]";
}

}  // namespace

Json McpTool::toJson() const {
    Json json{{"name", name}, {"description", description}, {"inputSchema", inputSchema}};
    if (!title.empty()) json["title"] = title;
    if (!outputSchema.is_null()) json["outputSchema"] = outputSchema;
    if (!annotations.empty()) json["annotations"] = annotations;
    return json;
}

McpTool McpTool::fromJson(const Json& json) {
    const JsonReader in(json);
    McpTool tool;
    tool.name = in.string("name");
    tool.description = textOf(json, "description");
    tool.inputSchema = objectOf(json, "inputSchema");
    tool.outputSchema = json.contains("outputSchema") ? json["outputSchema"] : Json();
    tool.annotations = objectOf(json, "annotations");
    tool.title = textOf(json, "title");
    if (tool.title.empty()) tool.title = textOf(tool.annotations, "title");
    return tool;
}

std::string McpResult::text() const {
    std::string all;
    for (const Json& part : content) {
        const std::string one = part.is_object() ? partText(part) : std::string();
        if (!one.empty()) all += (all.empty() ? "" : "\n") + one;
    }
    return all.empty() && !structured.is_null() ? compactJson(structured) : all;
}

McpResult McpResult::fromJson(const Json& json) {
    McpResult result;
    if (!json.is_object()) return result;
    if (json.contains("content") && json["content"].is_array()) result.content = json["content"];
    if (json.contains("structuredContent")) result.structured = json["structuredContent"];
    result.isError = json.contains("isError") && json["isError"] == true;
    return result;
}

}  // namespace heddle::mcp
