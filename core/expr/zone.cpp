#include "core/expr/zone.h"

#include "core/base/error.h"
#include "core/base/file.h"

#include <chrono>
#include <cstdlib>
#include <filesystem>

namespace heddle::expr {
namespace {

constexpr std::size_t kHeaderSize = 44;

/// Big-endian fields of a TZif file (RFC 8536). Reading past the end gives zeros and marks the file as broken.
class Bytes {
public:
    explicit Bytes(std::string_view data) : m_data(data) {}

    std::int64_t number(std::size_t at, std::size_t size) {
        if (at + size > m_data.size()) {
            m_isBroken = true;
            return 0;
        }
        std::uint64_t value = (static_cast<unsigned char>(m_data[at]) & 0x80u) != 0 ? ~std::uint64_t{0} : 0;
        for (std::size_t i = 0; i < size; ++i)
            value = value << 8 | static_cast<unsigned char>(m_data[at + i]);
        return static_cast<std::int64_t>(value);
    }
    std::size_t count(std::size_t at) { return static_cast<std::size_t>(number(at, 4)) & 0xFFFFFFu; }
    bool isBroken() const { return m_isBroken; }

private:
    std::string_view m_data;
    bool m_isBroken = false;
};

struct Block {
    std::size_t transitions, types, letters, leaps, standard, universal;

