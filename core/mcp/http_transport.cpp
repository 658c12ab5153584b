#include "core/mcp/http_transport.h"

#include "core/net/sse_reader.h"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace heddle::mcp {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kErrorLimit = 64u << 10;
constexpr std::chrono::milliseconds kRetry{1000};  // where a stream does not say
constexpr std::chrono::milliseconds kLongestRetry{60'000};
constexpr int kMostResumes = 5;

/// Where an event stream stands.
struct StreamPlace {
    std::string lastId;
    std::chrono::milliseconds retry = kRetry;
    bool isAnswered = false;  ///< the answer to what was asked has come
};

bool isAnswerTo(const Json& message, const Json& id) {
    return message.is_object() && message.contains("id") && message["id"] == id && !message.contains("method");
}

}  // namespace

struct HttpTransport::Shared : std::enable_shared_from_this<Shared> {
    Shared(net::HttpClient& client, HttpAddress where) : http(client), address(std::move(where)) {}

    net::Request request(const char* method) const {
        net::Request made;
        made.method = method;
        made.url = address.url;
        made.headers = address.headers;
        if (!revision.empty()) made.headers.set("MCP-Protocol-Version", revision);
        if (!session.empty()) made.headers.set("Mcp-Session-Id", session);
        made.totalTimeout = std::chrono::hours(24);  // requests have limits of their own, above
        made.idleTimeout = std::chrono::hours(24);
        return made;
    }

    void give(Json message) {
        if (!receiver) return;
        if (!message.is_array()) return receiver(std::move(message), std::nullopt);
        for (Json& one : message)  // batches of the revision 2025-03-26
            if (receiver) receiver(std::move(one), std::nullopt);
    }

    Error problem(int status, const std::string& body, const net::Headers& headers) const {
        const Json facts{{"url", address.url}, {"status", status}, {"reason", body.substr(0, 300)}};
        if (status == 401) {
            Json more = facts;
            more["challenge"] = headers.find("WWW-Authenticate").value_or("");
            return {ErrorKind::Unauthenticated, "mcp.unauthorised", more};
        }
        // Some servers say 400 of a session that they have forgotten.
        const bool isOfSession = status == 400 && body.find("ession") != std::string::npos;
        if (!session.empty() && (status == 404 || isOfSession)) return {ErrorKind::Conflict, "mcp.session_gone", facts};
        if (status == 429) return {ErrorKind::RateLimited, "mcp.refused", facts};
        return {status >= 500 ? ErrorKind::Unavailable : ErrorKind::InvalidArgument, "mcp.refused", facts};
    }

    asio::awaitable<void> readEvents(net::ResponseStream& stream, StreamPlace& place, Json asked) {
        std::vector<net::SseEvent> events;
        net::SseReader reader([&events](const net::SseEvent& event) { events.push_back(event); });
        bool isOpen = true;
        while (isOpen) {
            const std::optional<std::string> bytes = co_await stream.read();
            isOpen = bytes.has_value();
            if (bytes)
                reader.feed(*bytes);
            else
                reader.finish();
            for (const net::SseEvent& event : std::exchange(events, {})) {
                if (!event.id.empty()) place.lastId = event.id;
                if (event.retryMs) place.retry = std::min(std::chrono::milliseconds(*event.retryMs), kLongestRetry);
                Json message = Json::parse(event.data, nullptr, false);  // an empty one only tells its id
                if (message.is_discarded()) continue;
                place.isAnswered |= !asked.is_null() && isAnswerTo(message, asked);
                give(std::move(message));
            }
        }
    }

    /// Takes a broken stream up again behind its last event.
    asio::awaitable<void> resume(StreamPlace& place, Json asked) {
        for (int i = 0; i < kMostResumes && !place.isAnswered && !place.lastId.empty(); ++i) {
            asio::steady_timer timer(co_await asio::this_coro::executor, place.retry);
            co_await timer.async_wait(asio::use_awaitable);
            net::Request again = request("GET");
            again.headers.set("Accept", "text/event-stream");
            again.headers.set("Last-Event-ID", place.lastId);
            const auto stream = co_await http.open(std::move(again));
            if (stream->status() != 200) co_return;
            co_await readEvents(*stream, place, asked);
        }
    }

