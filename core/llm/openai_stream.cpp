#include "core/llm/openai_stream.h"

#include "core/base/error.h"
#include "core/llm/provider_error.h"

#include <set>

namespace heddle::llm {
namespace {

using Type = ModelEvent::Type;

/// A text member; empty when it is missing, null or something else.
std::string textOf(const Json& object, const char* key) {
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::int64_t countOf(const Json& object, std::initializer_list<const char*> keys) {
    for (const char* key : keys) {
        const auto found = object.find(key);
        if (found != object.end() && found->is_number()) return found->get<std::int64_t>();
    }
    return 0;
}

const Json& member(const Json& object, const char* key) {
    static const Json none;
    const auto found = object.find(key);
    return found == object.end() ? none : *found;
}

ModelEvent event(Type type, std::string text = {}) {
    ModelEvent made;
    made.type = type;
    made.text = std::move(text);
    return made;
}

bool isFailure(std::string_view finish) {
    return finish == "error" || finish == "network_error" || finish == "insufficient_system_resource";
}

}  // namespace

OpenAiStream::OpenAiStream(ModelSink sink)
    : m_sink(std::move(sink)), m_tags([this](std::string_view piece, bool reasoning) { say(piece, reasoning); }) {}

void OpenAiStream::frame(std::string_view data) {
    if (data.starts_with("[DONE]")) {
        m_done = true;
        return;
    }
    if (data.find_first_not_of(" \t\r\n") == std::string_view::npos) return;
    const Json parsed = Json::parse(data, nullptr, false);
    if (parsed.is_discarded()) throw protocolError("a frame that is not JSON", data);
    readFrame(parsed);
}

void OpenAiStream::whole(const Json& response) {
    readFrame(response);
    m_done = m_finishSeen || m_answered;
}

void OpenAiStream::readFrame(const Json& frame) {
    if (const auto error = errorInFrame(frame)) throw *error;
    if (!frame.is_object()) throw protocolError("a frame that is not an object", frame.dump());
    if (m_result.id.empty()) m_result.id = textOf(frame, "id");
    if (m_result.model.empty()) m_result.model = textOf(frame, "model");
    if (!m_result.id.empty() || !m_result.model.empty()) start();
    for (const auto& choice : member(frame, "choices")) {
        // Several answers at once are never asked for; a service that sends them has the first one read.
        if (choice.is_object() && countOf(choice, {"index"}) == 0) readChoice(choice);
    }
    readUsage(member(frame, "usage"));
}

void OpenAiStream::readChoice(const Json& choice) {
    for (const char* key : {"delta", "message"})
        if (member(choice, key).is_object()) readDelta(choice[key]);
    readUsage(member(choice, "usage"));
    const std::string finish = textOf(choice, "finish_reason");
    if (finish.empty()) return;
    if (isFailure(finish))
        throw Error(ErrorKind::Unavailable, "llm.overloaded",
                    {{"reason", "it ended its answer with “" + finish + "”"}});
    m_result.rawFinish = finish;
    m_finishSeen = true;
}

void OpenAiStream::readDelta(const Json& delta) {
    std::string reasoning = textOf(delta, "reasoning_content");
    if (reasoning.empty()) reasoning = textOf(delta, "reasoning");
    if (!reasoning.empty()) say(reasoning, true);
    readContent(member(delta, "content"));
    if (const std::string refusal = textOf(delta, "refusal"); !refusal.empty()) {
        m_result.refusal += refusal;
        m_answered = true;
        send(event(Type::Refusal, refusal));
    }
    for (const auto& call : member(delta, "tool_calls"))
        if (call.is_object()) readTool(call);
    if (const Json& call = member(delta, "function_call"); call.is_object())
        readTool({{"index", 0}, {"function", call}});
}

void OpenAiStream::readContent(const Json& content) {
    if (content.is_string()) return m_tags.feed(content.get_ref<const std::string&>());
    for (const auto& part : content) {
        if (!part.is_object()) continue;
        if (const std::string words = textOf(part, "text"); !words.empty()) m_tags.feed(words);
        for (const auto& thought : member(part, "thinking"))
            if (thought.is_object()) say(textOf(thought, "text"), true);
    }
}

void OpenAiStream::say(std::string_view piece, bool reasoning) {
    if (piece.empty()) return;
    m_answered = true;
    (reasoning ? m_result.reasoning : m_result.text) += piece;
    send(event(reasoning ? Type::ReasoningDelta : Type::TextDelta, std::string(piece)));
}

OpenAiStream::Call& OpenAiStream::callFor(const Json& delta, const std::string& id, const std::string& name) {
    const Json& index = member(delta, "index");
    const auto make = [&]() -> Call& {
        if (index.is_number_integer()) m_byIndex[index.get<std::int64_t>()] = m_calls.size();
        return m_calls.emplace_back();
    };
    if (!index.is_number_integer()) {
        if (m_calls.empty()) return make();
        for (auto& call : m_calls)
            if (!id.empty() && call.call.id == id) return call;
        return id.empty() && name.empty() ? m_calls.back() : make();
    }
    const auto found = m_byIndex.find(index.get<std::int64_t>());
    if (found == m_byIndex.end()) return make();
    // Some services number all parallel calls 0: another id with another name is another call.
    Call& call = m_calls[found->second];
    const bool another = !id.empty() && !name.empty() && !call.call.id.empty() && call.call.id != id && call.started;
    return another ? make() : call;
}

void OpenAiStream::readTool(const Json& delta) {
    const Json& function = member(delta, "function");
    const std::string id = textOf(delta, "id");
    const std::string name = function.is_object() ? textOf(function, "name") : std::string();
    Call& call = callFor(delta, id, name);
    if (call.call.id.empty()) call.call.id = id;
    if (call.call.name.empty()) call.call.name = name;
    const Json& arguments = function.is_object() ? member(function, "arguments") : function;
    std::string piece;
    if (arguments.is_string())
        piece = arguments.get<std::string>();
    else if (arguments.is_object())
        piece = compactJson(arguments);
    call.held += piece;
    if (call.call.name.empty()) return;
    m_answered = true;
    ModelEvent step = event(Type::ToolCallStart);
    step.index = static_cast<int>(&call - m_calls.data());
    step.id = call.call.id;
    step.name = call.call.name;
    if (!std::exchange(call.started, true)) send(step);
    if (call.held.empty()) return;
    ModelEvent part = event(Type::ToolArgsDelta, std::exchange(call.held, {}));
    part.index = step.index;
    call.call.arguments += part.text;
    send(part);
}

void OpenAiStream::readUsage(const Json& usage) {
    if (!usage.is_object()) return;
    const Json& in = member(usage, "prompt_tokens_details");
    const Json& out = member(usage, "completion_tokens_details");
    Usage& sum = m_result.usage;
    sum.input = countOf(usage, {"prompt_tokens", "input_tokens"});
    sum.output = countOf(usage, {"completion_tokens", "output_tokens"});
    sum.cached = in.is_object() ? countOf(in, {"cached_tokens"}) : 0;
    if (sum.cached == 0) sum.cached = countOf(usage, {"prompt_cache_hit_tokens"});
    sum.cacheWrite = in.is_object() ? countOf(in, {"cache_write_tokens"}) : 0;
    sum.reasoning = out.is_object() ? countOf(out, {"reasoning_tokens"}) : 0;
}

void OpenAiStream::start() {
    if (std::exchange(m_startSent, true)) return;
    ModelEvent begin = event(Type::Start, m_result.model);
    begin.id = m_result.id;
    if (m_sink) m_sink(begin);
}

void OpenAiStream::send(ModelEvent what) {
    start();
    if (m_sink) m_sink(what);
}

void OpenAiStream::closeCalls() {
    std::set<std::string> ids;
    const bool cut = m_result.rawFinish == "length";
    for (std::size_t i = 0; i < m_calls.size(); ++i) {
        ToolCall& call = m_calls[i].call;
        call.arguments += m_calls[i].held;
        while (call.id.empty() || !ids.insert(call.id).second)
            call.id += "call_" + std::to_string(i);
        ids.insert(call.id);
        if (call.arguments.find_first_not_of(" \t\r\n") == std::string::npos) call.arguments = "{}";
        const Json arguments = Json::parse(call.arguments, nullptr, false);
        call.complete = arguments.is_object() && !call.name.empty() && !(cut && i + 1 == m_calls.size());
        ModelEvent end = event(Type::ToolCallEnd, call.arguments);
        end.index = static_cast<int>(i);
        end.id = call.id;
        end.name = call.name;
        send(end);
        m_result.toolCalls.push_back(call);
    }
}

Finish OpenAiStream::normalised() const {
    const std::string& raw = m_result.rawFinish;
    if (raw == "length" || raw == "max_tokens") return Finish::Length;
    if (raw == "content_filter" || raw == "sensitive") return Finish::ContentFilter;
    if (!m_result.toolCalls.empty()) return Finish::ToolCalls;
    if (raw == "tool_calls" || raw == "function_call") return Finish::ToolCalls;
    if (!m_result.refusal.empty() || raw == "refusal") return Finish::Refusal;
    return raw.empty() || raw == "stop" || raw == "end_turn" || raw == "eos" ? Finish::Stop : Finish::Unknown;
}

ChatResult OpenAiStream::finish() {
    m_tags.finish();
    if (!m_finishSeen && !m_done)
        throw Error(ErrorKind::Network, "llm.incomplete", {{"reason", "the stream ended before the answer did"}});
    if (!m_finishSeen && !m_answered) throw protocolError("a stream without an answer", "");
    closeCalls();
    m_result.finish = normalised();
    ModelEvent counted = event(Type::Usage);
    counted.usage = m_result.usage;
    send(counted);
    ModelEvent last = event(Type::Finish, m_result.rawFinish);
    last.finish = m_result.finish;
    send(last);
    return m_result;
}

}  // namespace heddle::llm
