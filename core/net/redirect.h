#pragma once
#include "core/net/http_client.h"

#include <optional>
#include <string>

namespace heddle::net {

/// The request that follows a redirect (RFC 9110, section 15.4), or nothing when `status` is none or there is no
/// Location. To another origin no header goes along but what the content is and may be: keys stay here. Throws
/// Error(Denied, "net.redirect") where a body would go to another origin, or https would become http.
std::optional<Request> redirected(const Request& request, int status, const Headers& headers);

}  // namespace heddle::net
