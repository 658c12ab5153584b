#include "core/expr/time_value.h"

#include <charconv>

namespace heddle::expr {
namespace {

constexpr std::int64_t kNanosPerSecond = 1'000'000'000;
constexpr std::int64_t kFirstSecond = -62135596800;  // 0001-01-01T00:00:00Z
constexpr std::int64_t kLastSecond = 253402300799;   // 9999-12-31T23:59:59Z
constexpr std::int64_t kLongest = 315'576'000'000;   // seconds in 10,000 years (google.protobuf.Duration)

Value timeValue(Kind kind, std::int64_t seconds, std::int64_t nanos) {
    std::int64_t carry = nanos / kNanosPerSecond;
    nanos %= kNanosPerSecond;
    if (nanos < 0) {
        nanos += kNanosPerSecond;
        --carry;
    }
    Value made;
    made.kind = kind;
    made.integer = seconds + carry;
    made.extra = static_cast<std::uint32_t>(nanos);
    return made;
}

/// ".5" for half a second; nothing for none.
std::string fraction(std::uint32_t nanos) {
    if (nanos == 0) return {};
    std::string digits = std::to_string(nanos);
    digits.insert(0, 9 - digits.size(), '0');
    digits.erase(digits.find_last_not_of('0') + 1);
    return "." + digits;
}

/// Reads exactly `count` digits.
bool readDigits(std::string_view& text, std::size_t count, int& number) {
    if (text.size() < count) return false;
    number = 0;
    for (std::size_t i = 0; i < count; ++i) {
        if (text[i] < '0' || text[i] > '9') return false;
        number = number * 10 + (text[i] - '0');
    }
    text.remove_prefix(count);
    return true;
}

bool readChar(std::string_view& text, std::string_view choices) {
    if (text.empty() || choices.find(text[0]) == std::string_view::npos) return false;
    text.remove_prefix(1);
    return true;
}

bool readFraction(std::string_view& text, std::int64_t& nanos) {
    nanos = 0;
    if (!readChar(text, ".")) return true;
    std::size_t count = 0;
    while (count < text.size() && text[count] >= '0' && text[count] <= '9')
        ++count;
    if (count == 0 || count > 9) return false;
    for (std::size_t i = 0; i < 9; ++i)
        nanos = nanos * 10 + (i < count ? text[i] - '0' : 0);
    text.remove_prefix(count);
    return true;
}

bool readOffset(std::string_view& text, int& seconds) {
    seconds = 0;
    if (readChar(text, "Zz")) return text.empty();
    const bool isNegative = text.starts_with('-');
    int hours = 0;
    int minutes = 0;
    if (!readChar(text, "+-") || !readDigits(text, 2, hours) || !readChar(text, ":") || !readDigits(text, 2, minutes)) {
        return false;
    }
    seconds = (hours * 60 + minutes) * (isNegative ? -60 : 60);
    return text.empty() && hours < 24 && minutes < 60;
}

std::optional<std::int64_t> unitNanos(std::string_view unit) {
    if (unit == "h") return 3600 * kNanosPerSecond;
    if (unit == "m") return 60 * kNanosPerSecond;
    if (unit == "s") return kNanosPerSecond;
    if (unit == "ms") return 1'000'000;
    if (unit == "us" || unit == "µs" || unit == "μs") return 1000;
    if (unit == "ns") return 1;
    return std::nullopt;
}

struct Length {
    std::int64_t seconds = 0;
    std::int64_t nanos = 0;

