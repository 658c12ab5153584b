#include "tests/storecli/heddlectl.h"
#include "tests/support/scripted_server.h"
#include "tests/support/test_main.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <netinet/in.h>
#include <sys/socket.h>

#include <unistd.h>

using namespace heddle::tests;

namespace {

/// A port of this computer at which nobody listens, or a listener that never takes what comes.
class DeadPort {
public:
    explicit DeadPort(bool listening) : m_socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        ::bind(m_socket, reinterpret_cast<sockaddr*>(&address), size);
        if (listening) ::listen(m_socket, 16);
        ::getsockname(m_socket, reinterpret_cast<sockaddr*>(&address), &size);
        m_port = ntohs(address.sin_port);
    }
    ~DeadPort() { ::close(m_socket); }
    DeadPort(const DeadPort&) = delete;
    DeadPort& operator=(const DeadPort&) = delete;
    QString place() const { return "127.0.0.1:" + QString::number(m_port); }

private:
    int m_socket;
    int m_port = 0;
};

std::string piece(const QString& text) {
    const QJsonObject delta{{"content", text}};
    const QJsonObject choice{{"index", 0}, {"delta", delta}, {"finish_reason", QJsonValue()}};
    const QJsonObject frame{{"id", "c"}, {"model", "m"}, {"choices", QJsonArray{choice}}};
    return "data: " + QJsonDocument(frame).toJson(QJsonDocument::Compact).toStdString() + "\n\n";
}

Script answer(const QString& text) {
    return Script::stream()
        .chunk(piece(text))
        .chunk("data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\n\n")
        .chunk("data: [DONE]\n\n")
        .end();
}

/// Two model calls, one after the other: “first” and “second”.
QByteArray twoCalls(int timeoutMs = 0) {
    const QByteArray limit = timeoutMs > 0 ? ", \"timeout_ms\": " + QByteArray::number(timeoutMs) : QByteArray();
    const auto call = [&](const QByteArray& prompt, const QByteArray& output) {
        return R"({"type": "llm", "config": {"prompt": ")" + prompt + R"(", "stream": "answer", "output": ")" + output +
               "\"}" + limit + "}";
    };
    return R"({"schema_version": 1, "entry": ["in"], "state": {"text": {}, "draft": {}, "answer": {}}, "nodes": {
        "in": {"type": "input", "config": {"fields": [{"field": "text", "title": "Text"}]}},
        "first": )" +
           call("first {{ state.text }}", "draft") + R"(, "second": )" + call("second {{ state.draft }}", "answer") +
           R"(}, "edges": {"1": {"from": "in", "to": "first"}, "2": {"from": "first", "to": "second"}}})";
}

bool isSecond(const SeenRequest& request) { return request.body.find("second ") != std::string::npos; }

}  // namespace

/// Model services that do not do what they should: each answer names the address and what to do, and what was done
/// before is kept.
class BadModelTest : public QObject {
    Q_OBJECT
    std::unique_ptr<Heddlectl> m_program;

    Finished runAt(const QString& address, const QByteArray& workflow = twoCalls()) {
        const QString file = m_program->write("two.workflow.json", workflow);
        return m_program->run({"run", file, "--input", "x", "--base-url", address, "--model", "m"});
    }
    Finished resumeAt(const QString& address) {
        return m_program->run({"runs", "resume", m_program->newestRun("failed"), "--base-url", address});
    }
    /// Failed, with all of `said`, and can go on.
    void verifyFailed(const Finished& finished, const QStringList& said) {
        QVERIFY2(finished.code == 1, qPrintable(QString::number(finished.code) + finished.all()));
        const QString run = m_program->newestRun("failed");
        QVERIFY(!run.isEmpty());
        for (const QString& words : said + QStringList{"runs resume " + run})
            QVERIFY2(finished.err.contains(words), qPrintable(words + " is not in: " + finished.err));
    }

private slots:
    void init() { m_program = std::make_unique<Heddlectl>(); }

