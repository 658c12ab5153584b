#include "core/services/runs/run_alarms.h"

#include "core/base/clock.h"

#include <boost/asio/steady_timer.hpp>

#include <algorithm>
#include <chrono>
#include <map>
#include <mutex>
#include <vector>

namespace heddle::services {
namespace {

/// A steady timer does not see a computer that sleeps or a clock that is set anew: it looks again after so long.
constexpr std::int64_t kLongestWaitMs = 30'000;

}  // namespace

struct RunAlarms::State : std::enable_shared_from_this<State> {
    State(const boost::asio::any_io_executor& executor, const Clock& wallClock, Ring what)
        : clock(wallClock), ring(std::move(what)), timer(executor) {}

    std::int64_t firstMs() const {
        const auto earlier = [](const auto& a, const auto& b) { return a.second < b.second; };
        return std::min_element(alarms.begin(), alarms.end(), earlier)->second;
    }

    /// With the mutex held.
    void arm() {
        timer.cancel();
        if (alarms.empty() || isStopped) return;
        const std::int64_t wait = std::clamp<std::int64_t>(firstMs() - clock.nowMs(), 0, kLongestWaitMs);
        timer.expires_after(std::chrono::milliseconds(wait));
        timer.async_wait([self = weak_from_this()](const boost::system::error_code& code) {
            const auto state = self.lock();
            if (state && !code) state->look();
        });
    }

    void look() {
        std::vector<std::string> due;
        {
            const std::scoped_lock lock(mutex);
            const std::int64_t now = clock.nowMs();
            std::erase_if(alarms, [&](const auto& alarm) {
                if (alarm.second > now) return false;
                due.push_back(alarm.first);
                return true;
            });
            arm();
            if (isStopped) return;
        }
        for (const std::string& run : due)
            ring(run);
    }

    const Clock& clock;
    Ring ring;
    std::mutex mutex;
    boost::asio::steady_timer timer;             // by mutex
    std::map<std::string, std::int64_t> alarms;  // by mutex
    bool isStopped = false;                      // by mutex
};

RunAlarms::RunAlarms(const boost::asio::any_io_executor& executor, const Clock& clock, Ring ring)
    : m_state(std::make_shared<State>(executor, clock, std::move(ring))) {}

RunAlarms::~RunAlarms() { stop(); }

void RunAlarms::set(const std::string& runId, std::int64_t atMs) {
    const std::scoped_lock lock(m_state->mutex);
    if (atMs > 0) {
        m_state->alarms[runId] = atMs;
    } else if (m_state->alarms.erase(runId) == 0) {
        return;
    }
    m_state->arm();
}

void RunAlarms::stop() {
    const std::scoped_lock lock(m_state->mutex);
    m_state->isStopped = true;
    m_state->arm();
}

}  // namespace heddle::services
