#include "core/base/json.h"
#include "core/services/agents/agent_service.h"
#include "core/services/runs/run_service.h"
#include "tests/support/npm_peer.h"
#include "tests/support/test_main.h"
#include "tests/support/workspace.h"

#include <QProcess>
#include <QtTest>

using namespace heddle;
using namespace heddle::tests;

/// An agent as a tool of another program, asked by the protocol's own SDK (npm @modelcontextprotocol/sdk).
class AgentServerTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<Workspace> m_workspace;

    void makeAgent(const char* name) {
        services::AgentService& agents = m_workspace->runtime().agents();
        m_workspace->wait(agents.create(services::Caller::local(), name, "tool-assistant", Json::object()));
        m_workspace->close();  // one program at a time holds it
    }
    Json ask(const QString& tool, const QString& prompt, bool canBeAsked = true) {
        QProcess client;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        if (!canBeAsked) environment.insert("NO_ELICITATION", "1");
        client.setProcessEnvironment(environment);
        client.start(npmNode(), {QStringLiteral(HEDDLE_SOURCE_DIR "/tests/npm/mcp_client.mjs"), tool,
                                 QString::fromStdString(compactJson({{"prompt", prompt.toStdString()}})), "--",
                                 HEDDLE_BIN_DIR "/heddlectl", "--workspace",
                                 QString::fromStdString(m_workspace->folder().string()), "mcp", "serve", "Helper"});
        if (!client.waitForFinished(60'000)) return "not finished";
        const QByteArray said = client.readAllStandardOutput();
        const Json answer = Json::parse(said.toStdString(), nullptr, false);
        return answer.is_discarded() ? Json((said + client.readAllStandardError()).toStdString()) : answer;
    }

private slots:
    void initTestCase() {
        if (!QFile::exists(npmPeer("@modelcontextprotocol/sdk/package.json")) || !QFile::exists(npmNode()))
            QSKIP("SKIP-ALL: the npm peers are not installed: ./dev test does it");
    }
    void init() {
        m_workspace = std::make_unique<Workspace>();
        makeAgent("Helper");
    }

    void anAgentAnswers() {
        const Json said = ask("ask_Helper", "What is (19.99 * 3 + 4) / 2?");
        QVERIFY2(said.is_object(), said.dump().c_str());
        QCOMPARE(said["tools"].size(), std::size_t(1));
        QVERIFY(said["tools"][0]["description"].get<std::string>().find("A helper that calculates") == 0);
        QCOMPARE(said["result"]["content"][0]["text"], Json("31.985"));
        QCOMPARE(said["result"]["structuredContent"]["stop"], Json("completed"));
        QCOMPARE(said["unknown"], Json("-32602"));
        QCOMPARE(said["server"]["name"], Json("heddle"));
    }
    void progressGoesBeforeTheAnswer() {
        // On the wire: the SDK drops what comes in one piece with the answer, as it does from a run of a millisecond.
        QProcess server;
        server.start(HEDDLE_BIN_DIR "/heddlectl",
                     {"--workspace", QString::fromStdString(m_workspace->folder().string()), "mcp", "serve", "Helper"});
        const Json call{{"jsonrpc", "2.0"},
                        {"id", 7},
                        {"method", "tools/call"},
                        {"params",
                         {{"name", "ask_Helper"},
                          {"arguments", {{"prompt", "What is 2 + 3?"}}},
                          {"_meta", {{"progressToken", "p"}}}}}};
        server.write(QByteArray::fromStdString(compactJson(call)) + "\n");
        QByteArray said;
        QTRY_VERIFY_WITH_TIMEOUT((said += server.readAllStandardOutput()).contains("\"id\":7"), 20'000);
        const auto lines = said.trimmed().split('\n');
        QVERIFY2(lines.size() >= 2, said.constData());
        QVERIFY(lines.first().contains("notifications/progress") && lines.first().contains("\"progressToken\":\"p\""));
        QVERIFY(lines.last().contains("\"id\":7"));
        server.closeWriteChannel();
        QVERIFY(server.waitForFinished(10'000));
        QCOMPARE(server.exitCode(), 0);
    }
    void thePersonBehindTheClientIsAsked() {
        const Json said = ask("ask_Helper", "Write a file notes.txt with the text hello");
        QVERIFY2(said.is_object() && said["asked"].size() == 1, said.dump().c_str());
        QVERIFY(said["asked"][0].get<std::string>().find("write_file") != std::string::npos);
        QVERIFY(said["result"]["content"][0]["text"].get<std::string>().find("Written") != std::string::npos);
    }
    void aClientThatCannotAskLeavesTheRunWaiting() {
        const Json said = ask("ask_Helper", "Write a file notes.txt with the text hello", false);
        QVERIFY2(said.is_object(), said.dump().c_str());
        QCOMPARE(said["result"]["isError"], Json(true));
        QCOMPARE(said["result"]["structuredContent"]["stop"], Json("paused"));
        m_workspace->open();
        const std::string run = said["result"]["structuredContent"]["run_id"];
        QCOMPARE(m_workspace->wait(m_workspace->runtime().runs().questions(run)).size(), std::size_t(1));
    }
};

HEDDLE_TEST(AgentServerTest);
#include "agent_server_test.moc"
