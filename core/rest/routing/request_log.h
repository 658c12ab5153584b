#pragma once
#include "core/base/clock.h"
#include "core/rest/server/http_handler.h"

#include <functional>
#include <string>

namespace heddle::rest {

/// Around the handler of a server: writes a line of JSON for each request when its reply has gone out or was given up:
/// {time, method, path, status, ms, client, user, request, is_broken}. No query, no body and no header field goes into
/// it; where somebody put a credential into the path, "***" stands. 499 is the status of a request whose client left
/// before there was a reply. Requests that break HTTP do not come this far.
class RequestLog final : public HttpHandler {
public:
    /// Called from all of the server's threads at once, with a line without its end. Must not throw.
    using Write = std::function<void(const std::string& line)>;

    /// All references must outlive it, and the replies that it gave.
    RequestLog(HttpHandler& handler, const Clock& clock, Write write);

    std::optional<std::size_t> bodyLimit(const Request& head) const override { return m_handler.bodyLimit(head); }
    boost::asio::awaitable<Response> handle(Request request) override;

private:
    class Line;

    HttpHandler& m_handler;
    const Clock& m_clock;
    Write m_write;
};

}  // namespace heddle::rest