    void anAddressWithoutAServiceIsNamed() {
        const DeadPort port(false);
        verifyFailed(runAt("http://" + port.place() + "/v1"), {port.place(), "Check the address"});
        const ScriptedServer server({answer("well")});
        QCOMPARE(resumeAt(QString::fromStdString(server.url("/v1"))).code, 0);
    }
    void aServiceThatNeverAnswersIsGivenUp() {
        const DeadPort port(true);
        verifyFailed(runAt("http://" + port.place() + "/v1", twoCalls(300)),
                     {"“first”", "longer than its 300 ms", "Allow it more time"});
    }
    void aServiceThatFallsSilentIsGivenUp() {
        Script silent = Script::stream().chunk(piece("One word"));
        const ScriptedServer server({silent.wait()});
        verifyFailed(runAt(QString::fromStdString(server.url("/v1")), twoCalls(300)),
                     {"“first”", "longer than its 300 ms"});
    }
    void anAnswerThatBreaksOffIsToldAndTheRestIsKept_data() {
        QTest::addColumn<int>("how");
        QTest::newRow("connection reset") << 0;
        QTest::newRow("closed in mid-body") << 1;
        QTest::newRow("ended without its end") << 2;
        QTest::newRow("error in the stream") << 3;
    }
    void anAnswerThatBreaksOffIsToldAndTheRestIsKept() {
        QFETCH(int, how);
        bool isMended = false;
        int firsts = 0;
        const ScriptedServer server([&](const SeenRequest& request) {
            if (!isSecond(request)) ++firsts;
            if (!isSecond(request) || isMended) return answer("well");
            Script broken = Script::stream().chunk(piece("Half an"));
            if (how == 0) broken.reset();
            if (how == 2) broken.end();
            if (how == 3)
                broken.chunk("data: {\"error\":{\"message\":\"the machine is on fire\",\"code\":500}}\n\n").end();
            return broken;
        });
        const QString address = QString::fromStdString(server.url("/v1"));
        const QString place = "127.0.0.1:" + QString::number(server.port());
        const Finished broken = runAt(address);
        verifyFailed(broken, how == 3 ? QStringList{place, "on fire"} : QStringList{place, "middle of its answer"});
        QVERIFY2(broken.out.contains("Half an"), qPrintable(broken.out));
        isMended = true;
        const Finished mended = resumeAt(address);
        QVERIFY2(mended.code == 0 && mended.out.contains("well"), qPrintable(mended.all()));
        QCOMPARE(firsts, 1);
    }
    void aMissingKeyIsToldFromAWrongOne() {
        const ScriptedServer server(
            {Script::response(401, R"({"error": {"message": "no such key", "code": "invalid_api_key"}})")});
        const QString address = QString::fromStdString(server.url("/v1"));
        const QString place = "127.0.0.1:" + QString::number(server.port());
        verifyFailed(runAt(address), {place, "none is set", "OPENAI_API_KEY", "--key-env"});
        qputenv("HEDDLE_TEST_KEY", "sk-wrong-0123456789");
        const Finished wrong = m_program->run({"run", m_program->path("two.workflow.json"), "--input", "x",
                                               "--base-url", address, "--model", "m", "--key-env", "HEDDLE_TEST_KEY"});
        qunsetenv("HEDDLE_TEST_KEY");
        verifyFailed(wrong, {place, "did not accept", "HEDDLE_TEST_KEY"});
        QVERIFY2(!wrong.all().contains("sk-wrong"), qPrintable(wrong.all()));
        QCOMPARE(server.seen().back().headers.at("authorization"), std::string("Bearer sk-wrong-0123456789"));
    }
    void whatIsNoModelServiceIsSaidToBeNone() {
        const ScriptedServer server({Script::response(200, "<html><title>Router</title></html>", {}, "text/html")});
        verifyFailed(runAt(QString::fromStdString(server.url("/v1"))), {"Router", "OpenAI-compatible"});
    }
    void anAddressThatIsNoneIsRefused() {
        const Finished finished = runAt("localhost:8080");
        QCOMPARE(finished.code, 1);
        QVERIFY2(finished.err.contains("localhost:8080") && finished.err.contains("http"), qPrintable(finished.err));
    }
    void anUnknownModelIsNamedWithTheKnownOnes() {
        const QString file = m_program->write("two.workflow.json", twoCalls());
        const Finished finished = m_program->run({"run", file, "--input", "x", "--model", "openai:m@nowhere"});
        QCOMPARE(finished.code, 1);
        QVERIFY2(finished.err.contains("openai:m@nowhere") && finished.err.contains("offline"),
                 qPrintable(finished.err));
    }
};

HEDDLE_TEST(BadModelTest);
#include "bad_model_test.moc"
