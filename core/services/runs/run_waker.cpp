#include "core/services/runs/run_waker.h"

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/services/chats/chat_service.h"
#include "core/services/runs/run_alarms.h"

#include <boost/asio/co_spawn.hpp>

namespace heddle::services {

RunWaker::RunWaker(boost::asio::any_io_executor executor, RunAlarms& alarms, RunService& runs, ChatService& chats)
    : m_executor(std::move(executor)),
      m_alarms(alarms),
      m_runs(runs),
      m_chats(chats),
      m_listener(std::make_shared<const WokenListener>()) {}

boost::asio::awaitable<void> RunWaker::setAll() {
    const auto waiting = co_await m_runs.waiting();
    for (const auto& [run, wakeMs] : waiting)
        m_alarms.set(run, wakeMs);
}

void RunWaker::listen(WokenListener listener) {
    const std::scoped_lock lock(m_mutex);
    m_listener = std::make_shared<const WokenListener>(std::move(listener));
}

void RunWaker::wake(const std::string& runId) {
    const auto log = [runId](std::exception_ptr failure) {
        if (!failure) return;
        try {
            std::rethrow_exception(failure);
        } catch (...) {
            roomLogger("services")->error("run {} did not go on by itself: {}", runId, currentError().code());
        }
    };
    boost::asio::co_spawn(m_executor, goOn(runId), log);
}

boost::asio::awaitable<void> RunWaker::goOn(std::string runId) {
    const domain::Execution execution = co_await m_runs.get(std::move(runId));
    if (execution.status != "paused") co_return;
    std::shared_ptr<const WokenListener> listener;
    {
        const std::scoped_lock lock(m_mutex);
        listener = m_listener;
    }
    if (listener->began) listener->began(execution.id);
    RunOutcome outcome;
    if (execution.chatId.empty()) {
        outcome = co_await m_runs.resume(execution.id, Json::object(), listener->event);
    } else {
        outcome = co_await m_chats.answer(Caller::onBehalfOf(execution.userId), execution.id, Json::object(),
                                          listener->event);
    }
    if (listener->ended) listener->ended(outcome);
}

}  // namespace heddle::services
