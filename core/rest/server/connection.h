#pragma once
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/rest/server/admissions.h"
#include "core/rest/server/http_handler.h"
#include "core/rest/server/input_buffer.h"
#include "core/rest/server/request_parser.h"
#include "core/rest/server/server_thread.h"
#include "core/rest/server/stream_writer.h"
#include "core/rest/server/transport.h"

#include <boost/asio/cancellation_signal.hpp>

#include <chrono>
#include <limits>
#include <memory>
#include <string>

namespace heddle::rest {

/// What all connections of a server share; it outlives them.
struct Serving {
    HttpHandler& handler;
    const ServerOptions& options;
    Admissions& admissions;
    std::shared_ptr<spdlog::logger> logger;
};

/// Who is at the other end.
struct Peer {
    Admissions::Place place;
    Admissions::Address address;
    bool isSecure;
};

/// One connection: reads requests, has them answered, writes the replies, in turn. Lives on one ServerThread, on which
/// everything here runs.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(const Serving& serving, ServerThread& thread, std::unique_ptr<Transport> transport, Peer peer);

    void start();
    /// Looks what time has done to it: `nowNs` of the clock's steadyNs.
    void look(std::int64_t nowNs);
    /// Ends as soon as the request that is under way is answered.
    void drain();
    /// Cancels its handler and hangs up.
    void abort();

private:
    enum class Phase { Handshake, Idle, Head, Body, Handling, Closing };
    struct Exchange;

    boost::asio::awaitable<void> run();
    boost::asio::awaitable<bool> serveOne();
    boost::asio::awaitable<bool> readHead(Exchange& exchange);
    boost::asio::awaitable<bool> readBody(Request& request);
    boost::asio::awaitable<Response> answer(Exchange& exchange);
    boost::asio::awaitable<void> reply(Exchange& exchange, Response response);
    boost::asio::awaitable<void> stream(Response& response);
    boost::asio::awaitable<void> produce(Response& response);
    boost::asio::awaitable<void> refuse(const Error& error);
    boost::asio::awaitable<void> hangUp();

    /// More bytes into m_in; false when the client is through.
    boost::asio::awaitable<bool> fill(std::size_t room);
    boost::asio::awaitable<void> send(std::string_view first, std::string_view second = {});
    StreamWriter::Send sender();
    boost::asio::awaitable<void> readAhead();
    boost::asio::awaitable<void> waitForReadAhead();
    void startReadingAhead();
    void loseClient();
    void enter(Phase phase, std::chrono::milliseconds limit);
    void setDeadline(std::chrono::milliseconds limit);
    void log(const Exchange& exchange, const Response& response) const;

    static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();

    const Serving& m_serving;
    const ServerLimits& m_limits;
    ServerThread& m_thread;
    std::unique_ptr<Transport> m_transport;
    Peer m_peer;
    boost::asio::any_io_executor m_executor;
    boost::asio::cancellation_signal m_cancel;
    RequestParser m_parser;
    Framing m_framing;  ///< of the request that is under way
    InputBuffer m_in;
    std::string m_out;
    std::shared_ptr<StreamWriter> m_stream;  ///< of the reply that is under way
    std::string m_heartbeat;
    boost::asio::steady_timer m_readAheadEnd;  ///< never ends; cancelled when reading ahead does
    Phase m_phase = Phase::Handshake;
    std::int64_t m_deadlineNs = kNever;
    std::int64_t m_lastSentNs = 0;
    bool m_isFirst = true;
    bool m_isReadingAhead = false;
    bool m_isClientGone = false;  ///< or given up
    bool m_isLate = false;
    bool m_isDraining = false;
    bool m_isResumable = false;
};

}  // namespace heddle::rest
