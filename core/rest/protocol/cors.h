#pragma once
#include "core/rest/server/request.h"
#include "core/rest/server/response.h"

#include <chrono>
#include <string>
#include <vector>

namespace heddle::rest {

/// Which web pages of other origins may use the server from a browser (the Fetch standard, section 3.2). None, unless
/// they are listed.
struct CorsPolicy {
    std::vector<std::string> origins;  ///< "https://example.org", each exactly
    std::chrono::seconds maxAge{600};  ///< how long a browser may keep the answer to its question
};

/// Adds what the browser needs to hand `response` to the page that asked.
void allowOrigin(const CorsPolicy& policy, const Request& request, Response& response);

/// The reply to OPTIONS on a path with these methods, and to a browser's question before a request.
Response optionsReply(const CorsPolicy& policy, const Request& request, const std::string& allow);

}  // namespace heddle::rest
