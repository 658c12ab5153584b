#pragma once
#include "core/rest/server/request.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace heddle::rest {

/// Entity tags (RFC 9110, section 8.8.3). Of the bytes themselves, or of a revision that changes with every write.
std::string etagOf(std::string_view bytes);
std::string etagOfRevision(std::int64_t revision);
/// The same tag, for content that means the same but need not be the same bytes.
std::string weak(std::string_view etag);
/// The tag of the same content compressed: other bytes, so another tag (RFC 9110, section 8.8.3.3). Conditions take it
/// for the tag that it was made of.
std::string gzipped(std::string_view etag);

/// Whether the client has this already (If-None-Match, weak comparison).
bool isKnown(const Request& request, std::string_view etag);

/// Lets a change through only when the client has seen what it changes (If-Match, strong comparison). Throws
/// Error(Conflict, "rest.changed") with the fact `etag`, and (InvalidArgument, "rest.if_match") when it does not say
/// what it has seen.
void requireMatch(const Request& request, std::string_view etag);

}  // namespace heddle::rest
