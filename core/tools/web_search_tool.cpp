#include "core/base/error.h"
#include "core/base/messages.h"
#include "core/net/http_client.h"
#include "core/net/url.h"
#include "core/tools/tool_makers.h"

namespace heddle::tools {
namespace {

constexpr std::int64_t kMostResults = 20;

/// SearXNG: GET /search?format=json (docs.searxng.org, "Search API"). Brave: GET /res/v1/web/search with
/// X-Subscription-Token. Tavily: POST /search with a bearer token.
net::Request searchRequest(const WebSearchAddress& address, const std::string& query, std::int64_t count) {
    net::Request request;
    request.totalTimeout = std::chrono::seconds(30);
    request.bodyLimit = 4u << 20;
    request.headers.add("Accept", "application/json");
    if (address.kind == "tavily") {
        request.method = "POST";
        request.url = net::joinUrl(address.baseUrl, "search");
        request.headers.add("Content-Type", "application/json");
        request.headers.add("Authorization", "Bearer " + address.key);
        request.body = compactJson({{"query", query}, {"max_results", count}});
    } else if (address.kind == "brave") {
        request.url = net::joinUrl(address.baseUrl, "res/v1/web/search") + "?q=" + net::percentEncoded(query) +
                      "&count=" + std::to_string(count);
        request.headers.add("X-Subscription-Token", address.key);
    } else {
        request.url = net::joinUrl(address.baseUrl, "search") + "?format=json&q=" + net::percentEncoded(query);
        if (!address.key.empty()) request.headers.add("Authorization", "Bearer " + address.key);
    }
    return request;
}

std::string member(const Json& object, std::initializer_list<const char*> names) {
    for (const char* name : names) {
        if (object.is_object() && object.contains(name) && object[name].is_string()) return object[name];
    }
    return {};
}

ToolAnswer foundIn(const Json& reply, std::int64_t count) {
    const bool isBrave = reply.is_object() && reply.contains("web");
    const Json& holder = isBrave ? reply["web"] : reply;
    ToolAnswer answer;
    answer.data = {{"results", Json::array()}};
    if (holder.is_object() && holder.contains("results")) {
        for (const Json& one : holder["results"]) {
            if (static_cast<std::int64_t>(answer.data["results"].size()) == count) break;
            const Json result{{"title", member(one, {"title"})},
                              {"url", member(one, {"url"})},
                              {"text", member(one, {"content", "description"})}};
            answer.text += std::to_string(answer.data["results"].size() + 1) + ". " +
                           result["title"].get<std::string>() + "\n" + result["url"].get<std::string>() + "\n" +
                           result["text"].get<std::string>() + "\n\n";
            answer.data["results"].push_back(result);
        }
    }
    if (answer.text.empty()) answer.text = "Nothing was found.";
    return answer;
}

boost::asio::awaitable<ToolAnswer> search(net::HttpClient& http, std::optional<WebSearchAddress> address,
                                          Json arguments) {
    if (!address) throw Error(ErrorKind::Unavailable, "tool.no_web_search");
    const std::int64_t count = std::min(arguments.value("count", std::int64_t{5}), kMostResults);
    net::Request request = searchRequest(*address, arguments.at("query"), count);
    const net::Response response = co_await http.send(std::move(request));
    if (response.status != 200)
        co_return ToolAnswer::failure("The search service answered with status " + std::to_string(response.status) +
                                      ".");
    const Json reply = Json::parse(response.body, nullptr, false);
    if (reply.is_discarded()) co_return ToolAnswer::failure("The search service did not answer with JSON.");
    co_return foundIn(reply, count);
}

}  // namespace

ToolPtr makeWebSearchTool(const BuiltinPorts& ports) {
    ToolCard card;
    card.name = "web_search";
    card.title = HEDDLE_MESSAGE("Tools", "Web search");
    card.description = "Searches the web and gives titles, addresses and excerpts of the best pages.";
    card.inputSchema =
        objectSchema({{"query", {{"type", "string"}, {"minLength", 1}}},
                      {"count", {{"type", "integer"}, {"minimum", 1}, {"maximum", kMostResults}, {"default", 5}}}},
                     {"query"});
    card.isReadOnly = true;
    return std::make_shared<PlainTool>(
        std::move(card), [&http = ports.http, address = ports.webSearch](ToolInput input) {
            return search(http, address ? address() : std::nullopt, std::move(input.arguments));
        });
}

}  // namespace heddle::tools
