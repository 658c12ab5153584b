#include "core/llm/offline_model.h"

#include "core/base/error.h"
#include "core/llm/offline/answer.h"
#include "core/llm/offline/text.h"
#include "core/llm/token_estimate.h"

namespace heddle::llm {
namespace {

namespace asio = boost::asio;

/// Where the next word of `text` ends: behind the spaces that follow it, or behind two Chinese characters.
std::size_t wordEnd(std::string_view text, std::size_t at) {
    int chinese = 0;
    bool space = false;
    while (at < text.size()) {
        const std::size_t before = at;
        const char32_t c = offline::nextChar(text, at);
        const bool blank = c == ' ' || c == '\n';
        if (space && !blank) return before;
        space = blank;
        if (offline::isCjk(c) && ++chinese == 2) return at;
    }
    return at;
}

std::int64_t inputTokens(const ChatRequest& request) {
    std::int64_t sum = 0;
    for (const auto& message : request.messages)
        sum += estimateTokens(message.text());
    return sum;
}

/// The text that maxTokens and stop words leave.
std::string bounded(const ChatRequest& request, std::string text, Finish& finish) {
    for (const auto& stop : request.stop)
        if (!stop.empty()) text.resize(std::min(text.size(), text.find(stop)));
    if (!request.maxTokens || estimateTokens(text) <= *request.maxTokens) return text;
    std::size_t end = 0;
    for (std::size_t next = wordEnd(text, 0); end < next; next = wordEnd(text, next)) {
        if (estimateTokens(std::string_view(text).substr(0, next)) > *request.maxTokens) break;
        end = next;
    }
    text.resize(end);
    finish = Finish::Length;
    return text;
}

void emitCall(const ToolCall& call, const ModelSink& emit) {
    ModelEvent event;
    event.id = call.id;
    event.name = call.name;
    event.type = ModelEvent::Type::ToolCallStart;
    emit(event);
    event.text = call.arguments;
    event.type = ModelEvent::Type::ToolCallEnd;
    ModelEvent arguments;
    arguments.type = ModelEvent::Type::ToolArgsDelta;
    arguments.text = call.arguments;
    emit(arguments);
    emit(event);
}

}  // namespace

asio::awaitable<ChatResult> OfflineModel::chat(const ChatRequest& request, const ModelSink& onEvent) {
    const ModelSink emit = onEvent ? onEvent : [](const ModelEvent&) {};
    ChatResult result;
    result.id = "offline";
    result.model = id();
    ModelEvent start;
    start.type = ModelEvent::Type::Start;
    start.id = result.id;
    start.text = result.model;
    emit(start);
    offline::Answer answer = offline::answerTo(request);
    result.finish = answer.call ? Finish::ToolCalls : Finish::Stop;
    result.text = bounded(request, std::move(answer.text), result.finish);
    const auto cancellation = co_await asio::this_coro::cancellation_state;
    const auto executor = co_await asio::this_coro::executor;
    for (std::size_t at = 0; at < result.text.size();) {
        const std::size_t end = wordEnd(result.text, at);
        ModelEvent delta;
        delta.text = result.text.substr(at, end - at);
        emit(delta);
        at = end;
        // Others get their turn between two words, and so does a cancellation.
        co_await asio::post(executor, asio::use_awaitable);
        if (cancellation.cancelled() != asio::cancellation_type::none) {
            const Json facts{{"model", id()}};
            throw Error(ErrorKind::Cancelled, "llm.cancelled", facts);
        }
    }
    if (answer.call) {
        emitCall(*answer.call, emit);
        result.toolCalls.push_back(*answer.call);
    }
    result.usage.input = inputTokens(request);
    result.usage.output = estimateTokens(answer.call ? answer.call->arguments : result.text);
    result.usage.estimated = true;
    result.rawFinish = std::string(finishName(result.finish));
    ModelEvent usage;
    usage.type = ModelEvent::Type::Usage;
    usage.usage = result.usage;
    emit(usage);
    ModelEvent finish;
    finish.type = ModelEvent::Type::Finish;
    finish.finish = result.finish;
    finish.text = result.rawFinish;
    emit(finish);
    co_return result;
}

}  // namespace heddle::llm
