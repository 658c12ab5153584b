#include "core/llm/local_servers.h"

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/llm/offline/text.h"
#include "core/llm/openai_request.h"
#include "core/llm/provider_error.h"
#include "core/net/url.h"

#include <boost/asio/experimental/awaitable_operators.hpp>

#include <algorithm>
#include <tuple>

namespace heddle::llm {
namespace {

namespace asio = boost::asio;

constexpr std::chrono::milliseconds kPatience{300};
constexpr std::size_t kListLimit = 4u << 20;

std::string addressOf(int port) { return "http://127.0.0.1:" + std::to_string(port); }

std::string nameOf(const Json& entry) {
    if (entry.is_string()) return entry.get<std::string>();
    if (!entry.is_object()) return {};
    for (const char* key : {"id", "name", "model"})
        if (const auto found = entry.find(key); found != entry.end() && found->is_string())
            return found->get<std::string>();
    return {};
}

/// What the list itself says of who serves it: any server may stand at any port.
std::string kindIn(std::string_view body, const std::string& usual) {
    if (body.find("\"llamacpp\"") != std::string_view::npos) return "llama.cpp";
    if (body.find("\"vllm\"") != std::string_view::npos) return "vLLM";
    if (body.find("\"organization_owner\"") != std::string_view::npos) return "LM Studio";
    return usual;
}

net::Request listRequest(const std::string& url) {
    net::Request request;
    request.url = url;
    request.bodyLimit = kListLimit;
    request.headers = {{"Accept", "application/json"}};
    return request;
}

/// Ollama names its models at an address of its own; all others at /v1/models.
asio::awaitable<std::optional<LocalServer>> probe(net::HttpClient& http, const LocalPort& place) {
    const std::string base = addressOf(place.port);
    net::Request request = listRequest(base + (place.kind == "Ollama" ? "/api/tags" : "/v1/models"));
    request.connectTimeout = request.totalTimeout = kPatience;
    net::Response response;
    try {
        response = co_await http.send(std::move(request));
    } catch (const Error& error) {
        if (error.kind() == ErrorKind::Cancelled) throw;
        co_return std::nullopt;
    }
    // Something else may listen there: only a list of models makes a model server.
    const bool isList =
        response.status == 200 && Json::accept(response.body) &&
        (response.body.find("\"data\"") != std::string::npos || response.body.find("\"models\"") != std::string::npos);
    if (!isList) co_return std::nullopt;
    LocalServer server{kindIn(response.body, place.kind), base + "/v1", modelNames(response.body)};
    co_return server;
}

asio::awaitable<std::vector<LocalServer>> probeAll(net::HttpClient& http, std::vector<LocalPort> places) {
    using namespace asio::experimental::awaitable_operators;
    std::vector<LocalServer> servers;
    if (places.size() == 1) {
        auto server = co_await probe(http, places.front());
        if (server) servers.push_back(std::move(*server));
    } else if (!places.empty()) {
        const auto middle = places.begin() + static_cast<std::ptrdiff_t>(places.size() / 2);
        std::vector<LocalPort> left(places.begin(), middle);
        std::vector<LocalPort> right(middle, places.end());
        auto both = co_await (probeAll(http, std::move(left)) && probeAll(http, std::move(right)));
        servers = std::move(std::get<0>(both));
        for (auto& server : std::get<1>(both))
            servers.push_back(std::move(server));
    }
    co_return servers;
}

}  // namespace

std::vector<LocalPort> usualPorts() {
    return {{"Ollama", 11434}, {"llama.cpp", 8080}, {"LM Studio", 1234}, {"vLLM", 8000}};
}

asio::awaitable<std::vector<LocalServer>> findLocalServers(net::HttpClient& http, std::vector<LocalPort> ports) {
    return probeAll(http, std::move(ports));
}

std::optional<std::string> localServerUrl(const std::string& kind) {
    for (const auto& place : usualPorts())
        if (place.kind == kind) return addressOf(place.port) + "/v1";
    return std::nullopt;
}

std::vector<std::string> modelNames(std::string_view body) {
    const Json json = Json::parse(body, nullptr, false);
    const Json* list = &json;
    for (const char* key : {"data", "models"})
        if (json.is_object() && json.contains(key)) list = &json[key];
    std::vector<std::string> names;
    if (!list->is_array()) return names;
    for (const auto& entry : *list)
        if (auto name = nameOf(entry); !name.empty()) names.push_back(std::move(name));
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

asio::awaitable<std::vector<std::string>> listModels(net::HttpClient& http, std::string baseUrl, std::string key) {
    key = std::string(offline::trimmed(key));
    maskSecret(key);
    net::Request request = listRequest(openAiUrl(baseUrl, "models"));
    request.totalTimeout = std::chrono::seconds(30);
    if (!key.empty()) request.headers.add("Authorization", "Bearer " + key);
    const std::string url = net::displayUrl(request.url);
    const net::Response response = co_await http.send(std::move(request));
    if (response.status == 404 || response.status == 405) co_return std::vector<std::string>();
    std::optional<Error> failure;
    if (response.status != 200)
        failure = providerError(response.status, response.body);
    else if (!Json::accept(response.body))
        failure = protocolError("a list of models was asked for", response.body);
    if (failure) throw failure->with("url", url).with("provider", url).with("model", "");
    co_return modelNames(response.body);
}

}  // namespace heddle::llm
