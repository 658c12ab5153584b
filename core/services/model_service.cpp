#include "core/services/model_service.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/id.h"
#include "core/llm/http_model.h"
#include "core/llm/local_servers.h"
#include "core/llm/offline_model.h"
#include "core/storage/database.h"
#include "core/storage/secret_file.h"
#include "core/storage/tables/services_table.h"
#include "core/storage/tables/settings_table.h"

namespace heddle::services {
namespace {

using storage::Connection;
using storage::ServicesTable;
using storage::SettingsTable;

const char* const kDefaultModelKey = "default_model";
const std::string kOffline(llm::OfflineModel::kId);

std::string referenceTo(const std::string& protocol, const std::string& model, const std::string& service) {
    return protocol + ":" + model + "@" + service;
}

void mustBeAddress(const std::string& address) {
    if (address.starts_with("http://") || address.starts_with("https://")) return;
    throw Error(ErrorKind::InvalidArgument, "model_service.address", {{"address", address}});
}

}  // namespace

std::string protocolOf(const std::string& provider) {
    return llm::dialectNamed(provider) ? provider : std::string("openai");
}

/// What resolve() needs, replaced as a whole.
struct ModelService::Known {
    std::map<std::string, ModelAddress> addresses;  ///< the workspace's own services
    std::map<std::string, ModelAddress> offered;    ///< the store's
    std::string defaultModel = kOffline;
    std::shared_ptr<llm::ChatModel> offline = std::make_shared<llm::OfflineModel>();

    std::optional<ModelAddress> find(const std::string& service) const {
        for (const auto* map : {&addresses, &offered}) {
            if (const auto it = map->find(service); it != map->end()) return it->second;
        }
        return std::nullopt;
    }

