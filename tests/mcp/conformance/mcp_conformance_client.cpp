// What the official suite (npm @modelcontextprotocol/conformance) drives: our client, doing what a scenario asks for.
#include "core/mcp/client.h"
#include "core/mcp/http_transport.h"
#include "core/net/curl_client.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>

#include <cstdio>
#include <cstdlib>

using namespace heddle;
using namespace heddle::mcp;
namespace asio = boost::asio;

namespace {

asio::awaitable<Json> acceptEverything(Json) { co_return Json{{"action", "accept"}, {"content", Json::object()}}; }

asio::awaitable<void> play(Client& client, std::string scenario) {
    (void)co_await client.connect();
    const std::vector<McpTool> tools = co_await client.listTools();
    if (scenario == "tools_call") {
        Json numbers{{"a", 2}, {"b", 3}};
        (void)co_await client.callTool("add_numbers", std::move(numbers));
    } else if (scenario == "elicitation-sep1034-client-defaults") {
        Json nothing = Json::object();
        (void)co_await client.callTool("test_client_elicitation_defaults", std::move(nothing));
    } else if (scenario == "sse-retry") {
        Json nothing = Json::object();
        (void)co_await client.callTool("test_reconnection", std::move(nothing));
    } else if (scenario == "json-schema-2020-12-preservation") {
        for (const McpTool& tool : tools) {
            if (tool.name != "json_schema_2020_12_tool") continue;
            Json same{{"schema", tool.inputSchema}};
            (void)co_await client.callTool("json_schema_echo", std::move(same));
        }
    }
    co_await client.close();
}

}  // namespace

int main(int argc, char** argv) {
    const char* scenario = std::getenv("MCP_CONFORMANCE_SCENARIO");
    if (argc < 2 || !scenario) return 2;
    asio::thread_pool pool(2);
    int code = 0;
    {
        net::CurlClient http;
        const std::string url = argv[argc - 1];
        const auto make = [&](const asio::any_io_executor& strand) -> std::unique_ptr<Transport> {
            HttpAddress address;
            address.url = url;
            return std::make_unique<HttpTransport>(strand, http, address);
        };
        ClientHost host;
        host.elicit = acceptEverything;
        Client client(pool.get_executor(), "suite", make, host);
        try {
            asio::co_spawn(pool, play(client, scenario), asio::use_future).get();
        } catch (const std::exception& error) {
            std::fprintf(stderr, "%s\n", error.what());
            code = 1;
        }
    }
    pool.join();
    return code;
}
