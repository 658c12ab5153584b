#pragma once
#include "core/engine/node.h"
#include "core/llm/chat_model.h"
#include "core/nodes/builtin_nodes.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace heddle::tests {

/// Thrown by FakeNodeContext::interrupt when no answer is left. As the engine's own, it is no std::exception.
struct Paused {
    Json question;
};

/// One attempt of one node, outside an engine: a state, answers to questions, and what the node told.
class FakeNodeContext final : public engine::NodeContext {
public:
    explicit FakeNodeContext(const Json& state) : m_view(engine::StateView::of(state)) {}

    void bindItem(Json item) { m_view.bind("item", std::make_shared<const Json>(std::move(item))); }

    const engine::StateView& view() const override { return m_view; }
    const std::string& runId() const override { return m_id; }
    const std::string& threadId() const override { return m_id; }
    const std::string& taskId() const override { return m_id; }
    int attempt() const override { return 1; }
    void emitToken(std::string_view text, std::string_view channel) override {
        tokens += text;
        channels.emplace_back(channel);
    }
    void emitProgress(Json data) override { progress.push_back(std::move(data)); }
    void emitModelCall(Json data) override { modelCalls.push_back(std::move(data)); }
    void emitToolCall(Json data) override { toolCalls.push_back(std::move(data)); }
    boost::asio::awaitable<Json> effect(engine::Effect effect) override {
        asked.push_back(effect.request);
        const engine::PieceSink piece = [&effect](const Json& one) {
            if (effect.onPiece) effect.onPiece(one);
        };
        co_return co_await effect.perform(piece);
    }
    boost::asio::awaitable<std::vector<engine::EffectAnswer>> effects(std::vector<engine::Effect> batch, int) override {
        std::vector<engine::EffectAnswer> answers;
        for (std::size_t i = 0; i < batch.size(); ++i) {
            engine::EffectAnswer given;
            try {
                given.answer = co_await effect(batch[i]);
            } catch (...) {
                given.error = currentError();
            }
            answers.push_back(std::move(given));
        }
        co_return answers;
    }
    std::int64_t nowMs() override { return 1'000; }
    double random() override { return 0.5; }
    std::string newId() override { return "id"; }
    Json interrupt(Json question) override {
        if (answers.empty()) throw Paused{std::move(question)};
        Json answer = std::move(answers.front());
        answers.pop_front();
        return answer;
    }
    Json interrupt(Json question, engine::Deadline deadline) override {
        deadlines.push_back(deadline);
        return interrupt(std::move(question));
    }
    void sleep(Json why, engine::Deadline deadline) override { interrupt(std::move(why), std::move(deadline)); }
    boost::asio::awaitable<engine::GraphAnswer> callGraph(engine::GraphCall call) override {
        calls.push_back(call);
        engine::GraphAnswer answer{engine::StateView::of(graphState), graphCommand};
        co_return answer;
    }
    bool cancelRequested() const override { return false; }

    std::vector<Json> asked;  ///< their requests
    std::vector<engine::Deadline> deadlines;
    std::vector<engine::GraphCall> calls;
    Json graphState = Json::object();  ///< what a sub-graph ends with
    std::optional<engine::NodeResult> graphCommand;

    std::deque<Json> answers;
    std::string tokens;
    std::vector<std::string> channels;
    std::vector<Json> progress;
    std::vector<Json> modelCalls;
    std::vector<Json> toolCalls;

private:
    engine::StateView m_view;
    std::string m_id = "test";
};

/// Answers what the test says, and keeps the last request.
class FakeModel final : public llm::ChatModel {
public:
    std::string id() const override { return "fake"; }
    std::string label() const override { return "fake model"; }
    boost::asio::awaitable<llm::ChatResult> chat(const llm::ChatRequest& request,
                                                 const llm::ModelSink& onEvent) override {
        last = request;
        llm::ChatResult result;
        result.text = answer;
        result.finish = llm::Finish::Stop;
        llm::ModelEvent event;
        event.text = answer;
        if (onEvent) onEvent(event);
        co_return result;
    }

    std::string answer = "yes";
    llm::ChatRequest last;
};

/// Every reference leads to the same model.
class FakeModels final : public nodes::ModelResolver {
public:
    explicit FakeModels(std::shared_ptr<llm::ChatModel> model) : m_model(std::move(model)) {}
    std::shared_ptr<llm::ChatModel> resolve(const std::string&) const override { return m_model; }

private:
    std::shared_ptr<llm::ChatModel> m_model;
};

/// Runs one attempt of a node to its end on this thread; throws what it throws.
inline engine::NodeResult runNode(const engine::NodeRunner& runner, engine::NodeContext& context) {
    boost::asio::io_context io;
    std::optional<engine::NodeResult> result;
    std::exception_ptr failure;
    const auto done = [&](std::exception_ptr thrown, engine::NodeResult value) {
        failure = thrown;
        result = std::move(value);
    };
    boost::asio::co_spawn(io, runner.run(context), done);
    io.run();
    if (failure) std::rethrow_exception(failure);
    return std::move(*result);
}

}  // namespace heddle::tests
