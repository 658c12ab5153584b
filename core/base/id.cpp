#include "core/base/id.h"

#include <chrono>
#include <mutex>
#include <random>

namespace heddle {
namespace {

/// 48 bits of milliseconds and 12 bits that count up within one (RFC 9562, section 6.2, method 1).
struct Stamp {
    std::uint64_t ms;
    std::uint32_t count;
};

Stamp nextStamp() {
    static std::mutex mutex;
    static Stamp last{0, 0};
    const auto now = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch())
            .count());
    const std::lock_guard lock(mutex);
    if (now > last.ms) {
        last = {now, 0};
    } else if (++last.count > 0xFFF) {
        last = {last.ms + 1, 0};
    }
    return last;
}

std::uint64_t randomBits() {
    thread_local std::mt19937_64 generator{[] {
        std::random_device device;
        std::seed_seq seed{device(), device(), device(), device()};
        return std::mt19937_64(seed);
    }()};
    return generator();
}

}  // namespace

std::string newId() {
    const Stamp stamp = nextStamp();
    const std::uint64_t high = (stamp.ms << 16) | 0x7000 | stamp.count;
    const std::uint64_t low = (randomBits() & 0x3FFFFFFFFFFFFFFFULL) | 0x8000000000000000ULL;
    static constexpr char digits[] = "0123456789abcdef";
    std::string text;
    text.reserve(36);
    for (int i = 0; i < 32; ++i) {
        if (i == 8 || i == 12 || i == 16 || i == 20) text += '-';
        const std::uint64_t half = i < 16 ? high : low;
        text += digits[(half >> (60 - 4 * (i % 16))) & 0xF];
    }
    return text;
}

bool isId(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : !std::isxdigit(static_cast<unsigned char>(text[i]))) return false;
    }
    return true;
}

}  // namespace heddle
