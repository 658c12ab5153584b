#include "core/services/chat_service.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/id.h"
#include "core/nodes/input_fields.h"
#include "core/services/agent_service.h"
#include "core/storage/database.h"
#include "core/storage/tables/chats_table.h"
#include "core/storage/tables/messages_table.h"

#include <memory>
#include <utility>

namespace heddle::services {
namespace {

using storage::ChatsTable;
using storage::Connection;
using storage::MessagesTable;

constexpr std::size_t kTitleBytes = 60;

/// The first line of a message, cut at a character.
std::string titleFrom(const std::string& text) {
    std::string title = text.substr(0, text.find('\n'));
    if (title.size() <= kTitleBytes) return title;
    std::size_t end = kTitleBytes;
    while (end > 0 && (static_cast<unsigned char>(title[end]) & 0xC0) == 0x80)
        --end;
    return title.substr(0, end) + "…";
}

/// Earlier messages, for workflows whose state has a field `messages` that takes them.
Json historyFor(const domain::Graph& graph, const std::vector<domain::Message>& messages, const std::string& text) {
    const auto field = graph.state.find("messages");
    if (field == graph.state.end() || field->second.reducer != "messages") return nullptr;
    Json history = Json::array();
    for (const auto& message : messages) {
        if (message.status != "sent" || message.type != "text") continue;
        history.push_back({{"id", message.id}, {"role", message.role}, {"content", message.content}});
    }
    history.push_back({{"id", newId()}, {"role", "user"}, {"content", text}});
    return history;
}

std::string textOf(const Json& output) {
    if (output.is_string()) return output.get<std::string>();
    return output.is_null() ? std::string() : "```json\n" + canonicalJson(output) + "```";
}

}  // namespace

/// What a run's events tell of its answer, heard one after the other.
struct ChatService::Heard {
    bool offline = false;    ///< the offline model had a part in it: that stays marked for ever
    std::string text;        ///< as far as it has come
    bool isPreview = false;  ///< the text is another node's draft

    void hear(const domain::RunEvent& event) {
        using Type = domain::RunEventType;
        if (event.type == Type::ModelCall && event.data.value("offline", false)) offline = true;
        if (event.type != Type::Token) return;
        const std::string channel = event.data.is_object() ? event.data.value("channel", std::string()) : std::string();
        if (channel == "draft") {
            isPreview = isPreview || text.empty();
            if (isPreview) text += event.text;
        } else if (channel.empty()) {
            if (std::exchange(isPreview, false)) text.clear();
            text += event.text;
        }
    }

