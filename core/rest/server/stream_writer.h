#pragma once
#include "core/rest/server/response_stream.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/steady_timer.hpp>

#include <functional>
#include <memory>
#include <string>

namespace heddle::rest {

/// The body of one streaming reply. Writes that come while one is under way are gathered and go together in one chunk,
/// so that a quick producer costs few system calls and a slow one is never held back.
class StreamWriter final : public ResponseStream, public std::enable_shared_from_this<StreamWriter> {
public:
    /// Sends bytes over the connection; throws boost::system::system_error when it is gone.
    using Send = std::function<boost::asio::awaitable<void>(std::string_view bytes)>;

    /// A writer waits while `limit` bytes or more are unsent. Without chunks, the length that the head
    /// declares or the end of the connection ends the body.
    StreamWriter(boost::asio::any_io_executor executor, Send send, std::size_t limit, bool isChunked);

    boost::asio::awaitable<void> write(std::string_view bytes) override;
    /// Sends the rest and the end, and waits for both.
    boost::asio::awaitable<void> finish();
    /// Writes without waiting, and only when nothing is under way.
    void beat(std::string_view bytes);

private:
    void startSending();
    boost::asio::awaitable<void> sendAll();
    /// What is unsent, as it goes over the wire.
    std::string takeUnsent();
    boost::asio::awaitable<void> wait();

    Send m_send;
    std::size_t m_limit;
    bool m_isChunked;
    bool m_isSending = false;
    bool m_isFinishing = false;
    bool m_isBroken = false;
    std::string m_unsent;
    boost::asio::steady_timer m_progress;  ///< never ends; cancelled whenever something was sent
};

}  // namespace heddle::rest
