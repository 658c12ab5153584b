#include "core/mcp/server.h"

#include "core/base/messages.h"
#include "core/mcp/server_session.h"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace heddle::mcp {

namespace asio = boost::asio;

namespace {

// JSON-RPC 2.0, section 5.1.
constexpr int kParseError = -32700;
constexpr int kInvalidRequest = -32600;
constexpr int kNoMethod = -32601;
constexpr int kInvalidParams = -32602;

McpResult failure(const std::string& text) {
    McpResult result;
    result.content.push_back({{"type", "text"}, {"text", text}});
    result.isError = true;
    return result;
}

Json toJson(const McpResult& result) {
    Json json{{"content", result.content}};
    if (!result.structured.is_null()) json["structuredContent"] = result.structured;
    if (result.isError) json["isError"] = true;
    return json;
}

}  // namespace

Server::Session::Session(const asio::any_io_executor& pool, std::vector<ServedTool> tools, Send send,
                         ServerLimits limits)
    : m_strand(asio::make_strand(pool)), m_tools(std::move(tools)), m_send(std::move(send)), m_limits(limits) {}

void Server::Session::reply(const Json& id, Json result) {
    m_send({{"jsonrpc", "2.0"}, {"id", id}, {"result", std::move(result)}});
}

void Server::Session::refuse(const Json& id, int code, const std::string& why) {
    m_send({{"jsonrpc", "2.0"}, {"id", id}, {"error", {{"code", code}, {"message", why}}}});
}

void Server::Session::take(const std::string& text) {
    const Json message = Json::parse(text, nullptr, false);
    if (message.is_discarded()) return refuse(nullptr, kParseError, "This is no JSON.");
    if (!message.is_array()) return takeMessage(message);
    for (const Json& one : message)  // batches of the revision 2025-03-26
        takeMessage(one);
}

void Server::Session::takeMessage(const Json& message) {
    if (!message.is_object()) return refuse(nullptr, kInvalidRequest, "A message is an object.");
    const Json id = message.value("id", Json()), method = message.value("method", Json());
    if (!method.is_string()) return takeAnswer(message);
    const Json params = message.value("params", Json::object());
    if (!id.is_null()) return takeRequest(method.get<std::string>(), id, params);
    if (method != "notifications/cancelled" || !params.is_object()) return;
    const auto call = m_calls.find(params.value("requestId", Json()).dump());
    if (call == m_calls.end()) return;
    call->second->isCancelled = true;
    call->second->cancel.emit(asio::cancellation_type::terminal);
}

void Server::Session::takeRequest(const std::string& method, const Json& id, const Json& params) {
    if (!id.is_string() && !id.is_number_integer())
        return refuse(nullptr, kInvalidRequest, "An id is a text or a number.");
    if (!params.is_object()) return refuse(id, kInvalidParams, "Parameters are an object.");
    if (method == "initialize") return reply(id, initialised(params));
    if (method == "ping") return reply(id, Json::object());
    if (method == "tools/list") return reply(id, listed());
    if (method == "tools/call") return begin(id, params);
    refuse(id, kNoMethod, "There is no method " + method + ".");
}

Json Server::Session::initialised(const Json& params) {
    m_client = params.value("capabilities", Json::object());
    const Json wanted = params.value("protocolVersion", Json());
    const bool isKnown =
        std::any_of(std::begin(kRevisions), std::end(kRevisions), [&](const char* one) { return wanted == one; });
    return {{"protocolVersion", isKnown ? wanted : Json(kNewestRevision)},
            {"capabilities", {{"tools", {{"listChanged", false}}}}},
            {"serverInfo", {{"name", "heddle"}, {"title", "Heddle"}, {"version", HEDDLE_VERSION}}}};
}

Json Server::Session::listed() const {
    Json all = Json::array();
    for (const ServedTool& served : m_tools)
        all.push_back(served.tool.toJson());
    return {{"tools", std::move(all)}};
}

void Server::Session::begin(const Json& id, const Json& params) {
    const Json name = params.value("name", Json());
    const auto isIt = [&](const ServedTool& served) { return name == served.tool.name; };
    const auto tool = std::find_if(m_tools.begin(), m_tools.end(), isIt);
    if (tool == m_tools.end()) return refuse(id, kInvalidParams, "There is no tool " + name.dump() + ".");
    if (m_calls.contains(id.dump())) return refuse(id, kInvalidRequest, "This id is in use.");
    if (static_cast<int>(m_calls.size()) >= m_limits.callsAtOnce)
        return reply(id, toJson(failure("Too many calls at once. Try again when one has ended.")));
    const auto call = std::make_shared<Call>();
    m_calls.emplace(id.dump(), call);
    auto ended = [self = shared_from_this(), key = id.dump(), call](std::exception_ptr) { self->m_calls.erase(key); };
    asio::co_spawn(m_strand, run(*tool, id, params),
                   asio::bind_cancellation_slot(call->cancel.slot(), std::move(ended)));
}

