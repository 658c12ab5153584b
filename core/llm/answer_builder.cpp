#include "core/llm/answer_builder.h"

#include <set>

namespace heddle::llm {
namespace {

ModelEvent eventOf(ModelEvent::Type type, std::string text = {}) {
    ModelEvent made;
    made.type = type;
    made.text = std::move(text);
    return made;
}

}  // namespace

std::string textIn(const Json& object, const char* key) {
    const Json& value = memberOf(object, key);
    return value.is_string() ? value.get<std::string>() : std::string();
}

std::int64_t countIn(const Json& object, const char* key) {
    const Json& value = memberOf(object, key);
    return value.is_number() ? value.get<std::int64_t>() : 0;
}

const Json& memberOf(const Json& object, const char* key) {
    static const Json none;
    if (!object.is_object()) return none;
    const auto found = object.find(key);
    return found == object.end() ? none : *found;
}

void AnswerBuilder::start() {
    if (std::exchange(m_startSent, true) || !m_sink) return;
    ModelEvent begin = eventOf(ModelEvent::Type::Start, result.model);
    begin.id = result.id;
    m_sink(begin);
}

void AnswerBuilder::send(ModelEvent event) {
    start();
    if (m_sink) m_sink(event);
}

void AnswerBuilder::say(std::string_view piece) {
    if (piece.empty()) return;
    m_answered = true;
    result.text += piece;
    send(eventOf(ModelEvent::Type::TextDelta, std::string(piece)));
}

void AnswerBuilder::think(std::string_view piece) {
    if (piece.empty()) return;
    m_answered = true;
    result.reasoning += piece;
    send(eventOf(ModelEvent::Type::ReasoningDelta, std::string(piece)));
}

void AnswerBuilder::refuse(std::string_view piece) {
    if (piece.empty()) return;
    m_answered = true;
    result.refusal += piece;
    send(eventOf(ModelEvent::Type::Refusal, std::string(piece)));
}

std::size_t AnswerBuilder::call(std::string id, std::string name) {
    m_answered = true;
    ToolCall made;
    made.id = std::move(id);
    made.name = std::move(name);
    result.toolCalls.push_back(std::move(made));
    const std::size_t number = result.toolCalls.size() - 1;
    ModelEvent begin = eventOf(ModelEvent::Type::ToolCallStart);
    begin.index = static_cast<int>(number);
    begin.id = result.toolCalls.back().id;
    begin.name = result.toolCalls.back().name;
    send(std::move(begin));
    return number;
}

void AnswerBuilder::arguments(std::size_t call, std::string_view piece) {
    if (piece.empty()) return;
    result.toolCalls[call].arguments += piece;
    ModelEvent part = eventOf(ModelEvent::Type::ToolArgsDelta, std::string(piece));
    part.index = static_cast<int>(call);
    send(std::move(part));
}

ChatResult AnswerBuilder::finish(Finish finish) {
    std::set<std::string> ids;
    for (std::size_t i = 0; i < result.toolCalls.size(); ++i) {
        ToolCall& call = result.toolCalls[i];
        while (call.id.empty() || !ids.insert(call.id).second)
            call.id += "call_" + std::to_string(i);
        ids.insert(call.id);
        if (call.arguments.find_first_not_of(" \t\r\n") == std::string::npos) call.arguments = "{}";
        const bool isCut = finish == Finish::Length && i + 1 == result.toolCalls.size();
        call.complete = Json::parse(call.arguments, nullptr, false).is_object() && !call.name.empty() && !isCut;
        ModelEvent end = eventOf(ModelEvent::Type::ToolCallEnd, call.arguments);
        end.index = static_cast<int>(i);
        end.id = call.id;
        end.name = call.name;
        send(std::move(end));
    }
    const bool isStop = finish == Finish::Stop || finish == Finish::Unknown;
    result.finish = isStop && !result.toolCalls.empty() ? Finish::ToolCalls : finish;
    ModelEvent counted = eventOf(ModelEvent::Type::Usage);
    counted.usage = result.usage;
    send(std::move(counted));
    ModelEvent last = eventOf(ModelEvent::Type::Finish, result.rawFinish);
    last.finish = result.finish;
    send(std::move(last));
    return result;
}

}  // namespace heddle::llm
