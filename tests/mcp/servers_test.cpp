#include "core/mcp/client.h"
#include "core/mcp/http_transport.h"
#include "core/mcp/stdio_transport.h"
#include "core/net/curl_client.h"
#include "tests/support/await.h"
#include "tests/support/npm_peer.h"
#include "tests/support/scripted_server.h"
#include "tests/support/test_main.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>

using namespace heddle;
using namespace heddle::mcp;
using namespace heddle::tests;
namespace asio = boost::asio;

/// Servers by others, from npm, offline.
class ServersTest : public QObject {
    Q_OBJECT
private:
    asio::thread_pool m_pool{2};
    net::CurlClient m_http;
    QTemporaryDir m_folder;

    template <class T>
    T wait(asio::awaitable<T> work) {
        return asio::co_spawn(m_pool, std::move(work), asio::use_future).get();
    }
    static QString server(const char* name) {
        return npmPeer(QString("@modelcontextprotocol/server-%1/dist/index.js").arg(name));
    }
    std::unique_ptr<Client> program(const char* name, const QStringList& arguments) {
        ProcessCommand command;
        command.program = npmNode().toStdString();
        command.environment["MEMORY_FILE_PATH"] = m_folder.filePath("memory.jsonl").toStdString();
        command.arguments.push_back(server(name).toStdString());
        for (const QString& argument : arguments)
            command.arguments.push_back(argument.toStdString());
        const auto make = [command](const asio::any_io_executor& strand) -> std::unique_ptr<Transport> {
            return std::make_unique<StdioTransport>(strand, command);
        };
        return std::make_unique<Client>(m_pool.get_executor(), name, make);
    }

private slots:
    void initTestCase() {
        if (!QFile::exists(server("everything")) || !QFile::exists(npmNode()))
            QSKIP("SKIP-ALL: the npm peers are not installed: ./dev test does it");
    }
    void cleanupTestCase() { m_pool.join(); }

    void programs_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QStringList>("arguments");
        QTest::addColumn<QString>("tool");
        QTest::addColumn<QString>("input");
        QTest::addColumn<QString>("answer");
        QTest::newRow("everything") << "everything" << QStringList{"stdio"} << "echo"
                                    << R"({"message": "织布"})"
                                    << "织布";
        QTest::newRow("memory")
            << "memory" << QStringList{} << "create_entities"
            << R"({"entities": [{"name": "Ada", "entityType": "person", "observations": ["weaves"]}]})"
            << "weaves";
        QTest::newRow("filesystem") << "filesystem" << QStringList{m_folder.path()} << "list_allowed_directories"
                                    << "{}" << QFileInfo(m_folder.path()).fileName();
    }
    void programs() {
        QFETCH(QString, name);
        QFETCH(QStringList, arguments);
        QFETCH(QString, tool);
        QFETCH(QString, input);
        QFETCH(QString, answer);
        const auto client = program(name.toUtf8().constData(), arguments);
        const ServerInfo info = wait(client->connect());
        QVERIFY(!info.name.empty());
        const auto tools = wait(client->listTools());
        QVERIFY(tools.size() >= 9);
        const McpResult result = wait(client->callTool(tool.toStdString(), Json::parse(input.toStdString())));
        QVERIFY2(QString::fromStdString(result.text()).contains(answer), result.text().c_str());
        QVERIFY(!result.isError);
        wait(client->close());
    }
    void everythingOverHttp() {
        // The port of one that has gone: this server wants to be told a number.
        const QString port = QString::number(ScriptedServer({Script::response(200, "")}).port());
        QProcess process;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("PORT", port);
        process.setProcessEnvironment(environment);
        process.setProcessChannelMode(QProcess::MergedChannels);
        process.start(npmNode(), {server("everything"), "streamableHttp"});
        QByteArray said;
        QTRY_VERIFY2_WITH_TIMEOUT((said += process.readAll()).contains("listening"), said.constData(), 20'000);
        HttpAddress address;
        address.url = "http://127.0.0.1:" + port.toStdString() + "/mcp";
        const auto make = [&](const asio::any_io_executor& strand) -> std::unique_ptr<Transport> {
            return std::make_unique<HttpTransport>(strand, m_http, address);
        };
        Client client(m_pool.get_executor(), "everything", make);
        QCOMPARE(wait(client.connect()).revision, std::string(kNewestRevision));
        QVERIFY(wait(client.listTools()).size() >= 9);
        const McpResult result = wait(client.callTool("echo", {{"message", "over HTTP"}}));
        QVERIFY2(result.text().find("over HTTP") != std::string::npos, result.text().c_str());
        int steps = 0;
        const McpResult slow = wait(client.callTool("trigger-long-running-operation", {{"duration", 1}, {"steps", 4}},
                                                    [&](const Json&) { ++steps; }));
        QVERIFY(!slow.isError);
        QCOMPARE(steps, 4);
        QVERIFY(!wait(client.listResources()).empty());
        QVERIFY(!wait(client.listPrompts()).empty());
        wait(client.close());
        process.kill();
        QVERIFY(process.waitForFinished(5'000));
    }
};

HEDDLE_TEST(ServersTest);
#include "servers_test.moc"
