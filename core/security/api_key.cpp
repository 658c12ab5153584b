#include "core/security/api_key.h"

#include "core/security/digest.h"
#include "core/security/encoding.h"

namespace heddle::security {
namespace {

constexpr std::string_view kApiKeyPrefix = "hdl_";
constexpr std::size_t kPrefixSize = 16;  // "hdl_" and 6 bytes in hex
constexpr std::size_t kSecretSize = 64;  // 32 bytes in hex: no sign in a key may end a word that is double-clicked
constexpr std::size_t kChecksumSize = 8;
constexpr std::size_t kTextSize = kPrefixSize + 1 + kSecretSize + kChecksumSize;

std::string checksumOf(std::string_view text) { return toHex(digest(Hash::Sha256, text)).substr(0, kChecksumSize); }

}  // namespace

NewApiKey makeApiKey() {
    NewApiKey key;
    key.parts.prefix = std::string(kApiKeyPrefix) + toHex(randomBytes(6));
    key.text = key.parts.prefix + "_" + toHex(randomBytes(32));
    key.text += checksumOf(key.text);
    key.parts.digest = toHex(digest(Hash::Sha256, key.text));
    return key;
}

std::optional<ApiKeyText> parseApiKey(std::string_view text) {
    if (text.size() != kTextSize || !text.starts_with(kApiKeyPrefix) || text[kPrefixSize] != '_') return std::nullopt;
    const std::string_view body = text.substr(0, kTextSize - kChecksumSize);
    if (checksumOf(body) != text.substr(body.size())) return std::nullopt;
    return ApiKeyText{std::string(text.substr(0, kPrefixSize)), toHex(digest(Hash::Sha256, text))};
}

}  // namespace heddle::security
