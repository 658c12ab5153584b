#pragma once
#include "core/base/clock.h"
#include "core/rest/server/http_handler.h"
#include "core/rest/server/server_options.h"

#include <cstddef>
#include <cstdint>
#include <memory>

namespace heddle::rest {

/// An HTTP/1.1 server on threads of its own. Each thread has an event loop, and each connection stays on one. HTTP/2
/// and the open internet are for a proxy in front.
class HttpServer {
public:
    /// Listens at once. Handler and clock must outlive it. Throws Error(Unavailable, "rest.cannot_listen"),
    /// (InvalidArgument, "rest.address" | "rest.certificate").
    HttpServer(HttpHandler& handler, const Clock& clock, ServerOptions options);
    ~HttpServer();
    HttpServer(const HttpServer&) = delete;
    HttpServer& operator=(const HttpServer&) = delete;

    std::uint16_t port() const;
    std::size_t connections() const;
    /// Takes no more connections, lets replies that are under way end for as long as `drain` allows, then cancels their
    /// handlers, and returns when those have ended. From any thread but the server's own. May be called again.
    void stop();

private:
    class Parts;
    std::unique_ptr<Parts> m_parts;
};

}  // namespace heddle::rest
