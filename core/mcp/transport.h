#pragma once
#include "core/base/error.h"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <optional>
#include <string>

namespace heddle::mcp {

/// Carries messages to one server and back: JSON-RPC 2.0, one message at a time. Used on one strand only.
class Transport {
public:
    /// What comes from the server, in order. With an error: it has gone, and nothing more comes.
    using Receiver = std::function<void(Json message, const std::optional<Error>& gone)>;

    virtual ~Transport() = default;
    /// Begins. `receiver` is called on the strand, until close() has returned. Throws Error "mcp.start" | "net.…".
    virtual boost::asio::awaitable<void> open(Receiver receiver) = 0;
    /// Returns when the message is on its way and, over HTTP, all that answers it has been received. Throws Error
    /// "mcp.gone" | "mcp.session_gone" | "mcp.unauthorised" | "mcp.refused" | "net.…".
    virtual boost::asio::awaitable<void> send(Json message) = 0;
    /// The revision that both sides have agreed on.
    virtual void agree(const std::string& revision) = 0;
    /// Says good-bye and lets go. Never throws.
    virtual boost::asio::awaitable<void> close() = 0;
    /// The last of what the server has written beside its messages, for people; empty over HTTP.
    virtual std::string log() const { return {}; }
};

}  // namespace heddle::mcp
