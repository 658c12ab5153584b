#include "core/rest/server/transport.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>

namespace heddle::rest {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using Failure = boost::system::error_code;

constexpr auto kQuietly = asio::as_tuple(asio::use_awaitable);

bool isEnd(const Failure& failure) {
    return failure == asio::error::eof || failure == asio::error::connection_reset ||
           failure == asio::ssl::error::stream_truncated;
}

/// What plain sockets and TLS do alike: `Stream` is where the requests and replies go through.
template <class Stream>
class StreamTransport : public Transport {
public:
    asio::awaitable<std::size_t> read(asio::mutable_buffer into) override {
        const auto [failure, size] = co_await m_stream.async_read_some(into, kQuietly);
        if (failure && !isEnd(failure)) throw boost::system::system_error(failure);
        co_return failure ? 0 : size;
    }
    asio::awaitable<void> write(Buffers all) override {
        co_await asio::async_write(m_stream, all, asio::use_awaitable);
    }
    asio::awaitable<void> discard() override {
        std::array<char, 4096> bytes;
        Failure failure;
        while (!failure) {
            const auto result = co_await socket().async_read_some(asio::buffer(bytes), kQuietly);
            failure = std::get<0>(result);
        }
    }
    void close() override {
        Failure ignored;
        socket().close(ignored);
    }

protected:
    template <class... Parts>
    explicit StreamTransport(Parts&&... parts) : m_stream(std::forward<Parts>(parts)...) {}
    virtual tcp::socket& socket() = 0;
    void endWrites() {
        Failure ignored;
        socket().shutdown(tcp::socket::shutdown_send, ignored);
    }

    Stream m_stream;
};

class PlainTransport final : public StreamTransport<tcp::socket> {
public:
    explicit PlainTransport(tcp::socket socket) : StreamTransport(std::move(socket)) {}
    asio::awaitable<void> handshake() override { co_return; }
    asio::awaitable<void> finish() override {
        endWrites();
        co_return;
    }

private:
    tcp::socket& socket() override { return m_stream; }
};

class TlsTransport final : public StreamTransport<asio::ssl::stream<tcp::socket>> {
public:
    TlsTransport(tcp::socket socket, std::shared_ptr<asio::ssl::context> context)
        : StreamTransport(std::move(socket), *context), m_context(std::move(context)) {}
    asio::awaitable<void> handshake() override {
        co_await m_stream.async_handshake(asio::ssl::stream_base::server, asio::use_awaitable);
    }
    asio::awaitable<void> finish() override {
        co_await m_stream.async_shutdown(kQuietly);
        endWrites();
    }

private:
    tcp::socket& socket() override { return m_stream.next_layer(); }

    std::shared_ptr<asio::ssl::context> m_context;
};

}  // namespace

std::unique_ptr<Transport> plainTransport(tcp::socket socket) {
    return std::make_unique<PlainTransport>(std::move(socket));
}

std::unique_ptr<Transport> tlsTransport(tcp::socket socket, std::shared_ptr<asio::ssl::context> context) {
    return std::make_unique<TlsTransport>(std::move(socket), std::move(context));
}

}  // namespace heddle::rest
