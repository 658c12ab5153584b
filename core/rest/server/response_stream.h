#pragma once
#include <boost/asio/awaitable.hpp>

#include <string_view>

namespace heddle::rest {

/// Where a streaming reply is written to. Belongs to the connection, and is used on its executor only.
class ResponseStream {
public:
    virtual ~ResponseStream() = default;
    /// Sends at once when nothing is on its way; what comes while something is, goes together. Waits while the client
    /// is far behind. Throws Error(Cancelled, "rest.client_gone").
    virtual boost::asio::awaitable<void> write(std::string_view bytes) = 0;
};

}  // namespace heddle::rest
