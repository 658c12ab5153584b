#include "core/nodes/model_call.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/llm/chat_model.h"

namespace heddle::nodes {
namespace {

using EventType = llm::ModelEvent::Type;

/// What a run shows of an answer in the making.
bool isShown(EventType type) {
    return type == EventType::TextDelta || type == EventType::ReasoningDelta || type == EventType::Retrying;
}

}  // namespace

std::string channelOf(const std::string& stream) { return stream == "answer" ? std::string() : stream; }

void ModelCall::tell(const llm::ModelEvent& event, engine::NodeContext& context) const {
    if (event.type == EventType::TextDelta) context.emitToken(event.text, m_channel);
    if (event.type == EventType::ReasoningDelta) context.emitToken(event.text, "reasoning");
    if (event.type == EventType::Retrying) {
        context.emitProgress({{"retrying", event.text}, {"attempt", event.index}, {"delay_ms", event.delayMs}});
    }
}

boost::asio::awaitable<Json> ModelCall::perform(const llm::ChatRequest& request, const engine::PieceSink& piece) const {
    const auto model = m_models.resolve(m_model);
    const llm::ModelSink sink = [&piece](const llm::ModelEvent& event) {
        if (isShown(event.type)) piece(event.toJson());
    };
    const SystemClock clock;
    const std::int64_t started = clock.steadyNs();
    const llm::ChatResult result = co_await model->chat(request, sink);
    co_return Json{{"model", model->id()},
                   {"label", model->label()},
                   {"result", result.toJson()},
                   {"ms", (clock.steadyNs() - started) / 1'000'000}};
}

boost::asio::awaitable<ModelAnswer> ModelCall::ask(const llm::ChatRequest& request,
                                                   engine::NodeContext& context) const {
    engine::Effect effect;
    effect.kind = engine::EffectKind::Model;
    effect.request = {{"model", m_model}, {"request", request.toJson()}};
    effect.perform = [this, &request](const engine::PieceSink& piece) { return perform(request, piece); };
    effect.onPiece = [this, &context](const Json& piece) { tell(llm::ModelEvent::fromJson(piece), context); };
    const Json answered = co_await context.effect(std::move(effect));

    const std::string model = answered.value("model", "");
    ModelAnswer answer{llm::ChatResult::fromJson(answered.at("result")), answered.value("label", "")};
    context.emitModelCall({{"model", model},
                           {"label", answer.label},
                           {"offline", model == "offline"},
                           {"usage", answer.result.usage.toJson()},
                           {"finish", llm::finishName(answer.result.finish)},
                           {"ms", answered.value("ms", std::int64_t{0})}});
    if (!answer.result.refusal.empty() && answer.result.text.empty()) {
        throw Error(ErrorKind::Denied, "node.model_refused", {{"model", model}, {"reason", answer.result.refusal}});
    }
    co_return answer;
}

}  // namespace heddle::nodes
