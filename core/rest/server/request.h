#pragma once
#include "core/net/headers.h"

#include <string>

namespace heddle::rest {

/// One HTTP request as it came over the wire; its framing is checked already.
struct Request {
    Request() = default;  // no aggregate: g++ 12 destroys those twice when they are made inside a co_await expression

    std::string method;
    std::string target;  ///< path and query, still encoded
    net::Headers headers;
    std::string body;
    std::string client;     ///< the address it came from; a trusted proxy's word is believed
    std::string id;         ///< X-Request-Id: the client's when it is harmless, else a new one; the reply repeats it
    bool isSecure = false;  ///< came over TLS
};

}  // namespace heddle::rest
