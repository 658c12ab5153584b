#pragma once
#include "core/services/runs/run_service.h"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>

#include <memory>
#include <mutex>
#include <string>

namespace heddle::services {

class ChatService;
class RunAlarms;

/// Hears of runs that go on by themselves, on pool threads; must not block.
struct WokenListener {
    std::function<void(const std::string& runId)> began;
    EventListener event;
    std::function<void(const RunOutcome&)> ended;
};

/// Lets paused runs go on when their time has come, those of an earlier process too. Safe from any thread.
class RunWaker {
public:
    /// All must outlive it; the executor's work must be over before it goes.
    RunWaker(boost::asio::any_io_executor executor, RunAlarms& alarms, RunService& runs, ChatService& chats);

    /// Sets an alarm for each paused run that has a time.
    boost::asio::awaitable<void> setAll();
    /// Returns at once; what then fails is logged.
    void wake(const std::string& runId);
    void listen(WokenListener listener);

private:
    boost::asio::awaitable<void> goOn(std::string runId);

    boost::asio::any_io_executor m_executor;
    RunAlarms& m_alarms;
    RunService& m_runs;
    ChatService& m_chats;
    std::mutex m_mutex;
    std::shared_ptr<const WokenListener> m_listener;  // by m_mutex
};

}  // namespace heddle::services
