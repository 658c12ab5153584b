#pragma once
#include "core/base/json.h"
#include "core/net/headers.h"
#include "core/rest/server/response_stream.h"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <optional>
#include <string>

namespace heddle::rest {

/// Writes the body of a streaming reply. When the client goes away, its coroutine is cancelled (terminal); it must end
/// then. What it throws breaks the reply off, so that the client sees that it is not whole.
using Produce = std::function<boost::asio::awaitable<void>(ResponseStream& stream)>;

/// A reply: a body that is there, or one that `produce` writes piece by piece. The server adds length, date, request id
/// and the headers that every reply has.
struct Response {
    Response() = default;
    Response(int code, std::string contentType, std::string text) : status(code), body(std::move(text)) {
        headers.add("Content-Type", std::move(contentType));
    }
    static Response json(int status, const Json& value) { return {status, "application/json", compactJson(value)}; }

    int status = 200;
    net::Headers headers;
    std::string body;
    Produce produce;
    std::optional<std::uint64_t> length;  ///< bytes that `produce` writes, when that is known before
    /// Sent into a stream on which nothing was sent for a while; empty: nothing is.
    std::string heartbeat;
    std::string user;  ///< who asked, for the log; not sent
    /// The client can take a stream up again where it broke off: it is ended at once when the server stops.
    bool isResumable = false;
};

}  // namespace heddle::rest
