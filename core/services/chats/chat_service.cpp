#include "core/services/chats/chat_service.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/id.h"
#include "core/nodes/input_fields.h"
#include "core/services/agents/agent_service.h"
#include "core/services/agents/publishing_service.h"
#include "core/services/runs/run_view.h"
#include "core/storage/database.h"
#include "core/storage/store_tables/store_table.h"
#include "core/storage/tables/agents_table.h"
#include "core/storage/tables/chats_table.h"
#include "core/storage/tables/messages_table.h"
#include "core/storage/tables/versions_table.h"

#include <memory>
#include <utility>

namespace heddle::services {
namespace {

using security::Operation;
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

/// What send() starts from.
struct ChatService::Begun {
    domain::Chat chat;
    domain::Message user;
    domain::Message answer;
    domain::Graph graph;
    std::vector<domain::Message> before;
    bool seesInside = false;  ///< whoever asks, into the run
};

ChatService::ChatService(storage::Database& database, const TemplateService& templates, RunService& runs,
                         const Clock& clock)
    : m_database(database), m_templates(templates), m_runs(runs), m_clock(clock) {}

domain::Chat ChatService::find(Connection& connection, const Caller& caller, Operation operation,
                               const std::string& chatId) const {
    auto chat = ChatsTable(connection).find(chatId);
    const bool isSeen =
        chat && chat->status != "deleted" && security::may(caller.principal, Operation::ChatsRead, chat->userId);
    if (!isSeen) throw Error(ErrorKind::NotFound, "chat.not_found", {{"chat", chatId}});
    security::require(caller.principal, operation, chat->userId);
    return *chat;
}

boost::asio::awaitable<domain::Chat> ChatService::create(Caller caller, NewChat made) {
    domain::Chat chat;
    chat.id = newId();
    chat.userId = caller.principal.userId;
    chat.agentId = std::move(made.agentId);
    chat.title = std::move(made.title);
    chat.context = std::move(made.context);
    chat.expiresMs = made.expiresMs;
    chat.createdMs = chat.updatedMs = m_clock.nowMs();
    security::require(caller.principal, Operation::ChatsCreate, chat.userId);
    const auto job = [&](Connection& connection) {
        if (made.isDraft) {
            findAgent(connection, caller, Operation::AgentsTest, chat.agentId);
        } else {
            const auto agent = storage::AgentsTable(connection).find(chat.agentId);
            const auto version = storage::VersionsTable(connection).current(chat.agentId);
            if (!agent || agent->status != "published" || !version)
                throw Error(ErrorKind::NotFound, "agent.not_found", {{"agent", chat.agentId}});
            chat.agentVersionId = version->id;
            storage::StoreTable(connection).use(chat.userId, chat.agentId, chat.createdMs);
        }
        ChatsTable(connection).put(chat);
    };
    co_await m_database.write(job);
    co_return chat;
}

boost::asio::awaitable<std::vector<domain::Chat>> ChatService::list(Caller caller, std::string agentId) {
    security::require(caller.principal, Operation::ChatsList, caller.principal.userId);
    const auto job = [&](Connection& connection) {
        return ChatsTable(connection).list(caller.principal.userId, agentId);
    };
    co_return co_await m_database.read(job);
}

boost::asio::awaitable<domain::Chat> ChatService::get(Caller caller, std::string chatId) {
    const auto job = [&](Connection& connection) { return find(connection, caller, Operation::ChatsRead, chatId); };
    co_return co_await m_database.read(job);
}

boost::asio::awaitable<std::vector<domain::Message>> ChatService::messages(Caller caller, std::string chatId) {
    const auto job = [&](Connection& connection) {
        find(connection, caller, Operation::ChatsRead, chatId);
        return MessagesTable(connection).list(chatId);
    };
    co_return co_await m_database.read(job);
}

boost::asio::awaitable<std::vector<PlacedMessage>> ChatService::page(Caller caller, std::string chatId,
                                                                     MessagePage page) {
    const auto job = [&](Connection& connection) {
        find(connection, caller, Operation::ChatsRead, chatId);
        std::vector<PlacedMessage> placed;
        for (auto& [place, message] : MessagesTable(connection).page(chatId, page.after, page.limit))
            placed.push_back({place, std::move(message)});
        return placed;
    };
    co_return co_await m_database.read(job);
}

domain::Graph ChatService::graphFor(Connection& connection, const domain::Chat& chat) const {
    if (chat.agentVersionId.empty()) {
        const auto document = storage::AgentsTable(connection).findDocument(chat.agentId);
        if (!document) throw Error(ErrorKind::NotFound, "agent.not_found", {{"agent", chat.agentId}});
        return document->graph;
    }
    const auto version = storage::VersionsTable(connection).find(chat.agentVersionId);
    if (!version) throw Error(ErrorKind::NotFound, "agent.not_found", {{"agent", chat.agentId}});
    return graphOf(connection, *version, m_templates);
}

ChatService::Begun ChatService::begin(Connection& connection, const Caller& caller, const std::string& chatId,
                                      const std::string& text) const {
    Begun begun;
    begun.chat = find(connection, caller, Operation::ChatsSend, chatId);
    const std::int64_t now = m_clock.nowMs();
    const bool isOver = begun.chat.expiresMs > 0 && begun.chat.expiresMs <= now;
    if (isOver || begun.chat.status != "active") throw Error(ErrorKind::Conflict, "chat.closed", {{"chat", chatId}});
    begun.graph = graphFor(connection, begun.chat);
    begun.seesInside = seesInside(connection, caller, begun.chat.agentId);
    begun.before = MessagesTable(connection).list(chatId);
    domain::Message& user = begun.user;
    user.id = newId();
    user.chatId = chatId;
    user.parentId = begun.before.empty() ? "" : begun.before.back().id;
    user.role = "user";
    user.content = text;
    user.createdMs = now;
    domain::Message& answer = begun.answer;
    answer.id = newId();
    answer.chatId = chatId;
    answer.parentId = user.id;
    answer.role = "assistant";
    answer.status = "sending";
    answer.workflowStatus = "running";
    answer.executionId = newId();
    answer.createdMs = now;
    if (begun.chat.title.empty()) begun.chat.title = titleFrom(text);
    ChatsTable(connection).put(begun.chat);
    MessagesTable(connection).put(user);
    MessagesTable(connection).put(answer);
    return begun;
}

boost::asio::awaitable<RunOutcome> ChatService::send(Caller caller, std::string chatId, std::string text,
                                                     Started started, EventListener listener) {
    const auto job = [&](Connection& connection) { return begin(connection, caller, chatId, text); };
    Begun begun = co_await m_database.write(job);
    domain::Message answer = begun.answer;
    if (started) started(begun.user, answer);

    RunRequest request;
    request.graph = std::move(begun.graph);
    request.agentId = begun.chat.agentId;
    request.agentVersionId = begun.chat.agentVersionId;
    request.userId = begun.chat.userId;
    request.chatId = chatId;
    request.messageId = answer.id;
    RunOutcome outcome;
    std::exception_ptr failure;
    const auto heard = std::make_shared<Heard>();
    EventListener watching = Heard::listener(heard, listenerFor(std::move(listener), begun.seesInside));
    try {
        request.input = nodes::inputFrom(request.graph, text, std::nullopt);
        if (Json history = historyFor(request.graph, begun.before, text); !history.is_null()) {
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

boost::asio::awaitable<RunOutcome> ChatService::answer(Caller caller, std::string runId, Json answers,
                                                       EventListener listener) {
    const domain::Execution execution = co_await m_runs.get(runId);
    if (!security::may(caller.principal, Operation::ExecutionsRead, execution.userId))
        throw Error(ErrorKind::NotFound, "run.not_found", {{"run", runId}});
    security::require(caller.principal, Operation::ExecutionsAnswer, execution.userId);
    const auto look = [&](Connection& connection) { return seesInside(connection, caller, execution.agentId); };
    const bool isInside = co_await m_database.read(look);
    const auto heard = std::make_shared<Heard>();
    EventListener watching = Heard::listener(heard, listenerFor(std::move(listener), isInside));
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
    answer.workflowStatus = outcome.status;
    answer.metadata = {{"status", outcome.status}};
    if (offline) answer.metadata["offline"] = true;
    if (outcome.wakeMs > 0) answer.metadata["wake_ms"] = outcome.wakeMs;
    if (!outcome.error.is_null()) answer.metadata["error"] = outcome.error;
    if (outcome.status == "completed") answer.content = textOf(outcome.output);
    if (answer.status == "failed") answer.content = heard.text;
    const auto job = [&](Connection& connection) { MessagesTable(connection).put(answer); };
    co_await m_database.write(job);
}

boost::asio::awaitable<void> ChatService::remove(Caller caller, std::string chatId) {
    const auto job = [&](Connection& connection) {
        find(connection, caller, Operation::ChatsDelete, chatId);
        ChatsTable(connection).remove(chatId);
    };
    co_await m_database.write(job);
}

}  // namespace heddle::services
