#pragma once
#include <string>

namespace heddle {

/// A new UUIDv7 (RFC 9562, section 5.7) in lower case: text order is time order, also within a millisecond in this
/// process. Safe from any thread.
std::string newId();

/// Whether `text` has the form of a UUID.
bool isId(std::string_view text);

}  // namespace heddle
