#pragma once
#include "core/net/headers.h"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>

namespace heddle::net {

/// What one request asks and how long it may take.
struct Request {
    Request() = default;  // no aggregate: g++ 12 destroys those twice when they are made inside a co_await expression

    std::string method = "GET";
    std::string url;  ///< http or https
    Headers headers;
    std::string body;
    std::string authorities;  ///< a PEM file of certificates to trust; empty: the system's
    /// Reaches addresses of the open internet only (public_address.h), whatever the name in `url` leads to, and without
    /// a proxy: for addresses that a model or a stranger has chosen.
    bool isPublicOnly = false;
    std::chrono::milliseconds connectTimeout{5000};
    std::chrono::milliseconds totalTimeout{600000};
    std::chrono::milliseconds idleTimeout{120000};  ///< between two bytes; any byte starts it anew
    std::size_t bodyLimit = 64u << 20;              ///< bytes that send() accepts
};

struct Response {
    int status = 0;
    Headers headers;
    std::string body;
};

/// A response whose head has arrived and whose body is still coming. Destroying it aborts the transfer.
class ResponseStream {
public:
    virtual ~ResponseStream() = default;
    virtual int status() const = 0;
    virtual const Headers& headers() const = 0;
    /// The next bytes (never empty), or nothing at the end of the body. One read at a time. While nobody reads, a
    /// bounded buffer fills and then the transfer pauses. Throws as HttpClient::open does.
    virtual boost::asio::awaitable<std::optional<std::string>> read() = 0;
};

/// HTTP as a port. An HTTP status is never an error here. Cancelling the awaiting coroutine aborts the transfer at
/// once and throws Error(Cancelled, "net.cancelled"); as everywhere in Asio, the signal must be emitted on the
/// coroutine's own executor (a strand, when that is a pool). Failures throw Error with the facts `url` (no query, no
/// user) and `reason`: (Network, "net.connect" | "net.tls" | "net.closed" | "net.failed"), (Timeout, "net.timeout"),
/// (InvalidArgument, "net.url"), (Denied, "net.redirect" | "net.private_address").
class HttpClient {
public:
    virtual ~HttpClient() = default;
    /// Returns when the head of the response has arrived.
    virtual boost::asio::awaitable<std::unique_ptr<ResponseStream>> open(Request request) = 0;
    /// The whole response. A body over `bodyLimit` throws Error(Limit, "net.too_large").
    boost::asio::awaitable<Response> send(Request request);
};

/// Reads `stream` to its end. Throws Error(Limit, "net.too_large") over `limit` bytes.
boost::asio::awaitable<std::string> readAll(ResponseStream& stream, std::size_t limit);

}  // namespace heddle::net
