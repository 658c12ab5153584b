#include "storecli/admin/remote_store.h"

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/net/http_client.h"
#include "core/net/url.h"
#include "core/security/digest.h"
#include "core/security/encoding.h"
#include "storecli/command.h"
#include "storecli/password_input.h"

#include <cstdlib>

namespace heddle::storecli {
namespace {

/// A server copies its whole database before the first byte comes.
constexpr std::chrono::hours kPatience{1};
constexpr std::chrono::hours kDownload{24};
constexpr std::size_t kProblem = 1u << 20;

/// What the services threw there, as far as the status tells its kind.
ErrorKind kindOf(int status) {
    switch (status) {
        case 401:
            return ErrorKind::Unauthenticated;
        case 403:
            return ErrorKind::Denied;
        case 404:
            return ErrorKind::NotFound;
        case 409:
        case 412:
            return ErrorKind::Conflict;
        case 429:
            return ErrorKind::RateLimited;
        default:
            return status >= 500 ? ErrorKind::Unavailable : ErrorKind::InvalidArgument;
    }
}

/// The error that a problem document (RFC 9457) tells of, to be explained in our own words.
Error errorFrom(const net::Response& response) {
    const Json problem = Json::parse(response.body, nullptr, false);
    if (!problem.is_object() || !problem.contains("code"))
        return Error(ErrorKind::Network, "remote.not_heddle", {{"status", response.status}});
    Json facts = problem.value("facts", Json::object());
    for (const char* name : {"path", "detail"}) {
        if (problem.contains(name)) facts[name] = problem.at(name);
    }
    return Error(kindOf(response.status), problem.at("code").get<std::string>(), std::move(facts));
}

void mustBeSafe(const std::string& server) {
    if (server.starts_with("https://") || (server.starts_with("http://") && net::isLoopback(server))) return;
    if (!server.starts_with("http://"))
        throw Error(ErrorKind::InvalidArgument, "remote.address", {{"address", server}});
    throw Error(ErrorKind::InvalidArgument, "remote.plain", {{"address", server}});
}

}  // namespace

RemoteStore::RemoteStore(runtime::Runtime& runtime, RemoteOptions options)
    : m_runtime(runtime), m_options(std::move(options)) {
    while (m_options.server.ends_with('/'))
        m_options.server.pop_back();
    mustBeSafe(m_options.server);
    if (const char* token = std::getenv("HEDDLE_TOKEN"); token && *token) {
        m_token = token;
        maskSecret(m_token);
        return;
    }
    if (m_options.login.empty()) throw Error(ErrorKind::InvalidArgument, "remote.no_login");
    signIn(m_options.login);
}

RemoteStore::~RemoteStore() {
    if (!m_isSession) return;
    try {
        ask("POST", "/auth/logout");
    } catch (const std::exception&) {
        // The session ends by itself a little later.
    }
}

void RemoteStore::signIn(const std::string& login) {
    const Json session = ask("POST", "/auth/login", {{"login", login}, {"password", passwordOf(login)}});
    m_token = session.at("access_token").get<std::string>();
    maskSecret(m_token);
    m_isSession = true;
}

net::Request RemoteStore::request(const std::string& method, const std::string& path) const {
    net::Request request;
    request.method = method;
    request.url = m_options.server + "/api/v1" + path;
    request.authorities = m_options.authorities;
    if (!m_token.empty()) request.headers.add("Authorization", "Bearer " + m_token);
    return request;
}

Json RemoteStore::ask(const std::string& method, const std::string& path, const Json& body) {
    net::Request asked = request(method, path);
    asked.headers.add("Accept", "application/json");
    if (!body.is_null()) {
        asked.headers.add("Content-Type", "application/json");
        asked.body = compactJson(body);
    }
    const net::Response response = wait(m_runtime, m_runtime.http().send(asked));
    if (response.status >= 300) throw errorFrom(response);
    if (response.body.empty()) return nullptr;
    return parseJson(response.body, m_options.server);
}

net::Headers RemoteStore::download(const std::string& method, const std::string& path, FileDraft& file,
                                   const Tell& tell) {
    net::Request asked = request(method, path);
    asked.idleTimeout = kPatience;
    asked.totalTimeout = kDownload;
    const net::Headers headers = wait(m_runtime, receive(std::move(asked), file, tell));
    const std::string digest = security::digestOfFile(security::Hash::Sha256, file.temporary());
    if (headers.find("Repr-Digest") != "sha-256=:" + security::toBase64(digest) + ":")
        throw Error(ErrorKind::Network, "remote.damaged");
    return headers;
}

boost::asio::awaitable<net::Headers> RemoteStore::receive(net::Request asked, FileDraft& file, const Tell& tell) {
    const auto stream = co_await m_runtime.http().open(std::move(asked));
    if (stream->status() >= 300) {
        net::Response refused;
        refused.status = stream->status();
        refused.body = co_await net::readAll(*stream, kProblem);
        throw errorFrom(refused);
    }
    const std::uintmax_t all =
        std::strtoull(stream->headers().find("Content-Length").value_or("0").c_str(), nullptr, 10);
    std::uintmax_t bytes = 0;
    for (;;) {
        const std::optional<std::string> piece = co_await stream->read();
        if (!piece) break;
        file.write(*piece);
        bytes += piece->size();
        tell(bytes, all);
    }
    co_return stream->headers();
}

std::vector<Json> RemoteStore::list(const std::string& path, std::size_t limit) {
    std::vector<Json> all;
    std::string more;
    while (true) {
        const Json page = ask("GET", path + more);
        for (const Json& item : page.at("items")) {
            if (all.size() == limit) return all;
            all.push_back(item);
        }
        if (page.at("next_cursor").is_null()) return all;
        more = std::string(path.find('?') == std::string::npos ? "?" : "&") +
               "cursor=" + net::percentEncoded(page.at("next_cursor").get<std::string>());
    }
}

}  // namespace heddle::storecli
