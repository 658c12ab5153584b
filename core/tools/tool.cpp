#include "core/tools/tool.h"

namespace heddle::tools {

Json ToolCard::toJson() const {
    return {{"name", name},
            {"source", source},
            {"title", title},
            {"description", description},
            {"input_schema", inputSchema},
            {"read_only", isReadOnly},
            {"serial", isSerial},
            {"needs_consent", needsConsent},
            {"timeout_ms", timeoutMs}};
}

ToolCard ToolCard::fromJson(const Json& json) {
    const JsonReader in(json);
    ToolCard card;
    card.name = in.string("name");
    card.source = in.string("source", "");
    card.title = in.string("title", "");
    card.description = in.string("description", "");
    card.inputSchema = in.value("input_schema");
    card.isReadOnly = in.boolean("read_only", false);
    card.isSerial = in.boolean("serial", false);
    card.needsConsent = in.boolean("needs_consent", true);
    card.timeoutMs = in.integer("timeout_ms", card.timeoutMs);
    return card;
}

Json ToolAnswer::toJson() const {
    Json json{{"text", text}};
    if (!data.is_null()) json["data"] = data;
    if (isError) json["error"] = true;
    return json;
}

ToolAnswer ToolAnswer::fromJson(const Json& json) {
    const JsonReader in(json);
    return {in.string("text", ""), in.value("data"), in.boolean("error", false)};
}

ToolAnswer ToolAnswer::failure(std::string text) { return {std::move(text), Json(), true}; }

}  // namespace heddle::tools
