#pragma once
#include "core/base/clock.h"
#include "core/engine/limiter.h"

#include <boost/asio/any_io_executor.hpp>

#include <deque>
#include <memory>
#include <mutex>

namespace heddle::engine {

/// A place where only so many get through, at once and in an interval. Runs take turns. Safe from any thread; always in
/// a shared_ptr, which permits keep.
class TurnGate : public std::enable_shared_from_this<TurnGate> {
public:
    TurnGate(Rate rate, const Clock& clock) : m_rate(rate), m_clock(clock) {}

    /// Waits for its turn. Throws operation_aborted when it is cancelled (terminal).
    boost::asio::awaitable<Permit> enter(std::string run);

private:
    struct Waiter;
    using WaiterPtr = std::shared_ptr<Waiter>;

    bool mayEnter();
    void enterNow();
    void leave();
    void letIn(std::vector<WaiterPtr>& woken);
    WaiterPtr takeNext();
    void forget(const WaiterPtr& waiter);
    void wakeAt(const WaiterPtr& waiter);
    static void wake(const std::vector<WaiterPtr>& woken);

    Rate m_rate;
    const Clock& m_clock;
    std::mutex m_mutex;
    int m_inside = 0;
    std::deque<std::int64_t> m_begun;  ///< steady ns of the beginnings within the interval
    std::map<std::string, std::deque<WaiterPtr>> m_waiting;
    std::deque<std::string> m_turns;  ///< the runs that wait, next first
};

}  // namespace heddle::engine
