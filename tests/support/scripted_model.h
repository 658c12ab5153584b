#pragma once
#include "core/base/error.h"
#include "core/llm/chat_model.h"

#include <deque>
#include <functional>
#include <string>
#include <vector>

namespace heddle::tests {

/// Says in turn what the test has written, and keeps what it was asked.
class ScriptedModel final : public llm::ChatModel {
public:
    std::string id() const override { return "scripted"; }
    std::string label() const override { return "scripted model"; }

    ScriptedModel& says(const std::string& text) {
        llm::ChatResult result;
        result.text = text;
        return then(std::move(result));
    }
    /// Calls tools: {{"name", arguments}, …} with the ids "c1", "c2" …, counted over the whole script.
    ScriptedModel& calls(const std::vector<std::pair<std::string, Json>>& wanted) {
        llm::ChatResult result;
        for (const auto& [name, arguments] : wanted) {
            llm::ToolCall call;
            call.id = "c" + std::to_string(++m_calls);
            call.name = name;
            call.arguments = arguments.is_string() ? arguments.get<std::string>() : compactJson(arguments);
            result.toolCalls.push_back(std::move(call));
        }
        result.finish = llm::Finish::ToolCalls;
        return then(std::move(result));
    }
    ScriptedModel& fails(Error error) {
        m_script.push_back([error](const llm::ChatRequest&) -> llm::ChatResult { throw error; });
        return *this;
    }

    boost::asio::awaitable<llm::ChatResult> chat(const llm::ChatRequest& request, const llm::ModelSink& sink) override {
        asked.push_back(request);
        if (m_script.empty()) throw Error(ErrorKind::Internal, "test.script_ended");
        const auto next = std::move(m_script.front());
        m_script.pop_front();
        llm::ChatResult result = next(request);
        llm::ModelEvent event;
        event.text = result.text;
        if (sink && !result.text.empty()) sink(event);
        co_return result;
    }

    std::vector<llm::ChatRequest> asked;

private:
    ScriptedModel& then(llm::ChatResult result) {
        result.usage.input = 10;
        result.usage.output = 5;
        m_script.push_back([result](const llm::ChatRequest&) { return result; });
        return *this;
    }

    std::deque<std::function<llm::ChatResult(const llm::ChatRequest&)>> m_script;
    int m_calls = 0;
};

}  // namespace heddle::tests
