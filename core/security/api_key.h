#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace heddle::security {

/// An API key, `hdl_PREFIX_SECRETCHECKSUM`: the prefix finds the record, the secret has 256 random bits, the checksum
/// tells mistyped and made-up keys without asking a database, and lets scanners find keys that were published.
struct ApiKeyText {
    std::string prefix;  ///< "hdl_" and twelve characters; may be shown and stored
    std::string digest;  ///< SHA-256 of the whole in hex: what is stored, to be compared with sameBytes
};

struct NewApiKey {
    std::string text;  ///< shown once, stored nowhere
    ApiKeyText parts;
};

NewApiKey makeApiKey();

/// Nothing when `text` is no API key.
std::optional<ApiKeyText> parseApiKey(std::string_view text);

}  // namespace heddle::security
