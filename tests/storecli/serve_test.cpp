#include "tests/storecli/served.h"
#include "tests/support/test_main.h"

#include <QFileInfo>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

using namespace heddle::tests;

namespace {

QList<QJsonObject> requestsIn(const QString& log) {
    QList<QJsonObject> lines;
    for (const QString& line : log.split('\n', Qt::SkipEmptyParts)) {
        const QJsonObject json = QJsonDocument::fromJson(line.toUtf8()).object();
        if (json.contains("path")) lines << json;
    }
    return lines;
}

}  // namespace

/// The settings of a server, and what it writes down about requests.
class ServeTest : public QObject {
    Q_OBJECT
    std::unique_ptr<Heddlectl> m_program;

    Finished run(const QStringList& arguments) const { return m_program->run(arguments); }

private slots:
    void init() { m_program = std::make_unique<Heddlectl>(); }

    void settingsAreTypedAndExplained() {
        const Finished listed = run({"config", "list"});
        QVERIFY2(listed.code == 0 && listed.out.contains("limits.rate.login"), qPrintable(listed.all()));
        QVERIFY(!QFile::exists(m_program->workspace()));
        QCOMPARE(run({"config", "list", "--json"}).out.count('\n'), listed.out.count('\n'));
        QCOMPARE(run({"config", "get", "http.port"}).out, QString("8321\n"));
        QCOMPARE(run({"config", "set", "http.port", "9000"}).out, QString("9000\n"));
        QVERIFY(run({"config", "list"}).out.contains("http.port              * 9000"));
        const Finished unknown = run({"config", "set", "http.colour", "red"});
        QVERIFY2(unknown.code == 1 && unknown.err.contains("http.colour") && unknown.err.contains("http.port"),
                 qPrintable(unknown.err));
        for (const QStringList& wrong : {QStringList{"http.port", "65536"},
                                         {"http.port", "80x"},
                                         {"log.requests", "yes"},
                                         {"limits.rate.login", "20"},
                                         {"limits.rate.login", "0/s:1"},
                                         {"http.address", ""},
                                         {"http.address", "a\nb"}}) {
            const Finished refused = run(QStringList{"config", "set"} + wrong);
            QVERIFY2(refused.code == 1 && refused.err.contains(wrong[0]) && refused.err.contains("Allowed is"),
                     qPrintable(wrong.join(' ') + refused.all()));
        }
        QCOMPARE(run({"config", "set", "cors.origins", "https://a.example , https://b.example"}).out,
                 QString("https://a.example, https://b.example\n"));
        QCOMPARE(run({"config", "set", "limits.rate.login", "off"}).code, 0);
        QCOMPARE(run({"config", "unset", "http.port"}).out, QString("8321\n"));
        QVERIFY(run({"config", "set", "tls.key", "server.key"}).out.startsWith('/'));
        QVERIFY(run({"serve"}).err.contains("tls.certificate"));
    }
    void aServerBeginsWithItsSettings() {
        initialised(*m_program);
        run({"config", "set", "http.port", "0"});
        run({"config", "set", "limits.rate.login", "1/h:2"});
        run({"config", "set", "cors.origins", "https://a.example"});
        Served served(*m_program, {"--address", "127.0.0.1"});
        const std::string body = R"({"login": "root", "password": "wrong"})";
        QCOMPARE(served.ask("", "POST", "/auth/login", body).status, 401);
        QCOMPARE(served.ask("", "POST", "/auth/login", body).status, 401);
        QCOMPARE(served.ask("", "POST", "/auth/login", body).status, 429);
        const auto reply = RawClient(served.port()).ask("GET", "/api/v1/health", "Origin: https://a.example\r\n");
        QCOMPARE(QString::fromStdString(reply.headers.at("access-control-allow-origin")), QString("https://a.example"));
        // While the server holds the workspace, too: for its next start.
        QCOMPARE(run({"config", "set", "limits.rate.login", "off"}).code, 0);
        QCOMPARE(run({"config", "get", "limits.rate.login"}).out, QString("off\n"));
        QCOMPARE(served.stop().code, 0);
        run({"config", "set", "http.address", "0.0.0.0"});
        QVERIFY(run({"serve"}).err.contains("--plain-http"));
    }
    void requestsAreLoggedWithoutSecrets() {
        const std::string token = initialised(*m_program);
        run({"config", "set", "log.requests", "true"});
        Served served(*m_program);
        served.ask(token, "GET", "/agents?limit=3");
        served.ask("hdl_planted-secret-in-a-header", "GET", "/agents");
        served.ask(token, "GET", "/store?query=planted-secret-in-a-query");
        served.ask(token, "DELETE", "/api-keys/hdl_planted-secret-in-a-path");
        served.ask("", "POST", "/auth/login", R"({"login": "root", "password": "planted-secret-in-a-body"})");
        RawClient(served.port()).ask("GET", "/api/v1/\x7f\xc2\x9b%1b[2J", "X-Request-Id: my-request\r\n");
        const QString log = served.stop().err;
        QVERIFY2(!log.contains("planted-secret") && !log.contains("tipperary"), qPrintable(log));
        QVERIFY(!log.contains(QString::fromStdString(token)) && !log.contains("limit=3"));
        for (const QChar c : log)
            QVERIFY(c == '\n' || (c >= ' ' && c < QChar(0x7f)));
        const auto lines = requestsIn(log);
        QVERIFY2(lines.size() >= 5, qPrintable(log));
        QCOMPARE(lines[0]["path"].toString(), QString("/api/v1/agents"));
        QCOMPARE(lines[0]["method"].toString(), QString("GET"));
        QCOMPARE(lines[0]["status"].toInt(), 200);
        QCOMPARE(lines[0]["client"].toString(), QString("127.0.0.1"));
        QCOMPARE(lines[0]["user"].toString().size(), 36);
        QVERIFY(lines[0]["ms"].toDouble() > 0 && lines[0]["time"].toString().endsWith('Z'));
        QCOMPARE(lines[1]["status"].toInt(), 401);
        QVERIFY(lines[1]["user"].isNull());
        QCOMPARE(lines[3]["path"].toString(), QString("/api/v1/api-keys/***"));
    }
    void theLogGoesToAFile() {
        const std::string token = initialised(*m_program);
        const QString file = m_program->path("log/requests.jsonl");
        Served served(*m_program, {"--log", file});
        const std::string run = R"({"name": "A", "template_id": "question-answering"})";
        QCOMPARE(served.ask(token, "POST", "/agents", run).status, 201);
        QCOMPARE(served.stop().err, QString());
        const auto lines = requestsIn(QString::fromUtf8(Heddlectl::bytesOf(file)));
        QCOMPARE(lines.size(), 1);
        QCOMPARE(lines[0]["status"].toInt(), 201);
        QVERIFY(!(QFileInfo(file).permissions() & (QFile::ReadGroup | QFile::ReadOther)));
        Served quiet(*m_program, {"--log", file, "--no-log-requests"});
        quiet.ask(token, "GET", "/agents");
        quiet.stop();
        QCOMPARE(requestsIn(QString::fromUtf8(Heddlectl::bytesOf(file))).size(), 1);
    }
};

HEDDLE_TEST(ServeTest);
#include "serve_test.moc"
