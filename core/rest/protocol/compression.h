#pragma once
#include "core/rest/server/request.h"
#include "core/rest/server/response.h"

#include <string>
#include <string_view>

namespace heddle::rest {

/// Compresses the body of a reply as gzip (RFC 1952) when the client takes that, the body is text and large enough to
/// gain by it. Streams and bodies that are encoded already stay as they are. Lets other connections have their turn
/// while a large body is compressed.
boost::asio::awaitable<void> compress(Response& response, std::string_view acceptEncoding);

}  // namespace heddle::rest
