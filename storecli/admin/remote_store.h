#pragma once
#include "core/base/file.h"
#include "core/base/json.h"
#include "core/net/http_client.h"
#include "core/runtime/runtime.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace heddle::storecli {

/// Where a server is, and who asks it.
struct RemoteOptions {
    std::string server;       ///< "https://store.example"; empty: none
    std::string login;        ///< whose password is asked for, when HEDDLE_TOKEN is not set
    std::string authorities;  ///< a PEM file of certificates to trust; empty: the system's
};

/// A store server over REST, for one command: signs in at the start, and out at the end. The credential is the variable
/// HEDDLE_TOKEN, an access token or an API key; without it a session of the login's, by password. Blocks; throws
/// the server's own errors again, Error(InvalidArgument, "remote.address" | "remote.plain" | "remote.no_login"), and
/// what net::HttpClient throws.
class RemoteStore {
public:
    RemoteStore(runtime::Runtime& runtime, RemoteOptions options);
    ~RemoteStore();
    RemoteStore(const RemoteStore&) = delete;
    RemoteStore& operator=(const RemoteStore&) = delete;

    /// The reply's body; null when it has none. `path` is below /api/v1.
    Json ask(const std::string& method, const std::string& path, const Json& body = nullptr);
    /// Writes the reply's body to `file` as it comes, and gives its head. `tell` hears how many bytes there are, and of
    /// how many (0: not known). Waits an hour for the first byte. Throws (Network, "remote.damaged") when what came is
    /// not what Repr-Digest says.
    using Tell = std::function<void(std::uintmax_t bytes, std::uintmax_t all)>;
    net::Headers download(const std::string& method, const std::string& path, FileDraft& file, const Tell& tell);
    /// All items of a list, page by page, at most `limit`.
    std::vector<Json> list(const std::string& path, std::size_t limit);

private:
    void signIn(const std::string& login);
    net::Request request(const std::string& method, const std::string& path) const;
    boost::asio::awaitable<net::Headers> receive(net::Request request, FileDraft& file, const Tell& tell);

    runtime::Runtime& m_runtime;
    RemoteOptions m_options;
    std::string m_token;
    bool m_isSession = false;
};

}  // namespace heddle::storecli
