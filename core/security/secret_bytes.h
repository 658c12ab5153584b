#pragma once
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

namespace heddle::security {

/// Bytes of a key: in memory of their own that is locked, guarded, left out of core dumps and wiped at the end (where
/// the system allows it). Moved, never copied by accident. One costs some 20 µs, so it is for keys, not for every
/// message.
class SecretBytes {
public:
    SecretBytes() = default;
    /// `size` zero bytes.
    explicit SecretBytes(std::size_t size);
    explicit SecretBytes(std::string_view bytes);
    /// Of the system's random number generator.
    static SecretBytes random(std::size_t size);

    SecretBytes(SecretBytes&& other) noexcept;
    SecretBytes& operator=(SecretBytes&& other) noexcept;
    ~SecretBytes() = default;

    SecretBytes copy() const { return SecretBytes(view()); }
    unsigned char* data() { return m_bytes.get(); }
    const unsigned char* data() const { return m_bytes.get(); }
    std::size_t size() const { return m_size; }
    bool empty() const { return m_size == 0; }
    std::string_view view() const { return {reinterpret_cast<const char*>(m_bytes.get()), m_size}; }

private:
    struct Free {
        void operator()(unsigned char* bytes) const;
    };

    std::unique_ptr<unsigned char[], Free> m_bytes;
    std::size_t m_size = 0;
};

/// Overwrites and empties a text that held a secret.
void wipe(std::string& text);

}  // namespace heddle::security
