#include "core/llm/local_servers.h"

#include "core/base/error.h"
#include "core/net/curl_client.h"
#include "tests/support/await.h"
#include "tests/support/scripted_server.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>
#include <QtTest>

using namespace heddle;
using namespace heddle::llm;
using heddle::tests::Script;
using heddle::tests::ScriptedServer;

class LocalServersTest : public QObject {
    Q_OBJECT
private slots:
    void findsWhatAnswersAndWaitsForNobody() {
        ScriptedServer ollama({Script::response(200, "{\"models\":[{\"name\":\"llama3.2:latest\",\"size\":1}]}")});
        ScriptedServer llamaCpp(
            {Script::response(200, "{\"object\":\"list\",\"data\":[{\"id\":\"q.gguf\",\"owned_by\":\"llamacpp\"}]}")});
        ScriptedServer silent({Script().wait()});
        ScriptedServer webPage({Script::response(200, "<html>data models</html>", {}, "text/html")});
        int closed = 0;
        { closed = ScriptedServer({Script()}).port(); }
        net::CurlClient http;
        QElapsedTimer timer;
        timer.start();
        const std::vector<LocalPort> ports{{"Ollama", ollama.port()},
                                           {"vLLM", llamaCpp.port()},
                                           {"LM Studio", silent.port()},
                                           {"llama.cpp", webPage.port()},
                                           {"vLLM", closed}};
        const auto servers = tests::await(findLocalServers(http, ports));
        QVERIFY2(timer.elapsed() < 600, std::to_string(timer.elapsed()).c_str());
        QCOMPARE(servers.size(), std::size_t(2));
        QCOMPARE(servers[0].kind, std::string("Ollama"));
        QCOMPARE(servers[0].models, std::vector<std::string>{"llama3.2:latest"});
        QCOMPARE(servers[0].baseUrl, ollama.url("/v1"));
        QCOMPARE(ollama.seen().at(0).target, std::string("/api/tags"));
        QCOMPARE(servers[1].kind, std::string("llama.cpp"));
        QCOMPARE(llamaCpp.seen().at(0).target, std::string("/v1/models"));
    }
    void noPortsNoServers() {
        net::CurlClient http;
        QVERIFY(tests::await(findLocalServers(http, {})).empty());
        QCOMPARE(localServerUrl("Ollama").value(), std::string("http://127.0.0.1:11434/v1"));
        QVERIFY(!localServerUrl("work"));
    }
    void listsOfAllShapes() {
        const std::vector<std::string> expected{"a", "b"};
        QCOMPARE(modelNames("{\"data\":[{\"id\":\"b\"},{\"id\":\"a\"}]}"), expected);
        QCOMPARE(modelNames("{\"models\":[{\"name\":\"a\"},{\"model\":\"b\"},{\"x\":1}]}"), expected);
        QCOMPARE(modelNames("[\"a\",{\"id\":\"b\"},\"a\"]"), expected);
        QVERIFY(modelNames("{\"data\":null}").empty() && modelNames("nonsense").empty());
    }
    void listsWithAKeyAndWithoutAList() {
        ScriptedServer server({Script::response(200, "{\"data\":[{\"id\":\"m\"}]}"), Script::response(404, "no"),
                               Script::response(401, "{\"error\":{\"message\":\"key?\"}}"),
                               Script::response(200, "<html>")});
        net::CurlClient http;
        const auto list = [&] { return tests::await(listModels(http, server.url("/v1"), " k-12345 ")); };
        QCOMPARE(list(), std::vector<std::string>{"m"});
        QCOMPARE(server.seen().at(0).headers.at("authorization"), std::string("Bearer k-12345"));
        QVERIFY(list().empty());
        for (const char* code : {"llm.auth", "llm.protocol"}) {
            try {
                (void)list();
                QFAIL("listed");
            } catch (const Error& error) {
                QCOMPARE(error.code(), std::string(code));
                QCOMPARE(error.facts()["url"].get<std::string>(), server.url("/v1/models"));
            }
        }
    }
};

HEDDLE_TEST(LocalServersTest);
#include "local_servers_test.moc"
