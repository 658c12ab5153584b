#pragma once
#include "core/net/http_client.h"

#include <boost/asio/awaitable.hpp>

#include <optional>
#include <string>
#include <vector>

namespace heddle::llm {

/// A model server that answers on this computer.
struct LocalServer {
    std::string kind;     ///< "Ollama", "llama.cpp", "LM Studio", "vLLM"
    std::string baseUrl;  ///< "http://127.0.0.1:11434/v1"
    std::vector<std::string> models;
};

/// Where a kind of server usually listens.
struct LocalPort {
    std::string kind;
    int port = 0;
};

std::vector<LocalPort> usualPorts();

/// Asks all ports at once, each for at most 300 ms. Servers in the order of `ports`; nobody there is no error.
boost::asio::awaitable<std::vector<LocalServer>> findLocalServers(net::HttpClient& http,
                                                                  std::vector<LocalPort> ports = usualPorts());

/// The base URL at which a kind of server usually answers: "Ollama" → "http://127.0.0.1:11434/v1".
std::optional<std::string> localServerUrl(const std::string& kind);

/// The models that an OpenAI-compatible service offers, sorted; empty where it has no such list (404, 405). Throws as
/// ChatModel::chat does.
boost::asio::awaitable<std::vector<std::string>> listModels(net::HttpClient& http, std::string baseUrl,
                                                            std::string key);

/// Model names in any of the usual shapes: {data:[{id}]}, {models:[{name|model|id}]}, or a bare array.
std::vector<std::string> modelNames(std::string_view body);

}  // namespace heddle::llm