    Block(Bytes& bytes, std::size_t start)
        : transitions(bytes.count(start + 32)),
          types(bytes.count(start + 36)),
          letters(bytes.count(start + 40)),
          leaps(bytes.count(start + 28)),
          standard(bytes.count(start + 24)),
          universal(bytes.count(start + 20)) {}
    std::size_t size(std::size_t timeSize) const {
        return transitions * (timeSize + 1) + types * 6 + letters + leaps * (timeSize + 4) + standard + universal;
    }
};

std::optional<std::int64_t> fileOffset(std::string_view data, std::int64_t utc) {
    if (!data.starts_with("TZif") || data.size() < kHeaderSize || data[4] < '2') return std::nullopt;
    Bytes bytes(data);
    const std::size_t header = kHeaderSize + Block(bytes, 0).size(4);
    const Block block(bytes, header);
    const std::size_t times = header + kHeaderSize;
    const std::size_t indices = times + block.transitions * 8;
    const std::size_t types = indices + block.transitions;
    std::size_t before = 0;  // how many changes happened
    while (before < block.transitions && bytes.number(times + before * 8, 8) <= utc)
        ++before;
    if (before == block.transitions) {
        const std::size_t footer = times + block.size(8) + 1;
        if (footer < data.size()) {
            const std::string_view rule = data.substr(footer, data.find('\n', footer) - footer);
            if (const auto offset = ruleOffset(rule, utc)) return offset;
        }
    }
    const std::int64_t type = before > 0 ? bytes.number(indices + before - 1, 1) & 0xFF : 0;
    const std::int64_t offset = bytes.number(types + static_cast<std::size_t>(type) * 6, 4);
    return bytes.isBroken() ? std::nullopt : std::optional(offset);
}

std::optional<std::int64_t> readInt(std::string_view& text) {
    std::optional<std::int64_t> number;
    while (!text.empty() && text[0] >= '0' && text[0] <= '9' && number.value_or(0) < 100000) {
        number = number.value_or(0) * 10 + (text[0] - '0');
        text.remove_prefix(1);
    }
    return number;
}

/// "[+-]hh[:mm[:ss]]" in seconds.
std::optional<std::int64_t> readClock(std::string_view& text) {
    const bool isNegative = text.starts_with('-');
    if (isNegative || text.starts_with('+')) text.remove_prefix(1);
    const auto hours = readInt(text);
    if (!hours) return std::nullopt;
    std::int64_t seconds = *hours * 3600;
    for (const std::int64_t unit : {60, 1}) {
        if (!text.starts_with(':')) break;
        text.remove_prefix(1);
        seconds += readInt(text).value_or(0) * unit;
    }
    return isNegative ? -seconds : seconds;
}

void skipName(std::string_view& text) {
    if (text.starts_with('<')) {
        text.remove_prefix(std::min(text.find('>'), text.size() - 1) + 1);
        return;
    }
    while (!text.empty() && ((text[0] | 0x20) >= 'a' && (text[0] | 0x20) <= 'z'))
        text.remove_prefix(1);
}

/// ",M3.2.0/2": local seconds since 1970 of the change in `year`.
std::optional<std::int64_t> readChange(std::string_view& text, std::chrono::year year) {
    using namespace std::chrono;
    if (!text.starts_with(",M")) return std::nullopt;
    text.remove_prefix(2);
    const auto monthNumber = readInt(text);
    if (!text.starts_with('.')) return std::nullopt;
    text.remove_prefix(1);
    const auto week = readInt(text);
    if (!text.starts_with('.')) return std::nullopt;
    text.remove_prefix(1);
    const auto dayNumber = readInt(text);
    if (!monthNumber || !week || !dayNumber || *monthNumber > 12 || *dayNumber > 6) return std::nullopt;
    const month inMonth{static_cast<unsigned>(*monthNumber)};
    const weekday onDay{static_cast<unsigned>(*dayNumber)};
    const sys_days date = *week == 5 ? sys_days(year / inMonth / onDay[last])
                                     : sys_days(year / inMonth / weekday_indexed(onDay, static_cast<unsigned>(*week)));
    std::int64_t clock = 7200;
    if (text.starts_with('/')) {
        text.remove_prefix(1);
        clock = readClock(text).value_or(clock);
    }
    return date.time_since_epoch().count() * 86400LL + clock;
}

/// "+02:00", "-9:30", "02:00".
std::optional<std::int64_t> fixedOffset(std::string_view zone) {
    if (zone.find(':') == std::string_view::npos) return std::nullopt;
    const auto offset = readClock(zone);
    return offset && zone.empty() && std::abs(*offset) < 86400 ? offset : std::nullopt;
}

}  // namespace

std::optional<std::int64_t> ruleOffset(std::string_view rule, std::int64_t utc) {
    using namespace std::chrono;
    skipName(rule);
    const auto west = readClock(rule);
    if (!west) return std::nullopt;
    const std::int64_t standard = -*west;
    if (rule.empty()) return standard;
    skipName(rule);
    std::int64_t summer = standard + 3600;
    if (!rule.starts_with(',')) summer = -readClock(rule).value_or(-summer);
    const auto year = year_month_day(floor<days>(sys_seconds(seconds(utc + standard)))).year();
    const auto start = readChange(rule, year);
    const auto end = readChange(rule, year);
    if (!start || !end) return std::nullopt;
    const std::int64_t from = *start - standard;
    const std::int64_t to = *end - summer;
    const bool isSummer = from < to ? utc >= from && utc < to : utc >= from || utc < to;
    return isSummer ? summer : standard;
}

std::optional<std::int64_t> zoneOffset(std::string_view zone, std::int64_t utc) {
    if (zone.empty() || zone == "UTC" || zone == "Z") return 0;
    if (const auto fixed = fixedOffset(zone)) return fixed;
    // Only what names a zone, never another file.
    const bool isName = std::all_of(zone.begin(), zone.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '/' || c == '_' || c == '-' || c == '+';
    });
    if (!isName || zone.front() == '/') return std::nullopt;
    const char* folder = std::getenv("TZDIR");
    const auto file = std::filesystem::path(folder ? folder : "/usr/share/zoneinfo") / zone;
    std::error_code failure;
    if (!std::filesystem::is_regular_file(file, failure)) return std::nullopt;
    try {
        return fileOffset(readFile(file, 1u << 20), utc);
    } catch (const Error&) {
        return std::nullopt;
    }
}

}  // namespace heddle::expr
