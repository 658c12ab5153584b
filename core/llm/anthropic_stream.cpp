#include "core/llm/anthropic_stream.h"

#include "core/base/error.h"
#include "core/llm/provider_error.h"

namespace heddle::llm {
namespace {

Finish anthropicFinish(const std::string& reason) {
    if (reason == "end_turn" || reason == "stop_sequence" || reason == "pause_turn") return Finish::Stop;
    if (reason == "max_tokens" || reason == "model_context_window_exceeded") return Finish::Length;
    if (reason == "tool_use") return Finish::ToolCalls;
    return reason == "refusal" ? Finish::Refusal : Finish::Unknown;
}

}  // namespace

void AnthropicStream::frame(std::string_view data) {
    if (data.find_first_not_of(" \t\r\n") == std::string_view::npos) return;
    const Json event = Json::parse(data, nullptr, false);
    if (!event.is_object()) throw protocolError("a frame that is not JSON", data);
    read(event);
}

void AnthropicStream::read(const Json& event) {
    const std::string type = textIn(event, "type");
    if (type == "error" || (type.empty() && event.contains("error"))) throw *errorInFrame(event);
    const std::int64_t index = countIn(event, "index");
    if (type == "message_start") beginMessage(memberOf(event, "message"));
    if (type == "content_block_start") beginBlock(index, memberOf(event, "content_block"));
    if (type == "content_block_delta") readDelta(index, memberOf(event, "delta"));
    if (type == "message_delta") {
        const std::string reason = textIn(memberOf(event, "delta"), "stop_reason");
        if (!reason.empty()) m_answer.result.rawFinish = reason;
        readUsage(memberOf(event, "usage"));
    }
    m_done |= type == "message_stop";
}

void AnthropicStream::beginMessage(const Json& message) {
    // Some proxies send it twice; the first counts.
    if (m_answer.result.id.empty()) m_answer.result.id = textIn(message, "id");
    if (m_answer.result.model.empty()) m_answer.result.model = textIn(message, "model");
    readUsage(memberOf(message, "usage"));
}

void AnthropicStream::beginBlock(std::int64_t index, const Json& block) {
    const std::string type = textIn(block, "type");
    if (type == "text") m_answer.say(textIn(block, "text"));
    if (type == "tool_use") {
        m_calls[index] = m_answer.call(textIn(block, "id"), textIn(block, "name"));
        const Json& input = memberOf(block, "input");
        if (input.is_object() && !input.empty()) m_answer.arguments(m_calls[index], compactJson(input));
    }
    if (type == "thinking" || type == "redacted_thinking") {
        m_thoughts[index] = block;
        m_answer.think(textIn(block, "thinking"));
    }
}

void AnthropicStream::readDelta(std::int64_t index, const Json& delta) {
    const std::string type = textIn(delta, "type");
    if (type == "text_delta") m_answer.say(textIn(delta, "text"));
    if (type == "input_json_delta" && m_calls.contains(index))
        m_answer.arguments(m_calls[index], textIn(delta, "partial_json"));
    if (!m_thoughts.contains(index)) return;
    Json& block = m_thoughts[index];
    if (type == "thinking_delta") {
        m_answer.think(textIn(delta, "thinking"));
        block["thinking"] = textIn(block, "thinking") + textIn(delta, "thinking");
    }
    if (type == "signature_delta") block["signature"] = textIn(block, "signature") + textIn(delta, "signature");
}

/// The counts are cumulative; what is read from and written to the cache is not in `input_tokens`.
void AnthropicStream::readUsage(const Json& usage) {
    if (!usage.is_object()) return;
    Usage& sum = m_answer.result.usage;
    if (usage.contains("input_tokens")) {
        sum.cached = countIn(usage, "cache_read_input_tokens");
        sum.cacheWrite = countIn(usage, "cache_creation_input_tokens");
        sum.input = countIn(usage, "input_tokens") + sum.cached + sum.cacheWrite;
    }
    if (usage.contains("output_tokens")) sum.output = countIn(usage, "output_tokens");
}

void AnthropicStream::whole(const Json& response) {
    if (const auto error = errorInFrame(response); error && !response.contains("content")) throw *error;
    beginMessage(response);
    std::int64_t index = 0;
    for (const Json& block : memberOf(response, "content"))
        beginBlock(index++, block);
    m_answer.result.rawFinish = textIn(response, "stop_reason");
    m_done = true;
}

ChatResult AnthropicStream::finish() {
    if (!m_done && m_answer.result.rawFinish.empty())
        throw Error(ErrorKind::Network, "llm.incomplete", {{"reason", "the stream ended before the answer did"}});
    if (!m_thoughts.empty()) {
        Json blocks = Json::array();
        for (const auto& [index, block] : m_thoughts)
            blocks.push_back(block);
        m_answer.result.opaque = {{"protocol", "anthropic"}, {"blocks", std::move(blocks)}};
    }
    const Finish finish = anthropicFinish(m_answer.result.rawFinish);
    if (finish == Finish::Refusal && m_answer.result.text.empty()) m_answer.refuse("The model refused.");
    return m_answer.finish(finish);
}

}  // namespace heddle::llm
