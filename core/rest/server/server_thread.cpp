#include "core/rest/server/server_thread.h"

#include "core/rest/server/connection.h"
#include "core/rest/server/response_head.h"

#include <vector>

namespace heddle::rest {

namespace asio = boost::asio;

ServerThread::ServerThread(const Clock& clock, std::chrono::milliseconds look)
    : m_clock(clock), m_look(look), m_work(m_context.get_executor()), m_timer(m_context) {
    renewDate();
    lookAgain();
    m_thread = std::thread([this] { m_context.run(); });
}

ServerThread::~ServerThread() {
    asio::post(m_context, [this] {
        m_isEnding = true;
        m_work.reset();
        m_timer.cancel();
    });
    m_thread.join();
}

void ServerThread::start(std::shared_ptr<Connection> connection) {
    asio::post(m_context, [this, connection = std::move(connection)] {
        m_connections.emplace(connection.get(), connection);
        connection->start();
        if (m_isDraining) connection->drain();
    });
}

void ServerThread::remove(const Connection& connection) { m_connections.erase(&connection); }

void ServerThread::drain() {
    asio::post(m_context, [this] {
        m_isDraining = true;
        for (const auto& [key, connection] : m_connections)
            connection->drain();
    });
}

void ServerThread::abort() {
    asio::post(m_context, [this] {
        for (const auto& [key, connection] : m_connections)
            connection->abort();
    });
}

void ServerThread::lookAgain() {
    m_timer.expires_after(m_look);
    m_timer.async_wait([this](const boost::system::error_code& failure) {
        // A look that was due already is not cancelled any more.
        if (failure || m_isEnding) return;
        lookAtAll();
        lookAgain();
    });
}

void ServerThread::lookAtAll() {
    renewDate();
    const std::int64_t now = m_clock.steadyNs();
    for (const auto& [key, connection] : m_connections)
        connection->look(now);
}

void ServerThread::renewDate() {
    const std::int64_t now = m_clock.nowMs();
    if (now / 1000 == m_dateSecond) return;
    m_dateSecond = now / 1000;
    m_date = httpDate(now);
}

}  // namespace heddle::rest
