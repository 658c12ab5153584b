#include "core/llm/http_model.h"

#include "core/base/log.h"
#include "core/llm/offline/text.h"
#include "core/llm/provider_error.h"
#include "core/llm/token_estimate.h"
#include "core/net/sse_reader.h"
#include "core/net/url.h"

#include <chrono>

namespace heddle::llm {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kErrorBodyLimit = 256u << 10;
constexpr std::size_t kBodyLimit = 32u << 20;

/// What a body is, by its first bytes: headers lie.
enum class BodyForm { Unknown, Events, Json, Other };

BodyForm formOf(std::string_view start) {
    if (start.starts_with("\xEF\xBB\xBF")) start.remove_prefix(3);
    start = offline::trimmed(start);
    if (start.empty()) return BodyForm::Unknown;
    if (start.front() == '{' || start.front() == '[') return BodyForm::Json;
    for (const std::string_view field : {"data:", "event:", "id:", "retry:", ":"}) {
        if (start.starts_with(field)) return BodyForm::Events;
        if (field.starts_with(start)) return BodyForm::Unknown;
    }
    return BodyForm::Other;
}

std::int64_t nowMs() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

void estimateUsage(const ChatRequest& request, ChatResult& result) {
    if (result.usage.input + result.usage.output > 0) return;
    for (const auto& message : request.messages)
        result.usage.input += estimateTokens(message.text());
    result.usage.output = estimateTokens(result.text) + estimateTokens(result.reasoning);
    for (const auto& call : result.toolCalls)
        result.usage.output += estimateTokens(call.arguments);
    result.usage.estimated = true;
}

Error cancelled(const std::string& model) { return {ErrorKind::Cancelled, "llm.cancelled", {{"model", model}}}; }

asio::awaitable<void> wait(std::chrono::milliseconds time, const std::string& model) {
    asio::steady_timer timer(co_await asio::this_coro::executor, time);
    bool stopped = false;
    try {
        co_await timer.async_wait(asio::use_awaitable);
    } catch (const boost::system::system_error&) {
        stopped = true;
    }
    if (stopped) throw cancelled(model);
}

}  // namespace

HttpModel::HttpModel(net::HttpClient& http, ModelPlace address, net::RetryPolicy retry, std::function<double()> random)
    : m_http(http),
      // Keys are pasted, and bring spaces and line ends along.
      m_address{std::move(address.service), std::move(address.baseUrl), std::string(offline::trimmed(address.key)),
                std::move(address.model), address.dialect},
      m_retry(retry),
      m_random(std::move(random)) {
    maskSecret(m_address.key);
}

std::string HttpModel::id() const {
    return m_address.dialect->name() + ":" + m_address.model + "@" + m_address.service;
}

std::string HttpModel::label() const { return m_address.model + " (" + m_address.service + ")"; }

net::Request HttpModel::httpRequest(const ChatRequest& request) const {
    net::Request http;
    http.method = "POST";
    http.url = m_address.dialect->url(m_address.baseUrl, request.model.empty() ? m_address.model : request.model);
    http.headers = m_address.dialect->headers(m_address.baseUrl, m_address.key);
    http.headers.set("Content-Type", "application/json");
    http.headers.set("Accept", "text/event-stream, application/json");
    for (const auto& [name, value] : request.extraHeaders)
        http.headers.set(name, value);
    http.body = compactJson(m_address.dialect->body(request, m_address.model));
    return http;
}

asio::awaitable<ChatResult> HttpModel::chat(const ChatRequest& request, const ModelSink& onEvent) {
    const std::string& model = request.model.empty() ? m_address.model : request.model;
    for (int attemptNumber = 1;; ++attemptNumber) {
        const std::unique_ptr<AnswerStream> stream = m_address.dialect->stream(onEvent);
        net::Headers headers;
        std::optional<Error> failure;
        try {
            ChatResult result = co_await attempt(request, *stream, headers);
            if (result.model.empty()) result.model = model;
            estimateUsage(request, result);
            co_return result;
        } catch (const Error& error) {
            failure = explained(error, *stream, model);
        }
        if (failure->kind() == ErrorKind::Cancelled || stream->answered()) throw *failure;
        const double random = m_random ? m_random() : 0;
        const auto delay = net::delayBefore(m_retry, attemptNumber, *failure, headers, nowMs(), random);
        if (!delay) {
            const auto asked = net::retryAfter(headers, nowMs());
            throw asked ? failure->with("retry_after_ms", asked->count()) : *failure;
        }
        ModelEvent retrying;
        retrying.type = ModelEvent::Type::Retrying;
        retrying.index = attemptNumber;
        retrying.delayMs = delay->count();
        retrying.text = failure->code();
        if (onEvent) onEvent(retrying);
        co_await wait(*delay, model);
    }
}

asio::awaitable<ChatResult> HttpModel::attempt(const ChatRequest& request, AnswerStream& stream,
                                               net::Headers& headers) {
    const auto response = co_await m_http.open(httpRequest(request));
    headers = response->headers();
    if (response->status() < 200 || response->status() > 299) {
        std::string body;
        try {
            body = co_await net::readAll(*response, kErrorBodyLimit);
        } catch (const Error& error) {
            // The status says more than a body that did not come whole.
            if (error.kind() == ErrorKind::Cancelled) throw;
        }
        throw providerError(response->status(), body);
    }
    co_await readBody(*response, stream);
    co_return stream.finish();
}

asio::awaitable<void> HttpModel::readBody(net::ResponseStream& response, AnswerStream& stream) {
    const net::SseReader::Sink onFrame = [&stream](const net::SseEvent& event) {
        if (!stream.done()) stream.frame(event.data);
    };
    net::SseReader frames(onFrame);
    std::string start;
    BodyForm form = BodyForm::Unknown;
    while (const auto bytes = co_await response.read()) {
        if (form == BodyForm::Events) {
            frames.feed(*bytes);
            // Some services keep the connection open behind the end.
            if (stream.done()) co_return;
            continue;
        }
        start += *bytes;
        if (start.size() > kBodyLimit) throw protocolError("an endless answer", start.substr(0, 200));
        if (form == BodyForm::Unknown) form = formOf(start);
        if (form == BodyForm::Events) frames.feed(start);
        if (stream.done()) co_return;
    }
    if (form == BodyForm::Events) {
        frames.finish();
        co_return;
    }
    if (form == BodyForm::Unknown) throw protocolError("an empty answer", start);
    const Json whole = Json::parse(offline::trimmed(start), nullptr, false);
    if (form != BodyForm::Json || whole.is_discarded()) throw protocolError("an answer that is no chat stream", start);
    stream.whole(whole);
}

Error HttpModel::explained(const Error& error, const AnswerStream& stream, const std::string& model) const {
    if (error.kind() == ErrorKind::Cancelled) return cancelled(model);
    const bool net = error.code().starts_with("net.");
    Json facts = error.facts();
    std::string code = error.code();
    if (net && stream.answered()) {
        facts["cause"] = code;
        code = "llm.incomplete";
    }
    if (code == "llm.auth" && m_address.key.empty()) code = "llm.no_key";
    Error full(error.kind(), code, std::move(facts));
    if (stream.answered()) full = full.with("partial", stream.text());
    return full.with("provider", m_address.service)
        .with("url", net::displayUrl(m_address.dialect->url(m_address.baseUrl, model)))
        .with("model", model)
        .with("reason", "no reason given");
}

}  // namespace heddle::llm
