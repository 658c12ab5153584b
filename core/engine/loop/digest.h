#pragma once
#include <cstdint>
#include <string>
#include <string_view>

namespace heddle::engine {

/// A well mixed 128-bit number made from others, the same on every machine: ids of checkpoints and tasks follow from
/// where they stand, so that a step that is run again has the ids that it had. Not for secrets.
class Digest {
public:
    explicit Digest(std::string_view text) { add(text); }

    Digest& add(std::string_view text);
    Digest& add(std::uint64_t number);
    /// 32 hexadecimal digits.
    std::string text() const;

private:
    std::uint64_t m_high = 0x9E3779B97F4A7C15ULL;
    std::uint64_t m_low = 0xD1B54A32D192ED03ULL;
};

}  // namespace heddle::engine
