#include "core/base/file.h"
#include "core/llm/chat_model.h"
#include "core/runtime/accounts.h"
#include "core/services/configs/service_limits.h"
#include "core/services/model_service.h"
#include "core/storage/database.h"
#include "tests/server/store.h"
#include "tests/support/scripted_server.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <future>

using namespace heddle;
using namespace heddle::tests;

namespace {

const std::string kPlanted = "sk-PLANTED-4f9a8b7c6d5e";

Json providerNamed(const Json& page, const std::string& name) {
    for (const Json& item : page.at("items")) {
        if (item.at("name") == name) return item;
    }
    return nullptr;
}

/// Every file below a folder, one after the other.
std::string bytesBelow(const std::filesystem::path& folder) {
    std::string bytes;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (entry.is_regular_file()) bytes += readFile(entry.path(), 1u << 30);
    }
    return bytes;
}

Json modelData(const std::string& address) { return {{"base_url", address}, {"api_key", kPlanted}, {"model", "m"}}; }

}  // namespace

/// Providers and the configurations of their services.
class ConfigsTest : public QObject {
    Q_OBJECT
    std::unique_ptr<Store> m_store;

    Json provider(const std::string& name) {
        return providerNamed(m_store->must(200, "developer", "GET", "/providers"), name);
    }
    Json wanted(const std::string& providerName, const std::string& name, const Json& data) {
        return {{"provider_id", provider(providerName).at("id")}, {"name", name}, {"config_data", data}};
    }
    Json made(const std::string& providerName, const std::string& name, const Json& data) {
        return m_store->must(201, "developer", "POST", "/configs", wanted(providerName, name, data));
    }
    std::string codeOfModel(const std::string& reference) {
        try {
            m_store->workspace().runtime().models().resolve(reference);
            return {};
        } catch (const Error& error) {
            return error.code();
        }
    }
    /// The row as it is stored.
    std::string storedData(const std::string& id) {
        return m_store->workspace().runtime().database().readNow([&](storage::Connection& connection) {
            auto query = connection.query("SELECT config_data FROM service_configs WHERE id = ?1");
            std::string data;
            if (query.bind(id).next()) query.read(data);
            return data;
        });
    }

private slots:
    void init() { m_store = std::make_unique<Store>(); }
    void cleanup() { m_store.reset(); }

