#include "core/rest/server/connection.h"

#include "core/base/id.h"
#include "core/rest/protocol/problem_document.h"
#include "core/rest/server/response_head.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/detached.hpp>

namespace heddle::rest {

namespace asio = boost::asio;
using std::chrono::milliseconds;

namespace {

constexpr std::size_t kHeadRoom = 4096;
constexpr std::size_t kBodyRoom = 64u << 10;
/// A body up to here goes out in one piece with its head.
constexpr std::size_t kOnePiece = 12u << 10;
constexpr std::size_t kKeptOutput = 32u << 10;
constexpr std::size_t kLongestId = 64;

std::int64_t nanoseconds(milliseconds time) { return std::chrono::nanoseconds(time).count(); }

[[noreturn]] void breakOff() { throw boost::system::system_error(asio::error::connection_aborted); }

/// Whether a request id from outside may go into logs and replies as it is.
bool isHarmlessId(std::string_view text) {
    return !text.empty() && text.size() <= kLongestId && std::all_of(text.begin(), text.end(), [](unsigned char c) {
        return std::isalnum(c) != 0 || c == '-' || c == '_' || c == '.';
    });
}

std::string requestId(const net::Headers& headers) {
    const auto given = headers.find("X-Request-Id");
    return given && isHarmlessId(*given) ? *given : newId();
}

}  // namespace

/// One request and what the log wants to know of it after its handler has taken it.
struct Connection::Exchange {
    Request request;
    std::string id;
    std::string method;
    std::string path;
    std::int64_t startedNs = 0;
};

Connection::Connection(const Serving& serving, ServerThread& thread, std::unique_ptr<Transport> transport, Peer peer)
    : m_serving(serving),
      m_limits(serving.options.limits),
      m_thread(thread),
      m_transport(std::move(transport)),
      m_peer(std::move(peer)),
      m_executor(thread.context().get_executor()),
      m_parser(m_limits),
      m_readAheadEnd(m_executor, asio::steady_timer::time_point::max()) {}

void Connection::start() {
    auto ended = [self = shared_from_this()](const std::exception_ptr&) {
        self->m_transport->close();
        self->m_stream.reset();
        self->m_thread.remove(*self);
    };
    asio::co_spawn(m_executor, run(), asio::bind_cancellation_slot(m_cancel.slot(), std::move(ended)));
}

void Connection::look(std::int64_t nowNs) {
    if (m_phase == Phase::Handling) {
        // Only a handler that takes its time is worth a second reader.
        startReadingAhead();
        if (m_stream && !m_heartbeat.empty() && nowNs - m_lastSentNs >= nanoseconds(m_limits.heartbeat))
            m_stream->beat(m_heartbeat);
    }
    if (nowNs < m_deadlineNs) return;
    m_deadlineNs = kNever;
    if (m_phase == Phase::Head || m_phase == Phase::Body) {
        m_isLate = true;
        m_cancel.emit(asio::cancellation_type::terminal);
    } else {
        m_transport->close();
    }
}

void Connection::drain() {
    m_isDraining = true;
    if (m_phase == Phase::Idle || m_phase == Phase::Handshake) m_transport->close();
    if (m_stream && m_isResumable) m_cancel.emit(asio::cancellation_type::terminal);
}

void Connection::abort() {
    loseClient();
    m_transport->close();
}

asio::awaitable<void> Connection::run() {
    std::optional<Error> refusal;
    try {
        enter(Phase::Handshake, m_limits.handshake);
        co_await m_transport->handshake();
        while (co_await serveOne()) {
        }
    } catch (const Error& error) {
        refusal = error;
    } catch (const boost::system::system_error&) {
        if (!m_isLate) throw;
        refusal = Error(ErrorKind::Timeout, "rest.request_timeout");
    }
    co_await asio::this_coro::reset_cancellation_state();
    if (refusal) co_await refuse(*refusal);
    co_await hangUp();
}

asio::awaitable<bool> Connection::serveOne() {
    Exchange exchange;
    if (!co_await readHead(exchange)) co_return false;
    if (m_framing.hasBody && !co_await readBody(exchange.request)) m_framing.keepsAlive = false;
    enter(Phase::Handling, milliseconds::max());
    Response response = co_await answer(exchange);
    co_await reply(exchange, std::move(response));
    m_isFirst = false;
    co_return m_framing.keepsAlive;
}

asio::awaitable<bool> Connection::readHead(Exchange& exchange) {
    if (m_in.unread().empty()) {
        enter(Phase::Idle, m_isFirst ? m_limits.requestHead : m_limits.idle);
        if (m_isDraining || !co_await fill(kHeadRoom)) co_return false;
    }
    enter(Phase::Head, m_limits.requestHead);
    std::size_t length = 0;
    while (length == 0) {
        // Some clients send a line end too many after a body (RFC 9112, section 2.2).
        while (m_in.unread().starts_with("\r\n"))
            m_in.read(2);
        length = m_parser.headLength(m_in.unread());
        if (length == 0 && !co_await fill(kHeadRoom)) co_return false;
    }
    Request& request = exchange.request;
    m_framing = m_parser.readHead(m_in.unread().substr(0, length), request);
    m_in.read(length);
    request.client = m_serving.admissions.clientOf(request.headers, m_peer.address);
    request.id = requestId(request.headers);
    request.isSecure = m_peer.isSecure;
    exchange.id = request.id;
    exchange.method = request.method;
    exchange.path = request.target.substr(0, request.target.find('?'));
    exchange.startedNs = m_thread.clock().steadyNs();
    co_return true;
}

/// False when the handler does not want it.
asio::awaitable<bool> Connection::readBody(Request& request) {
    const auto limit = m_serving.handler.bodyLimit(request);
    if (!limit) co_return false;
    enter(Phase::Body, m_limits.bodyGrace);
    if (m_framing.length) {
        if (*m_framing.length > *limit) throw Error(ErrorKind::Limit, "rest.body_too_large", {{"limit", *limit}});
        request.body.reserve(std::min<std::size_t>(*m_framing.length, kBodyRoom));
    }
    if (m_framing.expectsContinue && m_in.unread().empty()) co_await send("HTTP/1.1 100 Continue\r\n\r\n");
    const std::int64_t start = m_thread.clock().steadyNs();
    for (;;) {
        m_in.read(m_parser.readBody(m_in.unread(), request.body, *limit));
        if (m_parser.isDone()) co_return true;
        const milliseconds earned(request.body.size() * 1000 / m_limits.bodyRate);
        m_deadlineNs = start + nanoseconds(m_limits.bodyGrace + earned);
        if (!co_await fill(kBodyRoom)) breakOff();
    }
}

asio::awaitable<Response> Connection::answer(Exchange& exchange) {
    std::optional<Error> failure;
    try {
        co_return co_await m_serving.handler.handle(std::move(exchange.request));
    } catch (...) {
        failure = currentError();
    }
    if (m_isClientGone) breakOff();
    co_return problemResponse(*failure, exchange.id);
}

asio::awaitable<void> Connection::reply(Exchange& exchange, Response response) {
    ReplyFacts facts;
    if (m_isDraining) m_framing.keepsAlive = false;
    if (m_framing.isHttp10 && response.produce && !response.length) m_framing.keepsAlive = false;
    facts.request = m_framing;
    facts.id = exchange.id;
    facts.date = m_thread.date();
    facts.isSecure = m_peer.isSecure;
    facts.keepsAlive = m_framing.keepsAlive;
    m_out.clear();
    appendHead(m_out, response, facts);
    if (!sendsBody(response, m_framing)) {
        co_await send(m_out);
    } else if (response.produce) {
        co_await send(m_out);
        co_await stream(response);
    } else if (response.body.size() <= kOnePiece) {
        m_out += response.body;
        co_await send(m_out);
    } else {
        co_await send(m_out, response.body);
    }
    if (m_out.capacity() > kKeptOutput) m_out = {};
    log(exchange, response);
}

asio::awaitable<void> Connection::stream(Response& response) {
    const bool isChunked = !m_framing.isHttp10 && !response.length;
    m_stream = std::make_shared<StreamWriter>(m_executor, sender(), m_limits.unsent, isChunked);
    m_heartbeat = response.heartbeat;
    m_isResumable = response.isResumable;
    if (!(m_isDraining && m_isResumable)) co_await produce(response);
    co_await m_stream->finish();
    m_stream.reset();
}

asio::awaitable<void> Connection::produce(Response& response) {
    std::optional<Error> failure;
    try {
        co_await response.produce(*m_stream);
    } catch (...) {
        failure = currentError();
    }
    if (!m_isClientGone && m_isDraining && m_isResumable) {
        // It was this side that cancelled: what was sent is whole, and the client will ask for the rest.
        co_await asio::this_coro::reset_cancellation_state();
        co_return;
    }
    if (!failure) co_return;
    if (!m_isClientGone) m_serving.logger->warn("a streaming reply was broken off: {}", failure->what());
    breakOff();
}

asio::awaitable<void> Connection::refuse(const Error& error) {
    enter(Phase::Closing, m_limits.write);
    const std::string id = newId();
    const Response response = problemResponse(error, id);
    ReplyFacts facts;
    facts.id = id;
    facts.date = m_thread.date();
    facts.isSecure = m_peer.isSecure;
    m_out.clear();
    appendHead(m_out, response, facts);
    m_out += response.body;
    m_serving.logger->info("{} refused, {}: {}", id, m_peer.address.to_string(), error.what());
    co_await send(m_out);
}

asio::awaitable<void> Connection::hangUp() {
    enter(Phase::Closing, m_limits.linger);
    co_await m_transport->finish();
    co_await waitForReadAhead();
    if (!m_isClientGone) co_await m_transport->discard();
}

asio::awaitable<bool> Connection::fill(std::size_t room) {
    if (m_isReadingAhead) {
        const std::size_t before = m_in.unread().size();
        co_await waitForReadAhead();
        if (m_in.unread().size() > before) co_return true;
    }
    if (m_isClientGone) co_return false;
    const auto bytes = m_in.room(room);
    const std::size_t size = co_await m_transport->read(asio::buffer(bytes.data(), bytes.size()));
    m_in.filled(size);
    co_return size > 0;
}

asio::awaitable<void> Connection::send(std::string_view first, std::string_view second) {
    for (;;) {
        const std::string_view slice = second.substr(0, m_limits.writeSlice);
        setDeadline(m_limits.write);
        const Transport::Buffers buffers = {asio::buffer(first), asio::buffer(slice)};
        co_await m_transport->write(buffers);
        first = {};
        second.remove_prefix(slice.size());
        if (second.empty()) break;
    }
    m_lastSentNs = m_thread.clock().steadyNs();
    m_deadlineNs = kNever;
}

StreamWriter::Send Connection::sender() {
    return [self = shared_from_this()](std::string_view bytes) { return self->send(bytes); };
}

void Connection::startReadingAhead() {
    if (m_isReadingAhead || m_isClientGone || m_in.unread().size() >= m_limits.head) return;
    m_isReadingAhead = true;
    asio::co_spawn(
        m_executor, [self = shared_from_this()] { return self->readAhead(); }, asio::detached);
}

/// Reads while a handler runs: the next requests, but above all the end, by which a client says that it has left.
asio::awaitable<void> Connection::readAhead() {
    bool isOver = false;
    try {
        while (!isOver && m_phase == Phase::Handling && m_in.unread().size() < m_limits.head) {
            const auto bytes = m_in.room(kHeadRoom);
            const std::size_t size = co_await m_transport->read(asio::buffer(bytes.data(), bytes.size()));
            m_in.filled(size);
            isOver = size == 0;
        }
    } catch (const boost::system::system_error&) {
        isOver = true;
    }
    m_isReadingAhead = false;
    m_readAheadEnd.cancel();
    if (isOver) loseClient();
}

asio::awaitable<void> Connection::waitForReadAhead() {
    while (m_isReadingAhead)
        co_await m_readAheadEnd.async_wait(asio::as_tuple(asio::use_awaitable));
}

void Connection::loseClient() {
    m_isClientGone = true;
    if (m_phase == Phase::Handling) m_cancel.emit(asio::cancellation_type::terminal);
}

void Connection::enter(Phase phase, milliseconds limit) {
    m_phase = phase;
    setDeadline(limit);
}

void Connection::setDeadline(milliseconds limit) {
    m_deadlineNs = limit == milliseconds::max() ? kNever : m_thread.clock().steadyNs() + nanoseconds(limit);
}

void Connection::log(const Exchange& exchange, const Response& response) const {
    if (!m_serving.logger->should_log(spdlog::level::info)) return;
    const double ms = static_cast<double>(m_thread.clock().steadyNs() - exchange.startedNs) / 1e6;
    m_serving.logger->info("{} {} {} {} {} bytes {:.1f} ms", exchange.id, exchange.method, exchange.path,
                           response.status, response.body.size(), ms);
}

}  // namespace heddle::rest