    asio::awaitable<void> post(Json message) {
        net::Request asking = request("POST");
        asking.headers.set("Content-Type", "application/json");
        asking.headers.set("Accept", "application/json, text/event-stream");
        asking.body = compactJson(message);
        const auto stream = co_await http.open(std::move(asking));
        if (const auto given = stream->headers().find("Mcp-Session-Id")) session = *given;
        const int status = stream->status();
        if (status < 200 || status > 299) {
            const std::string body = co_await net::readAll(*stream, kErrorLimit);
            throw problem(status, body, stream->headers());
        }
        const std::string type = stream->headers().find("Content-Type").value_or("");
        const Json asked = message.contains("method") && message.contains("id") ? message["id"] : Json();
        if (type.find("text/event-stream") != std::string::npos) {
            StreamPlace place;
            co_await readEvents(*stream, place, asked);
            if (!asked.is_null() && !place.isAnswered) co_await resume(place, asked);
            if (!asked.is_null() && !place.isAnswered)
                throw Error(ErrorKind::Network, "mcp.gone", {{"program", address.url}, {"log", ""}});
            co_return;
        }
        const std::string body = co_await net::readAll(*stream, 64u << 20);
        if (body.empty()) co_return;
        Json answer = Json::parse(body, nullptr, false);
        if (!answer.is_discarded()) co_return give(std::move(answer));
        if (!asked.is_null())
            throw Error(ErrorKind::Parse, "mcp.protocol", {{"url", address.url}, {"reason", body.substr(0, 300)}});
    }

    /// The server's own stream; 405 says that it has none.
    asio::awaitable<void> listen() {
        StreamPlace place;
        bool goesOn = true;
        while (goesOn && receiver) {
            net::Request asking = request("GET");
            asking.headers.set("Accept", "text/event-stream");
            if (!place.lastId.empty()) asking.headers.set("Last-Event-ID", place.lastId);
            const auto stream = co_await http.open(std::move(asking));
            goesOn = stream->status() == 200;
            if (!goesOn) co_return;
            const Json nothing;
            co_await readEvents(*stream, place, nothing);
            asio::steady_timer timer(co_await asio::this_coro::executor, place.retry);
            co_await timer.async_wait(asio::use_awaitable);
        }
    }

    net::HttpClient& http;
    HttpAddress address;
    Receiver receiver;
    std::string session;
    std::string revision;
    asio::cancellation_signal stopListening;
};

HttpTransport::HttpTransport(asio::any_io_executor strand, net::HttpClient& http, HttpAddress address)
    : m_strand(std::move(strand)), m_shared(std::make_shared<Shared>(http, std::move(address))) {}

HttpTransport::~HttpTransport() {
    m_shared->receiver = nullptr;
    m_shared->stopListening.emit(asio::cancellation_type::terminal);
}

asio::awaitable<void> HttpTransport::open(Receiver receiver) {
    m_shared->receiver = std::move(receiver);
    m_shared->session.clear();
    m_shared->revision.clear();
    co_return;
}

asio::awaitable<void> HttpTransport::send(Json message) {
    const auto shared = m_shared;
    co_await shared->post(std::move(message));
}

void HttpTransport::agree(const std::string& revision) {
    m_shared->revision = revision;
    auto listening = [shared = m_shared]() -> asio::awaitable<void> {
        try {
            co_await shared->listen();
        } catch (const std::exception&) {
            // It is heard no more unasked; what it is asked still tells whether it is there.
        }
    };
    auto ended = asio::bind_cancellation_slot(m_shared->stopListening.slot(), asio::detached);
    asio::co_spawn(m_strand, std::move(listening), std::move(ended));
}

asio::awaitable<void> HttpTransport::close() {
    const auto shared = m_shared;
    shared->receiver = nullptr;
    shared->stopListening.emit(asio::cancellation_type::terminal);
    if (shared->session.empty()) co_return;
    try {
        net::Request leaving = shared->request("DELETE");
        leaving.totalTimeout = std::chrono::seconds(2);
        (void)co_await shared->http.send(std::move(leaving));
    } catch (const std::exception&) {
        // It forgets the session in its own time.
    }
    shared->session.clear();
}

}  // namespace heddle::mcp
