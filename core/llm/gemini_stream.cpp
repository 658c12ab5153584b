#include "core/llm/gemini_stream.h"

#include "core/base/error.h"
#include "core/llm/provider_error.h"

namespace heddle::llm {
namespace {

Finish geminiFinish(const std::string& reason) {
    if (reason == "STOP" || reason == "FUNCTION_CALL") return Finish::Stop;
    if (reason == "MAX_TOKENS") return Finish::Length;
    for (const char* word : {"SAFETY", "RECITATION", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII", "IMAGE_SAFETY"})
        if (reason == word) return Finish::ContentFilter;
    return Finish::Unknown;
}

/// "$.a.b[0]" as a JSON pointer (RFC 9535 names of the simple kind that the service uses).
Json::json_pointer placeOf(const std::string& path) {
    std::string pointer;
    for (const char c : path.substr(path.starts_with("$") ? 1 : 0)) {
        if (c == '.' || c == '[')
            pointer += '/';
        else if (c != ']')
            pointer += c;
    }
    return Json::json_pointer(pointer);
}

}  // namespace

void GeminiStream::frame(std::string_view data) {
    if (data.find_first_not_of(" \t\r\n") == std::string_view::npos) return;
    const Json response = Json::parse(data, nullptr, false);
    if (response.is_discarded()) throw protocolError("a frame that is not JSON", data);
    whole(response);
}

/// Also one answer as a list of pieces, as it comes without "alt=sse".
void GeminiStream::whole(const Json& response) {
    if (const auto error = errorInFrame(response); error && !memberOf(response, "candidates").is_array()) throw *error;
    if (!response.is_array()) return read(response);
    for (const Json& piece : response)
        read(piece);
}

void GeminiStream::read(const Json& response) {
    if (m_answer.result.id.empty()) m_answer.result.id = textIn(response, "responseId");
    if (m_answer.result.model.empty()) m_answer.result.model = textIn(response, "modelVersion");
    const Json& counts = memberOf(response, "usageMetadata");
    if (counts.is_object()) {
        Usage& sum = m_answer.result.usage;
        sum.input = countIn(counts, "promptTokenCount") + countIn(counts, "toolUsePromptTokenCount");
        sum.reasoning = countIn(counts, "thoughtsTokenCount");
        sum.output = countIn(counts, "candidatesTokenCount") + sum.reasoning;
        sum.cached = countIn(counts, "cachedContentTokenCount");
    }
    if (const std::string why = textIn(memberOf(response, "promptFeedback"), "blockReason"); !why.empty()) {
        m_isBlocked = true;
        m_answer.result.rawFinish = why;
    }
    const Json& candidates = memberOf(response, "candidates");
    if (!candidates.is_array() || candidates.empty()) return;
    const Json& candidate = candidates.front();
    for (const Json& part : memberOf(memberOf(candidate, "content"), "parts"))
        readPart(part);
    if (const std::string reason = textIn(candidate, "finishReason"); !reason.empty())
        m_answer.result.rawFinish = reason;
}

void GeminiStream::readPart(const Json& part) {
    if (!part.is_object()) return;
    if (part.contains("functionCall")) return readCall(memberOf(part, "functionCall"), part);
    const std::string words = textIn(part, "text");
    if (memberOf(part, "thought") == true)
        m_answer.think(words);
    else
        m_answer.say(words);
    keepText(part);
}

/// Pieces of a text become one again.
void GeminiStream::keepText(const Json& part) {
    const bool isThought = memberOf(part, "thought") == true;
    const bool goesOn = !m_parts.empty() && m_parts.back().contains("text") &&
                        !m_parts.back().contains("thoughtSignature") &&
                        (memberOf(m_parts.back(), "thought") == true) == isThought;
    if (!goesOn || !part.contains("text")) return m_parts.push_back(part);
    m_parts.back()["text"] = textIn(m_parts.back(), "text") + textIn(part, "text");
    if (part.contains("thoughtSignature")) m_parts.back()["thoughtSignature"] = part["thoughtSignature"];
}

void GeminiStream::readCall(const Json& call, const Json& part) {
    const std::string name = textIn(call, "name");
    if (!name.empty() || !m_openCall) {
        m_openCall = m_answer.call(textIn(call, "id"), name);
        m_openArguments = Json::object();
        m_parts.push_back(part);
    }
    for (const Json& piece : memberOf(call, "partialArgs")) {
        Json& place = m_openArguments[placeOf(textIn(piece, "jsonPath"))];
        for (const char* kind : {"stringValue", "numberValue", "boolValue"}) {
            if (!piece.contains(kind)) continue;
            const bool isMore = place.is_string() && piece[kind].is_string();
            place = isMore ? Json(place.get<std::string>() + piece[kind].get<std::string>()) : piece[kind];
        }
        if (piece.contains("nullValue")) place = nullptr;
    }
    if (memberOf(call, "args").is_object()) m_openArguments.update(call["args"]);
    if (memberOf(call, "willContinue") == true) return;
    m_answer.arguments(*m_openCall, compactJson(m_openArguments));
    Json& kept = m_parts.back()["functionCall"];
    kept["args"] = m_openArguments;
    kept.erase("partialArgs");
    kept.erase("willContinue");
    m_openCall.reset();
}

ChatResult GeminiStream::finish() {
    ChatResult& result = m_answer.result;
    if (result.rawFinish.empty())
        throw Error(ErrorKind::Network, "llm.incomplete", {{"reason", "the stream ended before the answer did"}});
    if (m_openCall) m_answer.arguments(*m_openCall, compactJson(m_openArguments));
    if (!m_parts.empty()) result.opaque = {{"protocol", "gemini"}, {"parts", m_parts}};
    if (m_isBlocked) m_answer.refuse("The service has blocked the question: " + result.rawFinish + ".");
    return m_answer.finish(m_isBlocked ? Finish::ContentFilter : geminiFinish(result.rawFinish));
}

}  // namespace heddle::llm
