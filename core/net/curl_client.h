#pragma once
#include "core/net/http_client.h"

#include <memory>

namespace heddle::net {

class CurlLoop;

/// HttpClient on libcurl's multi interface, on a thread of its own that starts with the first request. Any thread may
/// call it. Destroying it aborts what is still going on, and must happen before its callers' executors go. Redirects
/// are followed by redirect.h's rules, five at most. Proxies come from the environment, but never for this computer's
/// own addresses.
class CurlClient final : public HttpClient {
public:
    CurlClient();
    ~CurlClient() override;
    boost::asio::awaitable<std::unique_ptr<ResponseStream>> open(Request request) override;

private:
    std::shared_ptr<CurlLoop> m_loop;
};

}  // namespace heddle::net
