#include "core/nodes/model_call.h"

#include "core/base/clock.h"
#include "core/base/error.h"

namespace heddle::nodes {

std::string channelOf(const std::string& stream) { return stream == "answer" ? std::string() : stream; }

boost::asio::awaitable<llm::ChatResult> ModelCall::ask(const llm::ChatRequest& request,
                                                       engine::NodeContext& context) const {
    using Type = llm::ModelEvent::Type;
    const llm::ModelSink sink = [this, &context](const llm::ModelEvent& event) {
        if (event.type == Type::TextDelta) context.emitToken(event.text, m_channel);
        if (event.type == Type::ReasoningDelta) context.emitToken(event.text, "reasoning");
        if (event.type == Type::Retrying) {
            context.emitProgress({{"retrying", event.text}, {"attempt", event.index}, {"delay_ms", event.delayMs}});
        }
    };
    const SystemClock clock;
    const std::int64_t started = clock.steadyNs();
    llm::ChatResult result = co_await m_model.chat(request, sink);
    context.emitModelCall({{"model", m_model.id()},
                           {"label", m_model.label()},
                           {"offline", m_model.id() == "offline"},
                           {"usage", result.usage.toJson()},
                           {"finish", llm::finishName(result.finish)},
                           {"ms", (clock.steadyNs() - started) / 1'000'000}});
    if (!result.refusal.empty() && result.text.empty()) {
        throw Error(ErrorKind::Denied, "node.model_refused", {{"model", m_model.id()}, {"reason", result.refusal}});
    }
    co_return result;
}

}  // namespace heddle::nodes
