#include "core/rest/routes/route_list.h"
#include "core/rest/routes/routes.h"
#include "core/rest/routes/run_reply.h"
#include "core/services/chats/chat_service.h"
#include "core/services/runs/execution_service.h"

namespace heddle::rest {

using boost::asio::awaitable;
using security::Operation;

namespace {

/// The id of a run that another thread tells.
struct ToldRun {
    std::mutex mutex;
    std::string id;  // by mutex
};

awaitable<Response> sendMessage(const Backend& backend, Call call) {
    services::ChatService& chats = backend.chats;
    const auto run = std::make_shared<ToldRun>();
    AskedRun asked;
    asked.go = [&chats, run, caller = callerOf(call), chat = pathPart(call, "chat_id"),
                text = call.body.at("content").get<std::string>()](std::shared_ptr<RunFeed> feed) {
        const auto started = [run, feed](const domain::Message& user, const domain::Message& answer) {
            {
                const std::lock_guard lock(run->mutex);
                run->id = answer.executionId;
            }
            feed->tell({{"type", "messages"}, {"message", domain::toJson(user)}, {"answer", domain::toJson(answer)}});
        };
        return chats.send(caller, chat, text, started, feed->listener());
    };
    asked.cancel = [&executions = backend.executions, run] {
        const std::lock_guard lock(run->mutex);
        if (!run->id.empty()) executions.stop(run->id);
    };
    co_return co_await runReply(backend, call, std::move(asked));
}

awaitable<Response> listMessages(const Backend& backend, Call call) {
    services::MessagePage page;
    page.limit = limitOf(call);
    const std::string chat = pathPart(call, "chat_id");
    const std::string name = "messages " + chat;
    if (const auto cursor = queryText(call, "cursor"); !cursor.empty())
        page.after = backend.cursors.open(name, cursor).get<std::int64_t>();
    const auto found = co_await backend.chats.page(callerOf(call), chat, page);
    Json items = Json::array();
    for (const auto& placed : found)
        items.push_back(domain::toJson(placed.message));
    const bool isFull = static_cast<int>(found.size()) == page.limit;
    co_return pageReply(std::move(items), isFull ? backend.cursors.seal(name, found.back().place) : "");
}

}  // namespace

void addChatRoutes(RouteList& routes, const Backend& backend) {
    routes.tag("chats");
    services::ChatService& chats = backend.chats;

    Route& create = routes.add("POST", "/chats", "createChat", "Begin a chat with an agent's current version",
                               Operation::ChatsCreate, [&chats](Call call) -> awaitable<Response> {
                                   services::NewChat made;
                                   made.agentId = call.body.at("agent_id").get<std::string>();
                                   made.title = call.body.value("title", "");
                                   made.context = call.body.value("context", Json::object());
                                   made.expiresMs = call.body.value("expires_ms", std::int64_t{0});
                                   made.isDraft = call.body.value("draft", false);
                                   const auto chat = co_await chats.create(callerOf(call), std::move(made));
                                   Response response = Response::json(201, domain::toJson(chat));
                                   response.headers.add("Location", "/api/v1/chats/" + chat.id);
                                   co_return response;
                               });
    replies(takes(create, "ChatCreate"), 201, "The chat", schemaRef("Chat")).isIdempotent = true;

    Route& list = routes.add("GET", "/chats", "listChats", "One's chats, newest change first", Operation::ChatsList,
                             [&chats](Call call) -> awaitable<Response> {
                                 Json items = Json::array();
                                 const auto found = co_await chats.list(callerOf(call), queryText(call, "agent_id"));
                                 for (const auto& chat : found)
                                     items.push_back(domain::toJson(chat));
                                 co_return pageReply(std::move(items), {});
                             });
    query(list, "agent_id", "Only with this agent");
    replies(list, 200, "The chats", pageOf("Chat"));

    Route& get = routes.add("GET", "/chats/{chat_id}", "getChat", "One chat", Operation::ChatsRead,
                            [&chats](Call call) -> awaitable<Response> {
                                const auto chat = co_await chats.get(callerOf(call), pathPart(call, "chat_id"));
                                co_return Response::json(200, domain::toJson(chat));
                            });
    replies(get, 200, "The chat", schemaRef("Chat"));

    Route& remove = routes.add("DELETE", "/chats/{chat_id}", "removeChat", "Delete a chat with all that was said",
                               Operation::ChatsDelete, [&chats](Call call) -> awaitable<Response> {
                                   co_await chats.remove(callerOf(call), pathPart(call, "chat_id"));
                                   co_return Response(204, "", "");
                               });
    replies(remove, 204, "It is gone");

    Route& send =
        routes.add("POST", "/chats/{chat_id}/messages", "sendMessage", "Say something, and hear the answer",
                   Operation::ChatsSend, [&backend](Call call) { return sendMessage(backend, std::move(call)); });
    repliesWithRun(takes(send, "MessageInput"));
    send.isIdempotent = true;

    Route& messages =
        routes.add("GET", "/chats/{chat_id}/messages", "listMessages", "What was said, oldest first",
                   Operation::ChatsRead, [&backend](Call call) { return listMessages(backend, std::move(call)); });
    replies(paged(messages), 200, "The messages", pageOf("Message"));
}

}  // namespace heddle::rest
