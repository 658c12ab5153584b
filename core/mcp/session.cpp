#include "core/mcp/session.h"

#include "core/schema/schema.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>

namespace heddle::mcp {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds kDebounce{300};  // servers announce every single change of a list
constexpr int kMostPages = 1000;
constexpr int kMethodNotFound = -32601;

bool isKnownRevision(const std::string& revision) {
    return std::any_of(std::begin(kRevisions), std::end(kRevisions), [&](const char* one) { return revision == one; });
}

Json rpc(const std::string& method, Json params) {
    Json message{{"jsonrpc", "2.0"}, {"method", method}};
    if (!params.is_null()) message["params"] = std::move(params);
    return message;
}

Error rpcError(const Json& error, const std::string& method) {
    const Json code = error.is_object() ? error.value("code", Json(0)) : Json(0);
    const Json said = error.is_object() ? error.value("message", Json()) : error;
    const bool isOurs = code.is_number() && code.get<int>() <= -32600 && code.get<int>() >= -32602;
    return {isOurs ? ErrorKind::InvalidArgument : ErrorKind::Unavailable,
            "mcp.error",
            {{"method", method}, {"rpc_code", code}, {"reason", said.is_string() ? said : Json(compactJson(error))}}};
}

}  // namespace

Client::Session::Session(const asio::any_io_executor& pool, std::string name, MakeTransport make, ClientHost host,
                         McpLimits limits, Changed changed)
    : m_strand(asio::make_strand(pool)),
      m_name(std::move(name)),
      m_make(std::move(make)),
      m_host(std::move(host)),
      m_limits(limits),
      m_changed(std::move(changed)) {}

bool Client::Session::isConnected() const {
    const std::lock_guard lock(m_mutex);
    return m_isConnected;
}

ServerInfo Client::Session::server() const {
    const std::lock_guard lock(m_mutex);
    return m_server;
}

std::string Client::Session::log() const {
    const std::lock_guard lock(m_mutex);
    return m_lastLog;
}

asio::awaitable<ServerInfo> Client::Session::connect() {
    co_await close();
    const int generation = ++m_generation;
    try {
        m_transport = m_make(m_strand);
        const std::weak_ptr<Session> weak = weak_from_this();
        const Transport::Receiver receiver = [weak, generation](Json message, const std::optional<Error>& gone) {
            const auto self = weak.lock();
            if (self && self->m_generation == generation) self->take(std::move(message), gone);
        };
        co_await m_transport->open(receiver);
        const Json result = co_await initialise();
        ServerInfo info;
        const Json implementation = result.value("serverInfo", Json::object());
        info.name = implementation.value("name", "");
        info.version = implementation.value("version", "");
        info.instructions = result.contains("instructions") && result["instructions"].is_string()
                                ? result["instructions"].get<std::string>()
                                : std::string();
        info.capabilities = result.value("capabilities", Json::object());
        info.revision = result.value("protocolVersion", "");
        if (!isKnownRevision(info.revision))
            throw Error(ErrorKind::TooNew, "mcp.revision", {{"got", info.revision}, {"known", kNewestRevision}});
        m_transport->agree(info.revision);
        tell("notifications/initialized", Json());
        const std::lock_guard lock(m_mutex);
        m_server = info;
        m_isConnected = true;
        co_return info;
    } catch (const Error& error) {
        const Error why = named(error);
        auto closing = [self = shared_from_this()]() -> asio::awaitable<void> { co_await self->close(); };
        asio::co_spawn(m_strand, std::move(closing), asio::detached);
        throw why;
    }
}

asio::awaitable<Json> Client::Session::initialise() {
    Json capabilities = Json::object();
    if (m_host.roots) capabilities["roots"] = {{"listChanged", false}};
    if (m_host.sample) capabilities["sampling"] = Json::object();
    if (m_host.elicit) capabilities["elicitation"] = {{"form", Json::object()}};
    Json params{{"protocolVersion", kNewestRevision},
                {"capabilities", std::move(capabilities)},
                {"clientInfo", {{"name", "heddle"}, {"title", "Heddle"}, {"version", HEDDLE_VERSION}}}};
    return ask("initialize", std::move(params), {}, m_limits.start, "start");
}

