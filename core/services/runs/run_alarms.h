#pragma once
#include <boost/asio/any_io_executor.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace heddle {
class Clock;
}

namespace heddle::services {

/// Rings when a paused run may go on by itself: its timer is over, or the time limit of what it asks. Keeps to the
/// wall clock, also when that is set anew or the computer has slept. Safe from any thread.
class RunAlarms {
public:
    /// On a thread of the executor, once for each alarm; must not block.
    using Ring = std::function<void(const std::string& runId)>;

    /// `clock` must outlive it.
    RunAlarms(const boost::asio::any_io_executor& executor, const Clock& clock, Ring ring);
    /// Nothing rings from here on.
    ~RunAlarms();
    RunAlarms(const RunAlarms&) = delete;
    RunAlarms& operator=(const RunAlarms&) = delete;

    /// In the place of the run's alarm before; a time (ms since 1970) that is over rings at once, 0 takes it away.
    void set(const std::string& runId, std::int64_t atMs);
    /// As at the end of its life.
    void stop();

private:
    struct State;
    std::shared_ptr<State> m_state;
};

}  // namespace heddle::services
