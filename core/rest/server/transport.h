#pragma once
#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <array>
#include <memory>

namespace boost::asio::ssl {
class context;
}

namespace heddle::rest {

/// The bytes of one connection, plain or over TLS. One read and one write at a time may be under way. All on the
/// executor of its socket; throws boost::system::system_error.
class Transport {
public:
    using Buffers = std::array<boost::asio::const_buffer, 2>;

    virtual ~Transport() = default;
    virtual boost::asio::awaitable<void> handshake() = 0;
    /// How many bytes came; 0 at the end.
    virtual boost::asio::awaitable<std::size_t> read(boost::asio::mutable_buffer into) = 0;
    virtual boost::asio::awaitable<void> write(Buffers all) = 0;
    /// Says that no more will be written.
    virtual boost::asio::awaitable<void> finish() = 0;
    /// Throws away what still comes, until the client closes: bytes that nobody read would make the system send a
    /// reset, which takes the reply from the client.
    virtual boost::asio::awaitable<void> discard() = 0;
    /// Ends all of the above.
    virtual void close() = 0;
};

std::unique_ptr<Transport> plainTransport(boost::asio::ip::tcp::socket socket);
std::unique_ptr<Transport> tlsTransport(boost::asio::ip::tcp::socket socket,
                                        std::shared_ptr<boost::asio::ssl::context> context);

}  // namespace heddle::rest