asio::awaitable<Json> Client::Session::request(std::string method, Json params, ProgressSink progress) {
    if (!m_transport) throw named(Error(ErrorKind::Unavailable, "mcp.not_connected"));
    std::optional<Error> failed;
    try {
        co_return co_await ask(method, std::move(params), std::move(progress), m_limits.idle, "idle");
    } catch (const Error& error) {
        failed = error;
    }
    throw named(*failed);
}

asio::awaitable<Json> Client::Session::listAll(std::string method, std::string member) {
    Json all = Json::array();
    Json params = Json::object();
    for (int page = 0; page < kMostPages; ++page) {
        ProgressSink unheard;
        Json result = co_await request(method, params, std::move(unheard));
        for (Json& one : result[member])
            all.push_back(std::move(one));
        if (!result.contains("nextCursor") || result["nextCursor"].is_null()) break;
        params["cursor"] = result["nextCursor"];
    }
    co_return all;
}

asio::awaitable<Json> Client::Session::ask(std::string method, Json params, ProgressSink progress, milliseconds idle,
                                           const char* limit) {
    const auto self = shared_from_this();
    const std::int64_t id = ++m_lastId;
    const auto pending = std::make_shared<Pending>(m_strand);
    pending->progress = std::move(progress);
    pending->heard = Clock::now();
    m_pending.emplace(id, pending);
    Json message = rpc(method, std::move(params));
    message["id"] = id;
    if (pending->progress) message["params"]["_meta"]["progressToken"] = id;
    sendLater(std::move(message), id);
    std::optional<Error> failed;
    try {
        co_await waitFor(*pending, method, idle, limit);
    } catch (const Error& error) {
        failed = error;
    }
    m_pending.erase(id);
    if (failed) {
        const bool isTold = failed->kind() == ErrorKind::Cancelled || failed->kind() == ErrorKind::Timeout;
        if (isTold && method != "initialize")
            tell("notifications/cancelled", {{"requestId", id}, {"reason", "The caller no longer waits."}});
        throw *failed;
    }
    if (pending->error) throw *pending->error;
    co_return std::move(*pending->answer);
}

asio::awaitable<void> Client::Session::waitFor(Pending& pending, std::string method, milliseconds idle,
                                               const char* limit) {
    const auto begun = Clock::now();
    const auto cancellation = co_await asio::this_coro::cancellation_state;
    while (!pending.answer && !pending.error) {
        const auto quiet = pending.heard + idle, late = begun + m_limits.total;
        const auto until = std::min(quiet, late);
        if (Clock::now() >= until) {
            const bool isLate = late <= quiet;
            const auto ms = isLate ? m_limits.total : idle;
            throw Error(ErrorKind::Timeout, "mcp.timeout",
                        {{"method", method}, {"ms", ms.count()}, {"limit", isLate ? "total" : limit}});
        }
        pending.timer.expires_at(until);
        boost::system::error_code ignored;
        auto woken = asio::redirect_error(asio::use_awaitable, ignored);
        co_await pending.timer.async_wait(woken);
        if (cancellation.cancelled() != asio::cancellation_type::none)
            throw Error(ErrorKind::Cancelled, "mcp.cancelled", {{"method", method}});
    }
}

/// A message whose sending may take as long as its answer: over HTTP it does. What goes wrong ends the request `id`.
void Client::Session::sendLater(Json message, std::int64_t id) {
    auto sending = [self = shared_from_this(), message = std::move(message), id]() -> asio::awaitable<void> {
        std::optional<Error> failed;
        try {
            if (self->m_transport) co_await self->m_transport->send(message);
        } catch (...) {
            failed = currentError();
        }
        const auto found = self->m_pending.find(id);
        if (!failed || found == self->m_pending.end()) co_return;
        found->second->error = std::move(failed);
        found->second->timer.cancel();
    };
    asio::co_spawn(m_strand, std::move(sending), asio::detached);
}

void Client::Session::tell(const std::string& method, Json params) { sendLater(rpc(method, std::move(params))); }

