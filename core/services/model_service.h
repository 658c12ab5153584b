#pragma once
#include "core/domain/agent.h"
#include "core/nodes/builtin_nodes.h"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace heddle {
class Clock;
}
namespace heddle::net {
class HttpClient;
}
namespace heddle::llm {
class ChatModel;
}
namespace heddle::storage {
class Database;
class SecretFile;
}  // namespace heddle::storage

namespace heddle::services {

/// A model that can be chosen, as the settings and the inspector list it.
struct ModelChoice {
    std::string reference;  ///< what a node's `model` holds: "offline", "openai:llama3.2@Ollama"
    std::string title;
    std::string source;  ///< "built in", the server's kind, or the service's name
    bool local = false;
    bool offline = false;  ///< the built-in one: not a language model
};

struct ModelTest {
    bool ok = false;
    std::string answer;  ///< the first words of what it said
    std::int64_t ms = 0;
    Json error;  ///< Error::toJson(), or null
};

/// Where a service is.
struct ModelAddress {
    std::string baseUrl;
    std::string key;
    std::string model;                ///< used where a reference names none
    std::string protocol = "openai";  ///< llm::dialectNamed()
};

/// How the services of a provider are spoken to: "openai" for all that are compatible with it.
std::string protocolOf(const std::string& provider);

/// Model services: configured addresses, servers found on this computer, the default model. Keys are kept in the secret
/// file, never in the database, events or logs. Safe from any thread.
class ModelService final : public nodes::ModelResolver {
public:
    /// `database` and `secrets` are null when there is no workspace: then only the offline model and what
    /// useAddress() was given are known.
    ModelService(net::HttpClient& http, storage::Database* database, storage::SecretFile* secrets, const Clock& clock);

    boost::asio::awaitable<std::vector<domain::ModelService>> services();
    /// Inserts, or replaces the one with the same id. An empty `key` keeps the stored key. Throws
    /// Error(InvalidArgument, "model_service.address") when the base URL is not http or https.
    boost::asio::awaitable<domain::ModelService> save(domain::ModelService service, std::string key);
    boost::asio::awaitable<void> remove(std::string id);
    /// The offline model, then servers found on this computer, then configured services' models.
    boost::asio::awaitable<std::vector<ModelChoice>> choices();
    /// The reference that nodes without a model use; "offline" until another is chosen.
    boost::asio::awaitable<std::string> defaultModel();
    boost::asio::awaitable<void> setDefaultModel(std::string reference);
    /// A real, short call.
    boost::asio::awaitable<ModelTest> test(domain::ModelService service, std::string key);
    /// Loads services and the default, so that resolve() needs no database. Called at start and after each change.
    boost::asio::awaitable<void> refresh();
    /// An address given on the command line or by a test, under the name of a service that is not stored.
    void useAddress(const std::string& name, const std::string& baseUrl, const std::string& key);
    /// What a store offers to all its agents, by name, in place of what it offered before. The workspace's own services
    /// come first.
    void offer(std::map<std::string, ModelAddress> offered);

    /// The model behind a reference; empty means the default. Throws Error(NotFound, "model.unknown") with the facts
    /// `model` and `known`.
    std::shared_ptr<llm::ChatModel> resolve(const std::string& reference) const override;

private:
    struct Known;

    std::shared_ptr<const Known> known() const;
    void learn(const std::function<void(Known&)>& change);
    void mustHaveWorkspace() const;
    std::shared_ptr<llm::ChatModel> modelAt(const std::string& service, const ModelAddress& address) const;

    net::HttpClient& m_http;
    storage::Database* m_database;
    storage::SecretFile* m_secrets;
    const Clock& m_clock;
    mutable std::mutex m_mutex;
    std::shared_ptr<const Known> m_known;
};

}  // namespace heddle::services
