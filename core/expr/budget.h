#pragma once
#include "core/base/error.h"

#include <cstdint>

namespace heddle::expr {

/// What is left of an evaluation's cost limit.
class Budget {
public:
    explicit Budget(std::uint64_t limit) : m_limit(limit), m_left(limit) {}
    /// Throws Error(Limit, "expr.cost") when the limit is reached: nothing absorbs it.
    void charge(std::uint64_t cost) {
        if (cost > m_left) throw Error(ErrorKind::Limit, "expr.cost", {{"limit", m_limit}});
        m_left -= cost;
    }
    void chargeBytes(std::uint64_t bytes) { charge(bytes / 16); }
    /// Bytes that are only looked at or copied.
    void chargeCopy(std::uint64_t bytes) { charge(bytes / 256); }

private:
    std::uint64_t m_limit;
    std::uint64_t m_left;
};

}  // namespace heddle::expr
