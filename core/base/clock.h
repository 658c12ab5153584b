#pragma once
#include <cstdint>
#include <string>

namespace heddle {

/// The time, as a port: rooms take a Clock& so that tests own the time. Implementations are safe from any thread.
class Clock {
public:
    virtual ~Clock() = default;
    /// Milliseconds since 1970-01-01 UTC.
    virtual std::int64_t nowMs() const = 0;
    /// Nanoseconds of a clock that never goes back; only differences mean something.
    virtual std::int64_t steadyNs() const = 0;
};

class SystemClock final : public Clock {
public:
    std::int64_t nowMs() const override;
    std::int64_t steadyNs() const override;
};

/// "2026-11-22T10:00:00.000Z" (RFC 3339, UTC, milliseconds).
std::string formatTime(std::int64_t ms);

}  // namespace heddle
