#pragma once
#include "core/rest/routing/api.h"
#include "core/rest/server/server_options.h"

#include <cstdint>
#include <memory>

namespace heddle::runtime {

class Runtime;

struct ServeOptions {
    rest::ServerOptions http;
    rest::ApiOptions api;
    bool logsRequests = false;   ///< a line of JSON each, in the program's log (core/base/log.h)
    bool needsReviewer = false;  ///< versions wait for a reviewer's word
};

/// How often clients may come when nobody has said otherwise.
std::map<std::string, rest::RateRule> defaultRates();

/// A runtime's services over HTTP. The runtime needs a workspace and must outlive it.
class Server {
public:
    /// Listens at once. Throws what rest::HttpServer and Accounts throw.
    Server(Runtime& runtime, ServeOptions options);
    /// As stop().
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    std::uint16_t port() const;
    /// Takes no more requests, and returns when those that are under way have ended or been cancelled.
    void stop();

private:
    struct Parts;
    std::unique_ptr<Parts> m_parts;
};

}  // namespace heddle::runtime