void Client::Session::take(Json message, const std::optional<Error>& gone) {
    if (m_transport) {
        const std::lock_guard lock(m_mutex);
        m_lastLog = m_transport->log();
    }
    if (gone) return lose(*gone);
    if (!message.is_object()) return;
    const Json method = message.value("method", Json());
    if (!method.is_string()) return takeAnswer(message);
    if (message.contains("id")) return answer(std::move(message));
    takeNotice(method.get<std::string>(), message.value("params", Json::object()));
}

void Client::Session::takeAnswer(const Json& message) {
    const Json id = message.value("id", Json());
    const auto found = id.is_number_integer() ? m_pending.find(id.get<std::int64_t>()) : m_pending.end();
    if (found == m_pending.end()) return;  // too late: nobody waits for it any more
    if (message.contains("error"))
        found->second->error = rpcError(message["error"], "");
    else
        found->second->answer = message.value("result", Json::object());
    found->second->timer.cancel();
}

void Client::Session::takeNotice(const std::string& method, const Json& params) {
    if (method == "notifications/progress") {
        const Json token = params.is_object() ? params.value("progressToken", Json()) : Json();
        const auto found = token.is_number_integer() ? m_pending.find(token.get<std::int64_t>()) : m_pending.end();
        if (found == m_pending.end()) return;
        found->second->heard = Clock::now();
        if (found->second->progress) found->second->progress(params);
        return;
    }
    const std::string start = "notifications/", end = "/list_changed";
    if (method.starts_with(start) && method.ends_with(end))
        announce(method.substr(start.size(), method.size() - start.size() - end.size()));
}

void Client::Session::announce(const std::string& list) {
    if (!m_changed || !m_announced.insert(list).second) return;
    auto timer = std::make_shared<asio::steady_timer>(m_strand, kDebounce);
    timer->async_wait([self = shared_from_this(), timer, list](const boost::system::error_code&) {
        self->m_announced.erase(list);
        if (self->isConnected()) self->m_changed(list);
    });
}

void Client::Session::lose(const Error& error) {
    {
        const std::lock_guard lock(m_mutex);
        m_isConnected = false;
    }
    for (const auto& [id, pending] : m_pending) {
        pending->error = error;
        pending->timer.cancel();
    }
}

/// A request of the server's.
void Client::Session::answer(Json message) {
    auto work = [self = shared_from_this(), message = std::move(message)]() -> asio::awaitable<void> {
        Json reply{{"jsonrpc", "2.0"}, {"id", message["id"]}};
        try {
            const Json params = message.value("params", Json::object());
            const std::string method = message["method"];
            Json result = co_await self->answerTo(method, params);
            reply["result"] = std::move(result);
        } catch (...) {
            const Error error = currentError();
            const int code = error.code() == "mcp.no_method" ? kMethodNotFound : -32603;
            reply["error"] = {{"code", code}, {"message", error.code()}};
        }
        self->sendLater(std::move(reply));
    };
    asio::co_spawn(m_strand, std::move(work), asio::detached);
}

asio::awaitable<Json> Client::Session::answerTo(std::string method, Json params) {
    if (method == "ping") co_return Json::object();
    if (method == "roots/list" && m_host.roots) co_return Json{{"roots", m_host.roots()}};
    if (method == "sampling/createMessage" && m_host.sample) co_return co_await m_host.sample(std::move(params));
    if (method == "elicitation/create" && m_host.elicit) co_return co_await elicited(std::move(params));
    throw Error(ErrorKind::NotFound, "mcp.no_method", {{"method", method}});
}

asio::awaitable<Json> Client::Session::elicited(Json params) {
    Json answer = co_await m_host.elicit(params);
    const Json schema = params.value("requestedSchema", Json());
    if (answer.value("action", "") != "accept" || !schema.is_object()) co_return answer;
    answer["content"] = schema::compile(schema).withDefaults(answer.value("content", Json::object()));
    co_return answer;
}

asio::awaitable<void> Client::Session::close() {
    lose(Error(ErrorKind::Cancelled, "mcp.closed"));
    const auto transport = std::exchange(m_transport, nullptr);
    ++m_generation;
    if (transport) co_await transport->close();
}

}  // namespace heddle::mcp
