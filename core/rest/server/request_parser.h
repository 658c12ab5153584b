#pragma once
#include "core/rest/server/request.h"
#include "core/rest/server/server_options.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace heddle::rest {

/// What a request's head says about the bytes around it.
struct Framing {
    bool isHttp10 = false;
    bool isHead = false;
    bool keepsAlive = false;
    bool hasBody = false;
    bool expectsContinue = false;
    std::optional<std::uint64_t> length;  ///< of the body, when it is declared
};

/// Turns the bytes of one connection into requests; knows no sockets. Boost.Beast reads the grammar (RFC 9112), and
/// what it leaves open is refused here: exactly one Host, a Transfer-Encoding of exactly one `chunked`, one
/// Content-Length of digits, no folded lines, no chunk extensions. Throws Error(InvalidArgument, "rest.bad_request")
/// with the fact `reason`, and (Limit, …) "rest.target_too_long", "rest.head_too_large", "rest.body_too_large",
/// (InvalidArgument, "rest.http_version").
class RequestParser {
public:
    explicit RequestParser(const ServerLimits& limits);
    ~RequestParser();
    RequestParser(const RequestParser&) = delete;
    RequestParser& operator=(const RequestParser&) = delete;

    /// How many of `bytes`, which begin with a head, belong to it; 0 while it is not whole.
    std::size_t headLength(std::string_view bytes) const;
    /// Reads a whole head into method, target and headers of `request`.
    Framing readHead(std::string_view head, Request& request);

    /// Reads what it can of the body and appends it; returns how many bytes are read. After that isDone, or more bytes
    /// must follow those that were left.
    std::size_t readBody(std::string_view bytes, std::string& body, std::size_t limit);
    bool isDone() const;

private:
    class Grammar;
    const ServerLimits& m_limits;
    std::unique_ptr<Grammar> m_grammar;  ///< of the request that is being read
};

}  // namespace heddle::rest