    void add(std::int64_t count, std::int64_t unit) {
        const std::int64_t perSecond = std::max<std::int64_t>(1, kNanosPerSecond / unit);
        seconds += count / perSecond * std::max<std::int64_t>(1, unit / kNanosPerSecond);
        nanos += unit < kNanosPerSecond ? count % perSecond * unit : 0;
        seconds += nanos / kNanosPerSecond;
        nanos %= kNanosPerSecond;
    }
};

/// One "1.5h" of a duration, added to `length`.
bool readPart(std::string_view& text, Length& length) {
    constexpr std::int64_t kMostSeconds = 1'000'000'000'000;
    std::size_t end = text.find_first_not_of("0123456789.");
    if (end == 0 || end == std::string_view::npos) return false;
    const std::string_view number = text.substr(0, end);
    text.remove_prefix(end);
    end = std::min(text.find_first_of("0123456789."), text.size());
    const auto unit = unitNanos(text.substr(0, end));
    text.remove_prefix(end);
    const std::size_t point = std::min(number.find('.'), number.size());
    std::int64_t whole = 0;
    const auto read = std::from_chars(number.data(), number.data() + point, whole);
    if (!unit || number == "." || (point > 0 && read.ec != std::errc())) return false;
    if (*unit >= kNanosPerSecond && whole > kMostSeconds) return false;
    length.add(whole, *unit);
    std::int64_t scale = *unit;
    for (std::size_t i = point + 1; i < number.size(); ++i) {
        if (number[i] == '.') return false;
        length.nanos += (number[i] - '0') * scale / 10;
        scale /= 10;
    }
    length.add(0, kNanosPerSecond);
    return length.seconds < 2 * kMostSeconds * 3600;
}

std::string padded(int number, std::size_t width) {
    std::string text = std::to_string(number);
    if (text.size() < width) text.insert(0, width - text.size(), '0');
    return text;
}

}  // namespace

Value makeTimestamp(std::int64_t seconds, std::int64_t nanos) {
    const Value made = timeValue(Kind::Timestamp, seconds, nanos);
    if (made.integer < kFirstSecond || made.integer > kLastSecond) return Value::error("expr.time_range");
    return made;
}

Value makeDuration(std::int64_t seconds, std::int64_t nanos) {
    const Value made = timeValue(Kind::Duration, seconds, nanos);
    const bool isTooLong = made.integer > kLongest || (made.integer == kLongest && made.extra > 0);
    if (isTooLong || made.integer < -kLongest) return Value::error("expr.time_range");
    return made;
}

std::optional<Value> parseTimestamp(std::string_view text) {
    using namespace std::chrono;
    int part[6] = {};
    std::int64_t nanos = 0;
    int offset = 0;
    const bool isRead = readDigits(text, 4, part[0]) && readChar(text, "-") && readDigits(text, 2, part[1]) &&
                        readChar(text, "-") && readDigits(text, 2, part[2]) && readChar(text, "Tt ") &&
                        readDigits(text, 2, part[3]) && readChar(text, ":") && readDigits(text, 2, part[4]) &&
                        readChar(text, ":") && readDigits(text, 2, part[5]) && readFraction(text, nanos) &&
                        readOffset(text, offset);
    if (!isRead || part[3] > 23 || part[4] > 59 || part[5] > 59) return std::nullopt;
    const year_month_day date{year(part[0]), month(static_cast<unsigned>(part[1])),
                              day(static_cast<unsigned>(part[2]))};
    if (!date.ok()) return std::nullopt;
    const std::int64_t days = sys_days(date).time_since_epoch().count();
    return makeTimestamp(days * 86400 + part[3] * 3600 + part[4] * 60 + part[5] - offset, nanos);
}

std::optional<Value> parseDuration(std::string_view text) {
    const bool isNegative = text.starts_with('-');
    if (isNegative || text.starts_with('+')) text.remove_prefix(1);
    if (text == "0") return makeDuration(0, 0);
    if (text.empty()) return std::nullopt;
    Length length;
    while (!text.empty()) {
        if (!readPart(text, length)) return std::nullopt;
    }
    return isNegative ? makeDuration(-length.seconds, -length.nanos) : makeDuration(length.seconds, length.nanos);
}

std::string timestampText(const Value& timestamp) {
    using namespace std::chrono;
    const sys_seconds time{seconds(timestamp.integer)};
    const auto days = floor<std::chrono::days>(time);
    const year_month_day date{days};
    const hh_mm_ss clock{time - days};
    return padded(static_cast<int>(date.year()), 4) + "-" +
           padded(static_cast<int>(static_cast<unsigned>(date.month())), 2) + "-" +
           padded(static_cast<int>(static_cast<unsigned>(date.day())), 2) + "T" +
           padded(static_cast<int>(clock.hours().count()), 2) + ":" +
           padded(static_cast<int>(clock.minutes().count()), 2) + ":" +
           padded(static_cast<int>(clock.seconds().count()), 2) + fraction(timestamp.extra) + "Z";
}

std::string durationText(const Value& duration) {
    if (duration.integer >= 0 || duration.extra == 0) {
        return std::to_string(duration.integer) + fraction(duration.extra) + "s";
    }
    const auto rest = static_cast<std::uint32_t>(kNanosPerSecond - duration.extra);
    return "-" + std::to_string(-(duration.integer + 1)) + fraction(rest) + "s";
}

}  // namespace heddle::expr
