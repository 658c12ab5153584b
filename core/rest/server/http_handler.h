#pragma once
#include "core/rest/server/request.h"
#include "core/rest/server/response.h"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <optional>

namespace heddle::rest {

/// What an HttpServer serves. Called from all of the server's threads at once.
class HttpHandler {
public:
    virtual ~HttpHandler() = default;
    /// How large the body of a request may be, from its head. Nothing: the body does not matter for the answer, and is
    /// not read.
    virtual std::optional<std::size_t> bodyLimit(const Request& head) const = 0;
    /// Runs on the connection's executor, which serves others too: long computing belongs elsewhere. Cancelled
    /// (terminal) when the client goes away. A thrown Error becomes its problem document.
    virtual boost::asio::awaitable<Response> handle(Request request) = 0;
};

}  // namespace heddle::rest
