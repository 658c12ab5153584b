#pragma once
#include "core/expr/value.h"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace heddle::expr {

/// A timestamp between the years 1 and 9999, or an error. `nanos` may be any number; it is carried into the seconds.
Value makeTimestamp(std::int64_t seconds, std::int64_t nanos);
/// A duration of at most 10,000 years, or an error. Its nanoseconds count up from the seconds below it.
Value makeDuration(std::int64_t seconds, std::int64_t nanos);

/// RFC 3339, with up to nine digits after the seconds.
std::optional<Value> parseTimestamp(std::string_view text);
/// "1h45m", "-1.5s", "3ms": units h, m, s, ms, us, µs, ns.
std::optional<Value> parseDuration(std::string_view text);

std::string timestampText(const Value& timestamp);
/// In seconds: "90s", "1.5s".
std::string durationText(const Value& duration);

}  // namespace heddle::expr
