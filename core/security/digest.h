#pragma once
#include "core/security/secret_bytes.h"

#include <cstddef>
#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>

namespace heddle::security {

/// SHA-256 (FIPS 180-4) for what the world checks, SM3 (GB/T 32905) for what is encrypted here. Both give 32 bytes.
enum class Hash { Sha256, Sm3 };

std::string digest(Hash hash, std::string_view bytes);

/// The same of a file of any size. Throws Error(Storage, "file.unreadable") with the facts `file` and `reason`.
std::string digestOfFile(Hash hash, const std::filesystem::path& file);

/// HMAC (RFC 2104) over the parts one after another: whoever gives several makes sure that they cannot be cut
/// otherwise.
std::string hmac(Hash hash, std::string_view key, std::initializer_list<std::string_view> parts);

/// A key of `size` bytes for one purpose, out of a key (HKDF, RFC 5869, without salt).
SecretBytes derivedKey(Hash hash, std::string_view key, std::string_view purpose, std::size_t size);

/// From the system's generator.
std::string randomBytes(std::size_t size);

/// Compares in a time that tells nothing of where they differ.
bool sameBytes(std::string_view left, std::string_view right);

}  // namespace heddle::security
