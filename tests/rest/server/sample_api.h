#pragma once
#include "core/base/clock.h"
#include "core/rest/routing/api.h"

#include <atomic>
#include <chrono>

namespace heddle::tests {

/// Knows "Bearer NAME": NAME may do what ends with its own name or with "anybody".
class NamesGate final : public rest::Gate {
public:
    boost::asio::awaitable<domain::Principal> admit(const rest::Request& request, const rest::Route& route) override;
};

/// An API of a few routes that show everything the server can do, with counters of what their handlers saw.
class SampleApi {
public:
    explicit SampleApi(const Clock& clock, rest::ApiOptions options = {});

    rest::HttpHandler& handler() { return m_api; }

    std::atomic<int> started{0};          ///< handlers of /slow and streams
    std::atomic<int> cancelled{0};        ///< of those, ended by a cancellation
    std::atomic<int> made{0};             ///< things that POST /things made
    std::atomic<std::size_t> written{0};  ///< bytes that /flood has handed over

private:
    std::vector<rest::Route> routes();
    rest::Route route(std::string method, std::string path, std::string id, rest::RouteHandler handler);
    void addPlain(std::vector<rest::Route>& all);
    void addChecked(std::vector<rest::Route>& all);
    void addStreams(std::vector<rest::Route>& all);
    /// Runs `work` and counts what became of it.
    boost::asio::awaitable<void> watched(boost::asio::awaitable<void> work);

    NamesGate m_gate;
    rest::MemoryIdempotencyStore m_keys;
    rest::Api m_api;
};

}  // namespace heddle::tests
