#include "core/rest/server/stream_writer.h"

#include "core/base/error.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/detached.hpp>

#include <charconv>

namespace heddle::rest {

namespace asio = boost::asio;

namespace {

[[noreturn]] void throwGone() { throw Error(ErrorKind::Cancelled, "rest.client_gone"); }

}  // namespace

StreamWriter::StreamWriter(asio::any_io_executor executor, Send send, std::size_t limit, bool isChunked)
    : m_send(std::move(send)),
      m_limit(limit),
      m_isChunked(isChunked),
      m_progress(executor, asio::steady_timer::time_point::max()) {}

asio::awaitable<void> StreamWriter::write(std::string_view bytes) {
    if (m_isBroken) throwGone();
    m_unsent += bytes;
    startSending();
    while (m_unsent.size() >= m_limit && !m_isBroken)
        co_await wait();
    if (m_isBroken) throwGone();
}

asio::awaitable<void> StreamWriter::finish() {
    m_isFinishing = true;
    startSending();
    while (m_isSending)
        co_await wait();
    if (m_isBroken) throwGone();
}

void StreamWriter::beat(std::string_view bytes) {
    if (m_isSending || m_isBroken || m_isFinishing) return;
    m_unsent += bytes;
    startSending();
}

void StreamWriter::startSending() {
    if (m_isSending) {
        return;
    }
    m_isSending = true;
    asio::co_spawn(
        m_progress.get_executor(), [self = shared_from_this()] { return self->sendAll(); }, asio::detached);
}

asio::awaitable<void> StreamWriter::sendAll() {
    bool isEndSent = false;
    try {
        while (!m_unsent.empty() || (m_isFinishing && !isEndSent)) {
            isEndSent = m_isFinishing;
            const std::string bytes = takeUnsent();
            if (!bytes.empty()) co_await m_send(bytes);
            m_progress.cancel();
        }
    } catch (const boost::system::system_error&) {
        m_isBroken = true;
    }
    m_isSending = false;
    m_progress.cancel();
}

std::string StreamWriter::takeUnsent() {
    if (!m_isChunked) return std::exchange(m_unsent, {});
    std::string wire;
    if (!m_unsent.empty()) {
        char size[20];
        wire.reserve(m_unsent.size() + 32);
        wire.append(size, std::to_chars(size, size + sizeof size, m_unsent.size(), 16).ptr);
        wire.append("\r\n").append(m_unsent).append("\r\n");
        m_unsent.clear();
    }
    if (m_isFinishing) wire += "0\r\n\r\n";
    return wire;
}

asio::awaitable<void> StreamWriter::wait() { co_await m_progress.async_wait(asio::as_tuple(asio::use_awaitable)); }

}  // namespace heddle::rest
