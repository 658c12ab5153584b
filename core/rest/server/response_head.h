#pragma once
#include "core/rest/server/request_parser.h"
#include "core/rest/server/response.h"

#include <string>
#include <string_view>

namespace heddle::rest {

/// "Not Found"; empty for a status that has no name here.
std::string_view reasonPhrase(int status);

/// What is true of one reply beside what its handler said.
struct ReplyFacts {
    Framing request;
    std::string_view id;
    std::string_view date;  ///< of the Date field
    bool isSecure = false;
    bool keepsAlive = false;
};

/// Whether the reply's body goes over the wire (RFC 9110, section 6.4.1).
bool sendsBody(const Response& response, const Framing& request);

/// Appends status line and header fields, the blank line included. Beside the handler's own fields these are: how the
/// body is framed, date, request id, and what keeps browsers from guessing, framing, caching and leaking. A handler's
/// own Cache-Control and Content-Security-Policy go before the ones here.
void appendHead(std::string& out, const Response& response, const ReplyFacts& facts);

/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, section 5.6.7).
std::string httpDate(std::int64_t ms);

}  // namespace heddle::rest