    void secretsAreSealedAndNeverShown() {
        const Json providers = m_store->must(200, "developer", "GET", "/providers?service_type=llm");
        const Json provider = providerNamed(providers, "openai-compatible");
        const Json data{{"base_url", "http://127.0.0.1:9/v1"}, {"api_key", kPlanted}, {"model", "m"}};
        const Json made = m_store->must(201, "developer", "POST", "/configs",
                                        {{"provider_id", provider.at("id")}, {"name", "work"}, {"config_data", data}});
        QVERIFY(made.dump().find(kPlanted) == std::string::npos);
        const std::string path = "/configs/" + made.at("id").get<std::string>();
        const Json shown = m_store->must(200, "developer", "GET", path);
        // The mask that a form sends back keeps the secret.
        m_store->must(200, "developer", "PUT", path, {{"name", "work"}, {"config_data", shown.at("config_data")}});
        // A wrong document is told where it is wrong, and does not repeat the secret.
        Json wrong = data;
        wrong["base_url"] = "ftp://" + kPlanted;
        const Reply refused = m_store->ask("developer", "PUT", path, {{"name", "work"}, {"config_data", wrong}});
        QCOMPARE(refused.code(), std::string("config.invalid"));
        // The call fails: nobody listens there.
        const Json checked = m_store->must(200, "developer", "POST", path + "/check");
        QCOMPARE(checked.at("validation_status"), Json("invalid"));
        QVERIFY(checked.dump().find(kPlanted) == std::string::npos);
        const Json log = m_store->must(200, "admin", "GET", "/audit");
        QVERIFY(log.dump().find(kPlanted) == std::string::npos);
        QVERIFY(bytesBelow(m_store->workspace().folder()).find(kPlanted) == std::string::npos);
        QCOMPARE(m_store->ask("other_developer", "GET", path).status, 404);
        QCOMPARE(m_store->must(200, "other_developer", "GET", "/configs").at("items").at(0).at("config_data"),
                 Json::object());
        QCOMPARE(m_store->ask("admin", "DELETE", "/providers/" + provider.at("id").get<std::string>()).status, 409);
        m_store->must(204, "developer", "DELETE", path);
    }
    void aConfigurationIsCheckedByARealCall() {
        ScriptedServer server(std::vector<Script>{Script::response(200, R"({"data": []})")});
        const Json provider = providerNamed(m_store->must(200, "developer", "GET", "/providers"), "openai-compatible");
        const Json made =
            m_store->must(201, "developer", "POST", "/configs",
                          {{"provider_id", provider.at("id")},
                           {"name", "local"},
                           {"config_data", {{"base_url", server.url("/v1")}, {"api_key", kPlanted}, {"model", "m"}}}});
        const Json checked =
            m_store->must(200, "developer", "POST", "/configs/" + made.at("id").get<std::string>() + "/check");
        QCOMPARE(checked.at("validation_status"), Json("valid"));
        QVERIFY(checked.at("last_validated_ms").get<std::int64_t>() > 0);
    }
    void aModelsNameIsTakenOnceInTheStore() {
        made("openai-compatible", "work", modelData("http://127.0.0.1:9/v1"));
        const Json ollama{{"base_url", "http://127.0.0.1:8/v1"}, {"model", "other"}};
        const Reply second = m_store->ask("other_developer", "POST", "/configs", wanted("ollama", "work", ollama));
        QCOMPARE(second.status, 409);
        QCOMPARE(second.code(), std::string("config.exists"));
        made("searxng", "work", {{"base_url", "http://127.0.0.1:7"}});
    }
    void anActiveConfigurationIsAModelUntilItGoes() {
        const Json config = made("openai-compatible", "work", modelData("http://127.0.0.1:9/v1"));
        const std::string path = "/configs/" + config.at("id").get<std::string>();
        QCOMPARE(codeOfModel("openai:gpt@work"), std::string());
        m_store->workspace().wait(m_store->workspace().runtime().models().refresh());
        QCOMPARE(codeOfModel("openai:@work"), std::string());
        Json changed{{"name", "renamed"}, {"config_data", config.at("config_data")}};
        m_store->must(200, "developer", "PUT", path, changed);
        QCOMPARE(codeOfModel("openai:gpt@work"), std::string("model.unknown"));
        QCOMPARE(codeOfModel("openai:gpt@renamed"), std::string());
        m_store->restart();
        QCOMPARE(codeOfModel("openai:gpt@renamed"), std::string());
        changed["is_active"] = false;
        m_store->must(200, "developer", "PUT", path, changed);
        QCOMPARE(codeOfModel("openai:gpt@renamed"), std::string("model.unknown"));
        changed["is_active"] = true;
        m_store->must(200, "developer", "PUT", path, changed);
        m_store->must(204, "developer", "DELETE", path);
        QCOMPARE(codeOfModel("openai:gpt@renamed"), std::string("model.unknown"));
    }
    void itsLimitIsTheEngines() {
        const auto isLimited = [&](const std::string& reference) {
            return m_store->workspace().runtime().serviceLimits().limits("llm", reference);
        };
        Json body = wanted("openai-compatible", "work", modelData("http://127.0.0.1:9/v1"));
        body["limits"] = {{"at_once", 1}, {"requests_per_minute", 60}};
        const Json config = m_store->must(201, "developer", "POST", "/configs", body);
        QVERIFY(isLimited("openai:gpt@work"));
        QVERIFY(!isLimited("openai:gpt@other"));
        QVERIFY(!isLimited("offline"));
        m_store->restart();
        QVERIFY(isLimited("openai:gpt@work"));
        m_store->must(204, "developer", "DELETE", "/configs/" + config.at("id").get<std::string>());
        QVERIFY(!isLimited("openai:gpt@work"));
    }
    void twoNodesTakeTurnsAtAServiceThatTakesOne() {
        ScriptedServer server([](const SeenRequest&) {
            Script held;
            held.wait().send("HTTP/1.1 400 Bad Request\r\nContent-Length: 2\r\n\r\n{}");
            return held;
        });
        Json body = wanted("openai-compatible", "narrow", modelData(server.url("/v1")));
        body["limits"] = {{"at_once", 1}};
        m_store->must(201, "developer", "POST", "/configs", body);
        const Json node{{"type", "llm"},
                        {"config", {{"model", "openai:@narrow"}, {"prompt", "Hello"}, {"output", "answer"}}}};
        const Json workflow{
            {"schema_version", 1},
            {"name", "Two at once"},
            {"entry", {"ask"}},
            {"output", "answer"},
            {"state", {{"question", Json::object()}, {"answer", {{"reducer", "append"}}}}},
            {"nodes",
             {{"ask", {{"type", "input"}, {"config", {{"fields", {{{"field", "question"}}}}}}}},
              {"one", node},
              {"two", node}}},
            {"edges", {{"a", {{"from", "ask"}, {"to", "one"}}}, {"b", {{"from", "ask"}, {"to", "two"}}}}}};
        const Json agent =
            m_store->must(201, "developer", "POST", "/agents", {{"name", "Two"}, {"workflow", workflow}});
        const std::string path = "/agents/" + agent.at("id").get<std::string>() + "/test";
        auto run = std::async(std::launch::async, [&] {
            return m_store->ask("developer", "POST", path, {{"input", "x"}}).status;
        });
        QVERIFY(QTest::qWaitFor([&] { return server.seen().size() == 1; }, 10'000));
        // The other one waits for as long as the first is being answered.
        QVERIFY(!QTest::qWaitFor([&] { return server.seen().size() > 1; }, 300));
        for (int i = 0; i < 2; ++i)
            server.release();
        run.get();
    }
    void oneThatCannotBeOpenedLeavesTheOthers() {
        const Json broken = made("openai-compatible", "broken", modelData("http://127.0.0.1:9/v1"));
        made("openai-compatible", "whole", modelData("http://127.0.0.1:9/v1"));
        m_store->workspace().runtime().database().writeNow([&](storage::Connection& connection) {
            connection.query("UPDATE service_configs SET id = 'elsewhere' WHERE id = ?1")
                .bind(broken.at("id").get<std::string>())
                .run();
        });
        m_store->restart();
        QCOMPARE(codeOfModel("openai:@whole"), std::string());
        QCOMPARE(codeOfModel("openai:@broken"), std::string("model.unknown"));
    }
    void oneWithoutAnAddressIsNoModel() {
        for (const char* type : {"object", "number"}) {
            const Json schema{{"type", "object"}, {"properties", {{"base_url", {{"type", type}}}}}};
            const std::string name = std::string("odd-") + type;
            m_store->must(201, "admin", "POST", "/providers",
                          {{"name", name}, {"service_type", "llm"}, {"config_schema", schema}});
            const Json odd = type == std::string("object") ? Json::object() : Json(7);
            made(name, name, {{"base_url", odd}});
            made(name, name + "-empty", Json::object());
            QCOMPARE(codeOfModel("openai:m@" + name), std::string("model.unknown"));
            QCOMPARE(codeOfModel("openai:m@" + name + "-empty"), std::string("model.unknown"));
        }
        made("openai-compatible", "whole", modelData("http://127.0.0.1:9/v1"));
        m_store->restart();
        QCOMPARE(codeOfModel("openai:@whole"), std::string());
    }
    void ofTwoThatComeToShareANameTheOldestStays() {
        const Json schema{{"type", "object"}, {"properties", {{"base_url", {{"type", "string"}}}}}};
        Json input{{"name", "late"}, {"service_type", "api_service"}, {"config_schema", schema}};
        const Json late = m_store->must(201, "admin", "POST", "/providers", input);
        ScriptedServer first(std::vector<Script>{Script::response(400, "{}")});
        ScriptedServer second(std::vector<Script>{Script::response(400, "{}")});
        made("openai-compatible", "work", modelData(first.url("/v1")));
        made("late", "work", {{"base_url", second.url("/v1")}});
        input["service_type"] = "llm";
        m_store->must(200, "admin", "PUT", "/providers/" + late.at("id").get<std::string>(), input);
        auto& runtime = m_store->workspace().runtime();
        llm::ChatRequest request;
        request.messages.push_back(llm::Message::ofText(llm::Role::User, "Hello"));
        const llm::ModelSink silent;
        const auto model = runtime.models().resolve("openai:m@work");
        QVERIFY_EXCEPTION_THROWN(m_store->workspace().wait(model->chat(request, silent)), Error);
        QVERIFY(!first.seen().empty());
        QVERIFY(second.seen().empty());
    }
    void whatANewSchemaCallsSecretIsSealed() {
        Json schema = Json::parse(R"({"type": "object", "properties": {
            "token": {"type": "string"}, "region": {"type": "string", "encrypted": true}}})");
        Json input{{"name", "courier"}, {"service_type", "api_service"}, {"config_schema", schema}};
        const Json courier = m_store->must(201, "admin", "POST", "/providers", input);
        const Json config = made("courier", "work", {{"token", kPlanted}, {"region", "north-by-north-west"}});
        const std::string id = config.at("id").get<std::string>();
        input["config_schema"]["properties"]["token"]["encrypted"] = true;
        input["config_schema"]["properties"]["region"].erase("encrypted");
        m_store->must(200, "admin", "PUT", "/providers/" + courier.at("id").get<std::string>(), input);
        QVERIFY(storedData(id).find(kPlanted) == std::string::npos);
        const Json shown = m_store->must(200, "developer", "GET", "/configs/" + id).at("config_data");
        QCOMPARE(shown.at("region"), Json("north-by-north-west"));
        QVERIFY(shown.at("token") != Json(kPlanted));
    }
    void whatCannotBeAskedStaysUnchecked() {
        const Json config = made("postgresql", "archive",
                                 {{"host", "localhost"}, {"username", "u"}, {"password", "p"}, {"database", "d"}});
        const Json checked =
            m_store->must(200, "developer", "POST", "/configs/" + config.at("id").get<std::string>() + "/check");
        QCOMPARE(checked.at("validation_status"), Json("pending"));
        QCOMPARE(checked.at("validation_errors").at(0).at("code"), Json("config.no_check"));
    }
    void aNewKeySealsThemAnew() {
        ScriptedServer server(std::vector<Script>{Script::response(200, R"({"data": []})")});
        const Json config = made("openai-compatible", "work", modelData(server.url("/v1")));
        const std::string id = config.at("id").get<std::string>();
        const std::string before = storedData(id);
        const std::string old = m_store->must(200, "admin", "GET", "/data-keys").at("active").get<std::string>();
        QVERIFY(before.find(old) != std::string::npos);
        const Json rotated = m_store->must(201, "admin", "POST", "/data-keys");
        QCOMPARE(rotated.at("configs"), Json(1));
        const std::string active = rotated.at("active").get<std::string>();
        QVERIFY(storedData(id).find(old) == std::string::npos && storedData(id).find(active) != std::string::npos);
        const Json known = m_store->must(200, "admin", "GET", "/data-keys");
        QCOMPARE(known.at("active"), Json(active));
        QCOMPARE(known.at("keys").size(), std::size_t(2));
        // The server goes on, and seals with the new one.
        const Json later = made("openai-compatible", "later", modelData(server.url("/v1")));
        const std::string stored = storedData(later.at("id").get<std::string>());
        QVERIFY(stored.find(active) != std::string::npos && stored.find(old) == std::string::npos);
        const Json checked = m_store->must(200, "developer", "POST", "/configs/" + id + "/check");
        QCOMPARE(checked.at("validation_status"), Json("valid"));
        QCOMPARE(server.seen().at(0).headers.at("authorization"), "Bearer " + kPlanted);
    }
};

HEDDLE_TEST(ConfigsTest);
#include "configs_test.moc"