    static EventListener listener(std::shared_ptr<Heard> heard, EventListener next) {
        return [heard = std::move(heard), next = std::move(next)](const domain::RunEvent& event) {
            heard->hear(event);
            if (next) next(event);
        };
    }
};

ChatService::ChatService(storage::Database& database, AgentService& agents, RunService& runs, const Clock& clock)
    : m_database(database), m_agents(agents), m_runs(runs), m_clock(clock) {}

boost::asio::awaitable<domain::Chat> ChatService::create(std::string agentId) {
    domain::Chat chat;
    chat.id = newId();
    chat.agentId = std::move(agentId);
    chat.createdMs = chat.updatedMs = m_clock.nowMs();
    const auto job = [&](Connection& connection) { ChatsTable(connection).put(chat); };
    co_await m_database.write(job);
    co_return chat;
}

boost::asio::awaitable<std::vector<domain::Chat>> ChatService::list(std::string agentId) {
    const auto job = [&](Connection& connection) { return ChatsTable(connection).list(agentId); };
    co_return co_await m_database.read(job);
}

boost::asio::awaitable<std::vector<domain::Message>> ChatService::messages(std::string chatId) {
    const auto job = [&](Connection& connection) {
        if (!ChatsTable(connection).find(chatId)) {
            throw Error(ErrorKind::NotFound, "chat.not_found", {{"chat", chatId}});
        }
        return MessagesTable(connection).list(chatId);
    };
    co_return co_await m_database.read(job);
}

boost::asio::awaitable<domain::Chat> ChatService::find(std::string chatId) {
    const auto job = [&](Connection& connection) { return ChatsTable(connection).find(chatId); };
    const std::optional<domain::Chat> chat = co_await m_database.read(job);
    if (!chat) throw Error(ErrorKind::NotFound, "chat.not_found", {{"chat", chatId}});
    co_return *chat;
}

boost::asio::awaitable<RunOutcome> ChatService::send(
    std::string chatId, std::string text,
    std::function<void(const domain::Message& user, const domain::Message& answer)> started, EventListener listener) {
    domain::Chat chat = co_await find(chatId);
    const auto before = co_await messages(chatId);
    const OpenedAgent opened = co_await m_agents.open(chat.agentId);

    domain::Message user;
    user.id = newId();
    user.chatId = chatId;
    user.parentId = before.empty() ? "" : before.back().id;
    user.role = "user";
    user.content = text;
    user.createdMs = m_clock.nowMs();
    domain::Message answer;
    answer.id = newId();
    answer.chatId = chatId;
    answer.parentId = user.id;
    answer.role = "assistant";
    answer.status = "sending";
    answer.executionId = newId();
    answer.createdMs = m_clock.nowMs();
    if (chat.title.empty()) chat.title = titleFrom(text);
    const auto job = [&](Connection& connection) {
        ChatsTable(connection).put(chat);
        MessagesTable(connection).put(user);
        MessagesTable(connection).put(answer);
    };
    co_await m_database.write(job);
    if (started) started(user, answer);

    RunRequest request;
    request.graph = opened.document.graph;
    request.agentId = chat.agentId;
    request.agentVersionId = chat.agentVersionId;
    request.chatId = chatId;
    request.messageId = answer.id;
    RunOutcome outcome;
    std::exception_ptr failure;
    const auto heard = std::make_shared<Heard>();
    EventListener watching = Heard::listener(heard, std::move(listener));
    try {
        request.input = nodes::inputFrom(request.graph, text, std::nullopt);
        if (Json history = historyFor(request.graph, before, text); !history.is_null()) {
            request.input["messages"] = std::move(history);
        }
        outcome = co_await m_runs.start(answer.executionId, std::move(request), std::move(watching));
    } catch (...) {
        failure = std::current_exception();
        outcome.runId = answer.executionId;
        outcome.status = "failed";
        outcome.error = currentError().toJson();
    }
    co_await finishAnswer(std::move(answer), outcome, *heard);
    if (failure) std::rethrow_exception(failure);
    co_return outcome;
}

boost::asio::awaitable<RunOutcome> ChatService::answer(std::string runId, Json answers, EventListener listener) {
    const domain::Execution execution = co_await m_runs.get(runId);
    const auto heard = std::make_shared<Heard>();
    EventListener watching = Heard::listener(heard, std::move(listener));
    const RunOutcome outcome = co_await m_runs.resume(execution.id, std::move(answers), std::move(watching));
    const auto job = [&](Connection& connection) { return MessagesTable(connection).find(execution.messageId); };
    const std::optional<domain::Message> message = co_await m_database.read(job);
    if (message) co_await finishAnswer(*message, outcome, *heard);
    co_return outcome;
}

boost::asio::awaitable<void> ChatService::finishAnswer(domain::Message answer, const RunOutcome& outcome,
                                                       const Heard& heard) {
    answer.status = outcome.status == "failed" || outcome.status == "cancelled" ? "failed" : "sent";
    answer.type = outcome.status == "failed" ? "error" : outcome.status == "paused" ? "question" : "text";
    // A run that goes on keeps what its first part was answered by.
    const bool offline = heard.offline || answer.metadata.value("offline", false);
    answer.metadata = {{"status", outcome.status}};
    if (offline) answer.metadata["offline"] = true;
    if (outcome.wakeMs > 0) answer.metadata["wake_ms"] = outcome.wakeMs;
    if (!outcome.error.is_null()) answer.metadata["error"] = outcome.error;
    if (outcome.status == "completed") answer.content = textOf(outcome.output);
    if (answer.status == "failed") answer.content = heard.text;
    const auto job = [&](Connection& connection) { MessagesTable(connection).put(answer); };
    co_await m_database.write(job);
}

boost::asio::awaitable<void> ChatService::remove(std::string chatId) {
    const auto job = [&](Connection& connection) { ChatsTable(connection).remove(chatId); };
    co_await m_database.write(job);
}

}  // namespace heddle::services
