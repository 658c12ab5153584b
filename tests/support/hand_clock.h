#pragma once
#include "core/base/clock.h"

#include <atomic>

namespace heddle::tests {

/// A clock that the test moves.
class HandClock final : public Clock {
public:
    std::int64_t nowMs() const override { return m_ns / 1'000'000; }
    std::int64_t steadyNs() const override { return m_ns; }
    void forward(std::int64_t ms) { m_ns += ms * 1'000'000; }

private:
    std::atomic<std::int64_t> m_ns{1'000'000'000};
};

}  // namespace heddle::tests
