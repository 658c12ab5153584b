#include "core/base/error.h"
#include "core/base/messages.h"
#include "core/base/utf8.h"
#include "core/net/http_client.h"
#include "core/tools/tool_makers.h"

namespace heddle::tools {
namespace {

constexpr std::size_t kLargestBody = 2u << 20;

net::Request requestFrom(const ToolInput& input) {
    const JsonReader in(input.arguments);
    net::Request request;
    request.method = in.string("method", "GET");
    request.url = in.string("url");
    for (const auto& [name, value] : in.object("headers").items())
        request.headers.add(name, value.get<std::string>());
    request.body = in.string("body", "");
    if (!request.body.empty() && !request.headers.has("Content-Type"))
        request.headers.add("Content-Type",
                            Json::accept(request.body) ? "application/json" : "text/plain; charset=utf-8");
    if (request.method != "GET" && request.method != "HEAD")
        request.headers.set("Idempotency-Key", input.idempotencyKey);
    request.isPublicOnly = true;
    request.totalTimeout = std::chrono::seconds(60);
    request.idleTimeout = std::chrono::seconds(30);
    request.bodyLimit = kLargestBody;
    return request;
}

ToolAnswer answerOf(const net::Response& response) {
    const std::string type = response.headers.find("Content-Type").value_or("");
    ToolAnswer answer;
    const bool isText = isUtf8(response.body) && response.body.find('\0') == std::string::npos;
    answer.text = "HTTP " + std::to_string(response.status) + (type.empty() ? "" : ", " + type) + "\n\n";
    answer.text += isText ? response.body : std::to_string(response.body.size()) + " bytes that are no text";
    answer.data = {{"status", response.status}, {"content_type", type}};
    answer.isError = response.status >= 400;
    return answer;
}

}  // namespace

ToolPtr makeHttpTool(net::HttpClient& http) {
    ToolCard card;
    card.name = "http_request";
    card.title = HEDDLE_MESSAGE("Tools", "HTTP request");
    card.description =
        "Sends one HTTP request to an address of the public internet and gives the status and the body of the answer.";
    card.inputSchema = objectSchema(
        {{"url", {{"type", "string"}, {"format", "uri"}, {"pattern", "^https?://"}}},
         {"method",
          {{"type", "string"}, {"enum", {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"}}, {"default", "GET"}}},
         {"headers", {{"type", "object"}, {"additionalProperties", {{"type", "string"}}}}},
         {"body", {{"type", "string"}, {"description", "JSON as text, or plain text."}}}},
        {"url"});
    card.timeoutMs = 65'000;
    return std::make_shared<PlainTool>(std::move(card), [&http](ToolInput input) -> boost::asio::awaitable<ToolAnswer> {
        ToolAnswer answer;
        try {
            net::Request request = requestFrom(input);
            const net::Response response = co_await http.send(std::move(request));
            answer = answerOf(response);
        } catch (const Error& error) {
            if (error.kind() == ErrorKind::Cancelled) throw;
            answer = ToolAnswer::failure(messageText(error.code(), error.facts()));
        }
        co_return answer;
    });
}

}  // namespace heddle::tools
