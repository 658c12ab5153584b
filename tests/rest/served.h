#pragma once
#include "core/rest/server/http_server.h"
#include "tests/rest/server/sample_api.h"
#include "tests/support/hand_clock.h"
#include "tests/support/raw_client.h"

#include <future>
#include <string>

namespace heddle::tests {

/// Options for tests: one thread, deadlines looked at every few milliseconds, no limit of one address.
inline rest::ServerOptions quickOptions() {
    rest::ServerOptions options;
    options.threads = 1;
    options.limits.look = std::chrono::milliseconds(2);
    options.limits.perAddress = 0;
    options.limits.drain = std::chrono::milliseconds(200);
    return options;
}

/// The sample routes on a free port, with a clock that the test moves.
struct Served {
    explicit Served(rest::ServerOptions options = quickOptions(), rest::ApiOptions apiOptions = {})
        : api(clock, std::move(apiOptions)), server(api.handler(), clock, std::move(options)) {}

    HandClock clock;
    SampleApi api;
    rest::HttpServer server;
};

/// What comes of `work`, which waits for the server, while the clock runs and `client` sends `bytes` every second of
/// it.
template <class Work>
auto whileTimePasses(HandClock& clock, RawClient& client, const std::string& bytes, Work work) {
    auto result = std::async(std::launch::async, work);
    while (result.wait_for(std::chrono::milliseconds(3)) != std::future_status::ready) {
        clock.forward(1000);
        client.send(bytes);
    }
    return result.get();
}

}  // namespace heddle::tests