    /// What can be asked for, for a message.
    std::string names() const {
        std::string text = kOffline;
        for (const auto* map : {&addresses, &offered}) {
            for (const auto& [name, address] : *map)
                text += ", " + referenceTo(address.protocol, "MODEL", name);
        }
        return text;
    }
};

ModelService::ModelService(net::HttpClient& http, storage::Database* database, storage::SecretFile* secrets,
                           const Clock& clock)
    : m_http(http), m_database(database), m_secrets(secrets), m_clock(clock), m_known(std::make_shared<Known>()) {}

std::shared_ptr<const ModelService::Known> ModelService::known() const {
    const std::lock_guard lock(m_mutex);
    return m_known;
}

void ModelService::learn(const std::function<void(Known&)>& change) {
    const std::lock_guard lock(m_mutex);
    auto next = std::make_shared<Known>(*m_known);
    change(*next);
    m_known = std::move(next);
}

boost::asio::awaitable<std::vector<domain::ModelService>> ModelService::services() {
    if (!m_database) co_return std::vector<domain::ModelService>();
    const auto job = [](Connection& connection) { return ServicesTable(connection).list(); };
    co_return co_await m_database->read(job);
}

boost::asio::awaitable<domain::ModelService> ModelService::save(domain::ModelService service, std::string key) {
    mustBeAddress(service.baseUrl);
    mustHaveWorkspace();
    if (service.id.empty()) {
        service.id = newId();
        service.createdMs = m_clock.nowMs();
    }
    if (!key.empty()) m_secrets->set(service.id, key);
    service.hasKey = m_secrets->find(service.id).has_value();
    const auto job = [&](Connection& connection) { ServicesTable(connection).put(service); };
    co_await m_database->write(job);
    co_await refresh();
    co_return service;
}

boost::asio::awaitable<void> ModelService::remove(std::string id) {
    mustHaveWorkspace();
    const auto job = [&](Connection& connection) { ServicesTable(connection).remove(id); };
    co_await m_database->write(job);
    m_secrets->remove(id);
    co_await refresh();
}

boost::asio::awaitable<std::vector<ModelChoice>> ModelService::choices() {
    std::vector<ModelChoice> all{{kOffline, "Offline model", "built in", true, true}};
    for (const auto& server : co_await llm::findLocalServers(m_http)) {
        for (const auto& model : server.models) {
            all.push_back({referenceTo("openai", model, server.kind), model, server.kind, true, false});
        }
    }
    for (const auto& service : co_await services()) {
        std::vector<std::string> models;
        if (!service.model.empty()) models.push_back(service.model);
        for (const auto& model : models) {
            all.push_back(
                {referenceTo(protocolOf(service.provider), model, service.name), model, service.name, false, false});
        }
    }
    co_return all;
}

boost::asio::awaitable<std::string> ModelService::defaultModel() { co_return known()->defaultModel; }

boost::asio::awaitable<void> ModelService::setDefaultModel(std::string reference) {
    mustHaveWorkspace();
    (void)resolve(reference);
    const auto job = [&](Connection& connection) { SettingsTable(connection).set(kDefaultModelKey, reference); };
    co_await m_database->write(job);
    co_await refresh();
}

boost::asio::awaitable<ModelTest> ModelService::test(domain::ModelService service, std::string key) {
    ModelTest test;
    const std::int64_t started = m_clock.steadyNs();
    try {
        mustBeAddress(service.baseUrl);
        if (key.empty() && m_secrets) key = m_secrets->find(service.id).value_or("");
        const auto model = modelAt(service.name, {service.baseUrl, key, service.model, protocolOf(service.provider)});
        llm::ChatRequest request;
        request.messages.push_back(llm::Message::ofText(llm::Role::User, "Answer with the one word: ready"));
        request.maxTokens = 64;
        const llm::ModelSink silent;
        const llm::ChatResult result = co_await model->chat(request, silent);
        test.ok = true;
        test.answer = result.text.substr(0, 200);
    } catch (...) {
        test.error = currentError().toJson();
    }
    test.ms = (m_clock.steadyNs() - started) / 1'000'000;
    co_return test;
}

boost::asio::awaitable<void> ModelService::refresh() {
    if (!m_database) co_return;
    const auto job = [](Connection& connection) {
        return std::make_pair(ServicesTable(connection).list(), SettingsTable(connection).get(kDefaultModelKey));
    };
    const auto stored = co_await m_database->read(job);
    std::map<std::string, ModelAddress> addresses;
    for (const auto& service : stored.first) {
        const auto key = m_secrets ? m_secrets->find(service.id) : std::nullopt;
        addresses[service.name] = {service.baseUrl, key.value_or(""), service.model, protocolOf(service.provider)};
    }
    learn([&](Known& all) {
        all.addresses = std::move(addresses);
        all.defaultModel = stored.second.is_string() ? stored.second.get<std::string>() : kOffline;
    });
}

void ModelService::useAddress(const std::string& name, const std::string& baseUrl, const std::string& key) {
    mustBeAddress(baseUrl);
    learn([&](Known& all) { all.addresses[name] = {baseUrl, key, "", "openai"}; });
}

void ModelService::offer(std::map<std::string, ModelAddress> offered) {
    learn([&](Known& all) { all.offered = std::move(offered); });
}

std::shared_ptr<llm::ChatModel> ModelService::resolve(const std::string& reference) const {
    const auto all = known();
    const std::string& wanted = reference.empty() ? all->defaultModel : reference;
    if (wanted == kOffline) return all->offline;
    const auto colon = wanted.find(':'), at = wanted.rfind('@');
    if (colon < at && at != std::string::npos) {
        const std::string protocol = wanted.substr(0, colon);
        const std::string model = wanted.substr(colon + 1, at - colon - 1);
        const std::string service = wanted.substr(at + 1);
        if (auto address = all->find(service); address && address->protocol == protocol) {
            if (!model.empty()) address->model = model;
            return modelAt(service, *address);
        }
        const auto url = llm::localServerUrl(service);
        if (url && protocol == "openai") return modelAt(service, {*url, "", model, protocol});
    }
    throw Error(ErrorKind::NotFound, "model.unknown", {{"model", wanted}, {"known", all->names()}});
}

std::shared_ptr<llm::ChatModel> ModelService::modelAt(const std::string& service, const ModelAddress& at) const {
    llm::ModelPlace place;
    place.service = service;
    place.baseUrl = at.baseUrl;
    place.key = at.key;
    place.model = at.model;
    if (const llm::Dialect* dialect = llm::dialectNamed(at.protocol)) place.dialect = dialect;
    return std::make_shared<llm::HttpModel>(m_http, std::move(place));
}

void ModelService::mustHaveWorkspace() const {
    if (!m_database || !m_secrets) throw Error(ErrorKind::Unavailable, "runtime.no_workspace");
}

}  // namespace heddle::services
