#pragma once
#include "core/mcp/transport.h"
#include "core/net/http_client.h"

#include <boost/asio/any_io_executor.hpp>

#include <memory>
#include <string>

namespace heddle::mcp {

/// Where a server is on the network.
struct HttpAddress {
    std::string url;
    net::Headers headers;  ///< beside the protocol's own: authorisation
};

/// A server behind one URL (MCP, "Transports", Streamable HTTP): each message is a POST, answered with JSON or with an
/// event stream, which is taken up again where it broke off. What the server has to say unasked comes on a stream of
/// its own, where it has one.
class HttpTransport final : public Transport {
public:
    /// `http` must outlive it.
    HttpTransport(boost::asio::any_io_executor strand, net::HttpClient& http, HttpAddress address);
    ~HttpTransport() override;

    boost::asio::awaitable<void> open(Receiver receiver) override;
    boost::asio::awaitable<void> send(Json message) override;
    void agree(const std::string& revision) override;
    boost::asio::awaitable<void> close() override;

private:
    struct Shared;

    boost::asio::any_io_executor m_strand;
    std::shared_ptr<Shared> m_shared;  ///< with the coroutine that listens
};

}  // namespace heddle::mcp
