#include "core/security/secret_bytes.h"

#include "core/security/sodium.h"

#include <cstring>
#include <new>
#include <utility>

namespace heddle::security {

SecretBytes::SecretBytes(std::size_t size) : m_size(size) {
    startSodium();
    m_bytes.reset(static_cast<unsigned char*>(sodium_malloc(size)));
    if (!m_bytes) throw std::bad_alloc();
    sodium_memzero(m_bytes.get(), size);
}

SecretBytes::SecretBytes(std::string_view bytes) : SecretBytes(bytes.size()) {
    if (!bytes.empty()) std::memcpy(m_bytes.get(), bytes.data(), bytes.size());
}

SecretBytes SecretBytes::random(std::size_t size) {
    SecretBytes bytes(size);
    randombytes_buf(bytes.data(), size);
    return bytes;
}

SecretBytes::SecretBytes(SecretBytes&& other) noexcept
    : m_bytes(std::move(other.m_bytes)), m_size(std::exchange(other.m_size, 0)) {}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept {
    m_bytes = std::move(other.m_bytes);
    m_size = std::exchange(other.m_size, 0);
    return *this;
}

void SecretBytes::Free::operator()(unsigned char* bytes) const { sodium_free(bytes); }

void wipe(std::string& text) {
    sodium_memzero(text.data(), text.size());
    text.clear();
}

}  // namespace heddle::security
