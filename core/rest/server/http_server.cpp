#include "core/rest/server/http_server.h"

#include "core/base/error.h"
#include "core/rest/server/connection.h"
#include "core/rest/server/tls.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/use_future.hpp>

#include <future>
#include <thread>

namespace heddle::rest {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

/// Between two attempts when the system has no descriptor left.
constexpr std::chrono::milliseconds kAcceptPause{100};

tcp::endpoint endpointOf(const ServerOptions& options) {
    boost::system::error_code failure;
    const auto address = asio::ip::make_address(options.address, failure);
    if (failure) throw Error(ErrorKind::InvalidArgument, "rest.address", {{"address", options.address}});
    return {address, options.port};
}

tcp::acceptor listenOn(asio::io_context& context, const ServerOptions& options) {
    const tcp::endpoint endpoint = endpointOf(options);
    try {
        return tcp::acceptor(context, endpoint, true);
    } catch (const boost::system::system_error& e) {
        throw Error(ErrorKind::Unavailable, "rest.cannot_listen",
                    {{"address", options.address}, {"port", options.port}, {"reason", e.code().message()}});
    }
}

int threadCount(const ServerOptions& options) {
    return options.threads > 0 ? options.threads : std::max(1, static_cast<int>(std::thread::hardware_concurrency()));
}

}  // namespace

class HttpServer::Parts {
public:
    Parts(HttpHandler& handler, const Clock& clock, ServerOptions options)
        : m_options(std::move(options)),
          m_admissions(m_options),
          m_serving{handler, m_options, m_admissions, roomLogger("rest")} {
        if (m_options.tls) m_identity.emplace(*m_options.tls);
        for (int i = 0; i < threadCount(m_options); ++i)
            m_threads.push_back(std::make_unique<ServerThread>(clock, m_options.limits.look));
        m_acceptor.emplace(listenOn(m_threads.front()->context(), m_options));
        m_port = m_acceptor->local_endpoint().port();
        m_accepting = asio::co_spawn(m_threads.front()->context(), accept(), asio::use_future);
    }

    std::uint16_t port() const { return m_port; }
    std::size_t connections() const { return m_admissions.count(); }

    void stop() {
        asio::post(m_threads.front()->context(), [this] { m_acceptor->close(); });
        m_accepting.wait();
        for (const auto& thread : m_threads)
            thread->drain();
        if (m_admissions.waitForNone(m_options.limits.drain)) return;
        for (const auto& thread : m_threads)
            thread->abort();
        while (!m_admissions.waitForNone(std::chrono::seconds(1))) {
        }
    }

private:
    asio::awaitable<void> accept() {
        asio::steady_timer pause(m_threads.front()->context());
        for (std::size_t next = 0; m_acceptor->is_open(); next = (next + 1) % m_threads.size()) {
            ServerThread& thread = *m_threads[next];
            auto [failure, socket] =
                co_await m_acceptor->async_accept(thread.context(), asio::as_tuple(asio::use_awaitable));
            if (!failure) {
                welcome(thread, std::move(socket));
            } else if (m_acceptor->is_open()) {
                pause.expires_after(kAcceptPause);
                co_await pause.async_wait(asio::use_awaitable);
            }
        }
    }

    void welcome(ServerThread& thread, tcp::socket socket) {
        boost::system::error_code failure;
        const auto address = socket.remote_endpoint(failure).address();
        if (failure) return;
        auto place = m_admissions.admit(address);
        if (!place) return;
        socket.set_option(tcp::no_delay(true), failure);
        auto transport =
            m_identity ? tlsTransport(std::move(socket), m_identity->current()) : plainTransport(std::move(socket));
        Peer peer{std::move(*place), address, m_identity.has_value()};
        thread.start(std::make_shared<Connection>(m_serving, thread, std::move(transport), std::move(peer)));
    }

    ServerOptions m_options;
    Admissions m_admissions;
    Serving m_serving;
    std::optional<TlsIdentity> m_identity;
    std::vector<std::unique_ptr<ServerThread>> m_threads;
    std::optional<tcp::acceptor> m_acceptor;
    std::uint16_t m_port = 0;
    std::future<void> m_accepting;
};

HttpServer::HttpServer(HttpHandler& handler, const Clock& clock, ServerOptions options)
    : m_parts(std::make_unique<Parts>(handler, clock, std::move(options))) {}

HttpServer::~HttpServer() { stop(); }

std::uint16_t HttpServer::port() const { return m_parts->port(); }

std::size_t HttpServer::connections() const { return m_parts->connections(); }

void HttpServer::stop() { m_parts->stop(); }

}  // namespace heddle::rest
