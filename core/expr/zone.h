#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace heddle::expr {

/// Seconds that local time is ahead of UTC at `utc` (seconds since 1970). `zone` is "UTC", an offset ("+02:00",
/// "-09:30", "02:00") or an IANA name ("Asia/Kathmandu"), which is looked up in the system's time zone files. Nothing
/// when unknown.
std::optional<std::int64_t> zoneOffset(std::string_view zone, std::int64_t utc);

/// The rule after a zone file's last change (POSIX TZ: "CST6CDT,M3.2.0,M11.1.0"); nothing when it is none.
std::optional<std::int64_t> ruleOffset(std::string_view rule, std::int64_t utc);

}  // namespace heddle::expr
