#include "app/bridge/chats_door.h"

#include "app/bridge/calls.h"
#include "core/services/runs/run_waker.h"

namespace heddle::app {
namespace {

using boost::asio::awaitable;
using runtime::Runtime;
using services::Caller;
using services::RunOutcome;

constexpr int kMostRuns = 200;

awaitable<OpenedChat> openChat(Runtime& runtime, std::string agentId, bool anew) {
    OpenedChat opened;
    const auto chats = co_await runtime.chats().list(Caller::local(), agentId);
    if (anew || chats.empty()) {
        const services::NewChat made{.agentId = agentId, .isDraft = true};
        opened.chat = co_await runtime.chats().create(Caller::local(), made);
        co_return opened;
    }
    opened.chat = chats.front();
    opened.messages = co_await runtime.chats().messages(Caller::local(), opened.chat.id);
    const auto paused = co_await runtime.runs().list("paused", agentId, kMostRuns);
    for (const auto& run : paused) {
        if (run.chatId == opened.chat.id) opened.questions[run.id] = co_await runtime.runs().questions(run.id);
    }
    co_return opened;
}

}  // namespace

ChatsDoor::ChatsDoor(Calls& calls) : m_calls(calls) { connect(&m_feed, &RunFeed::events, this, &ChatsDoor::events); }

void ChatsDoor::listenTo(services::RunWaker& waker) {
    const auto later = [this](auto tell) { QMetaObject::invokeMethod(this, tell, Qt::QueuedConnection); };
    services::WokenListener listener;
    listener.began = [=, this](const std::string& runId) { later([=, this] { emit wokeUp(runId); }); };
    listener.event = [this](const domain::RunEvent& event) { m_feed.push(event); };
    listener.ended = [=, this](const RunOutcome& outcome) {
        later([=, this] {
            m_feed.flush();
            emit wokenEnded(outcome);
        });
    };
    waker.listen(std::move(listener));
}

void ChatsDoor::open(const std::string& agentId, bool anew, Reply<OpenedChat> reply) {
    m_calls.start<OpenedChat>([=](Runtime& r) { return openChat(r, agentId, anew); }, std::move(reply));
}

Reply<RunOutcome> ChatsDoor::afterEvents(Reply<RunOutcome> reply) {
    reply.done = [this, done = std::move(reply.done)](RunOutcome outcome) {
        m_feed.flush();
        done(std::move(outcome));
    };
    return reply;
}

void ChatsDoor::send(const std::string& chatId, const std::string& text,
                     std::function<void(const domain::Message&, const domain::Message&)> started,
                     Reply<RunOutcome> reply) {
    const QPointer<QObject> context = reply.context;
    const auto tell = [this, context, started = std::move(started)](const domain::Message& user,
                                                                    const domain::Message& answer) {
        QMetaObject::invokeMethod(
            this,
            [=] {
                if (context) started(user, answer);
            },
            Qt::QueuedConnection);
    };
    const auto listener = [this](const domain::RunEvent& event) { m_feed.push(event); };
    m_calls.start<RunOutcome>([=](Runtime& r) { return r.chats().send(Caller::local(), chatId, text, tell, listener); },
                              afterEvents(std::move(reply)));
}

void ChatsDoor::answer(const std::string& runId, const Json& answers, Reply<RunOutcome> reply) {
    const auto listener = [this](const domain::RunEvent& event) { m_feed.push(event); };
    m_calls.start<RunOutcome>([=](Runtime& r) { return r.chats().answer(Caller::local(), runId, answers, listener); },
                              afterEvents(std::move(reply)));
}

void ChatsDoor::cancel(const std::string& runId) {
    if (auto* runtime = m_calls.runtime()) runtime->runs().cancel(runId);
}

void ChatsDoor::runs(const std::string& agentId, Reply<std::vector<domain::Execution>> reply) {
    m_calls.start<std::vector<domain::Execution>>([=](Runtime& r) { return r.runs().list({}, agentId, kMostRuns); },
                                                  std::move(reply));
}

void ChatsDoor::runEvents(const std::string& runId, Reply<std::vector<domain::RunEvent>> reply) {
    m_calls.start<std::vector<domain::RunEvent>>([=](Runtime& r) { return r.runs().events(runId); }, std::move(reply));
}

}  // namespace heddle::app
