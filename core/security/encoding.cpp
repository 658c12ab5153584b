#include "core/security/encoding.h"

#include <sodium.h>

namespace heddle::security {
namespace {

const unsigned char* plain(std::string_view bytes) { return reinterpret_cast<const unsigned char*>(bytes.data()); }

std::string writeBase64(std::string_view bytes, int variant) {
    std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
    sodium_bin2base64(text.data(), text.size(), plain(bytes), bytes.size(), variant);
    text.pop_back();  // its terminating zero
    return text;
}

std::optional<std::string> readBase64(std::string_view text, int variant) {
    std::string bytes(text.size() / 4 * 3 + 3, '\0');
    std::size_t size = 0;
    const char* end = nullptr;
    const int failed = sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                                         text.size(), nullptr, &size, &end, variant);
    if (failed != 0 || end != text.data() + text.size()) return std::nullopt;
    bytes.resize(size);
    return bytes;
}

}  // namespace

std::string toHex(std::string_view bytes) {
    std::string text(bytes.size() * 2 + 1, '\0');
    sodium_bin2hex(text.data(), text.size(), plain(bytes), bytes.size());
    text.pop_back();
    return text;
}

std::optional<std::string> fromHex(std::string_view text) {
    std::string bytes(text.size() / 2, '\0');
    std::size_t size = 0;
    const char* end = nullptr;
    const int failed = sodium_hex2bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                                      text.size(), nullptr, &size, &end);
    if (failed != 0 || end != text.data() + text.size() || toHex(bytes) != text) return std::nullopt;
    return bytes;
}

std::string toBase64(std::string_view bytes) { return writeBase64(bytes, sodium_base64_VARIANT_ORIGINAL); }

std::optional<std::string> fromBase64(std::string_view text) {
    return readBase64(text, sodium_base64_VARIANT_ORIGINAL);
}

std::string toBase64Url(std::string_view bytes) { return writeBase64(bytes, sodium_base64_VARIANT_URLSAFE_NO_PADDING); }

std::optional<std::string> fromBase64Url(std::string_view text) {
    return readBase64(text, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

}  // namespace heddle::security
