#include "core/mcp/client.h"
#include "core/mcp/stdio_transport.h"
#include "tests/bench/bench.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>

namespace heddle::bench {
namespace {

namespace asio = boost::asio;
using mcp::Client;

constexpr int kCalls = 2000;
constexpr int kInFlight = 16;
constexpr int kManyCalls = 100'000;
// The TypeScript SDK 2.4's client on another echo server, on another machine of this kind (recorded, not measured
// here).
const char* const kPeer = "MCP TypeScript SDK 2.4, recorded";

asio::awaitable<void> echo(Client& client, int calls) {
    for (int i = 0; i < calls; ++i) {
        Json arguments{{"text", "hello"}};
        (void)co_await client.callTool("echo", std::move(arguments));
    }
}

/// Microseconds of this process' CPU for each call, with so many at once.
double cpuPerCall(asio::thread_pool& pool, Client& client, int atOnce, int calls) {
    const double before = processCpuUs();
    std::vector<std::future<void>> lanes;
    for (int lane = 0; lane < atOnce; ++lane)
        lanes.push_back(asio::co_spawn(pool, echo(client, calls / atOnce), asio::use_future));
    for (auto& lane : lanes)
        lane.get();
    return (processCpuUs() - before) / calls;
}

void mcpGroup(Report& report) {
    asio::thread_pool pool(1);
    {
        const auto make = [](const asio::any_io_executor& strand) -> std::unique_ptr<mcp::Transport> {
            mcp::ProcessCommand command;
            command.program = HEDDLE_BIN_DIR "/mcp_test_server";
            return std::make_unique<mcp::StdioTransport>(strand, command);
        };
        Client client(pool.get_executor(), "echo", make);
        asio::co_spawn(pool, client.connect(), asio::use_future).get();
        const auto median = [&](int atOnce) {
            return medianOf5([&] { return cpuPerCall(pool, client, atOnce, kCalls); });
        };
        report.add({"echo over stdio, one after another, CPU a call", "us", median(1), 25, true, kPeer, 58});
        report.add({"echo over stdio, 16 in flight, CPU a call", "us", median(kInFlight), 12, true, kPeer, 33});
        const double before = residentMb();
        (void)cpuPerCall(pool, client, kInFlight, kManyCalls);
        report.add({"memory after 100,000 calls more", "MiB", residentMb() - before, 4});
    }
    pool.join();
}

}  // namespace

HEDDLE_BENCH("mcp", mcpGroup);

}  // namespace heddle::bench