asio::awaitable<void> Server::Session::run(const ServedTool& tool, Json id, Json params) {
    const auto self = shared_from_this();
    const std::string key = id.dump();
    McpResult result;
    try {
        Json arguments = params.value("arguments", Json::object());
        ProgressSink progress = progressFor(params);
        AskClient asking = [self](Json question) { return self->ask(std::move(question)); };
        result = co_await tool.call(std::move(arguments), std::move(progress), std::move(asking));
    } catch (...) {
        const Error error = currentError();
        result = failure(messageText(error.code(), error.facts()));
    }
    co_await asio::post(m_strand, asio::use_awaitable);  // what was told of its progress goes first
    const auto call = m_calls.find(key);
    if (call != m_calls.end() && call->second->isCancelled) co_return;  // nobody waits for it
    reply(id, toJson(result));
}

/// Only with a token, growing, and not oftener than a person could read.
ProgressSink Server::Session::progressFor(const Json& params) {
    const Json meta = params.value("_meta", Json::object());
    const Json token = meta.is_object() ? meta.value("progressToken", Json()) : Json();
    if (token.is_null()) return {};
    struct Told {
        std::chrono::steady_clock::time_point last;
        int count = 0;
    };
    const auto told = std::make_shared<Told>();
    return [self = shared_from_this(), token, told](const Json& step) {
        asio::post(self->m_strand, [self, token, told, step] {
            const auto now = std::chrono::steady_clock::now();
            if (told->count > 0 && now - told->last < self->m_limits.progressInterval) return;
            told->last = now;
            Json params{{"progressToken", token}, {"progress", ++told->count}};
            if (step.contains("message")) params["message"] = step["message"];
            self->m_send({{"jsonrpc", "2.0"}, {"method", "notifications/progress"}, {"params", std::move(params)}});
        });
    };
}

asio::awaitable<Json> Server::Session::ask(Json params) {
    if (!m_client.is_object() || !m_client.contains("elicitation"))
        throw Error(ErrorKind::Unavailable, "mcp.no_elicitation");
    const std::string id = "ask-" + std::to_string(++m_lastQuestion);
    const auto question = std::make_shared<Question>(m_strand);
    m_questions.emplace(Json(id).dump(), question);
    m_send({{"jsonrpc", "2.0"}, {"id", id}, {"method", "elicitation/create"}, {"params", std::move(params)}});
    question->timer.expires_at(asio::steady_timer::time_point::max());
    boost::system::error_code woken;
    auto wait = asio::redirect_error(asio::use_awaitable, woken);
    co_await question->timer.async_wait(wait);
    m_questions.erase(Json(id).dump());
    if (!question->answer) throw Error(ErrorKind::Cancelled, "mcp.cancelled", {{"server", "Heddle"}});
    co_return std::move(*question->answer);
}

void Server::Session::takeAnswer(const Json& message) {
    const auto question = m_questions.find(message.value("id", Json()).dump());
    if (question == m_questions.end()) return;
    question->second->answer = message.value("result", Json{{"action", "cancel"}});
    question->second->timer.cancel();
}

asio::awaitable<void> Server::Session::stop() {
    for (const auto& [id, call] : m_calls) {
        call->isCancelled = true;
        call->cancel.emit(asio::cancellation_type::terminal);
    }
    asio::steady_timer pause(m_strand);
    while (!m_calls.empty()) {
        pause.expires_after(std::chrono::milliseconds(5));
        co_await pause.async_wait(asio::use_awaitable);
    }
}

Server::Server(const asio::any_io_executor& pool, std::vector<ServedTool> tools, Send send, ServerLimits limits)
    : m_session(std::make_shared<Session>(pool, std::move(tools), std::move(send), limits)) {}

Server::~Server() = default;

void Server::take(std::string message) {
    asio::post(m_session->strand(), [session = m_session, message = std::move(message)] { session->take(message); });
}

asio::awaitable<void> Server::stop() {
    const auto session = m_session;
    auto stopping = session->stop();
    co_await asio::co_spawn(session->strand(), std::move(stopping), asio::use_awaitable);
}

}  // namespace heddle::mcp
