#include "core/mcp/client.h"
#include "core/mcp/stdio_transport.h"
#include "tests/support/await.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>
#include <QtTest>

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>

#include <csignal>

using namespace heddle;
using namespace heddle::mcp;
using std::chrono::milliseconds;
namespace asio = boost::asio;

namespace {

bool isAlive(int pid) { return kill(pid, 0) == 0; }

}  // namespace

/// A server as a program of ours (../shared has no part in this: the server is mcp_test_server).
class StdioTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<asio::thread_pool> m_pool;
    std::unique_ptr<Client> m_client;
    McpLimits m_limits;
    ClientHost m_host;
    std::atomic<int> m_changes{0};

    Client& start(const std::string& mode = "") {
        const auto make = [mode](const asio::any_io_executor& strand) -> std::unique_ptr<Transport> {
            ProcessCommand command;
            command.program = HEDDLE_BIN_DIR "/mcp_test_server";
            if (!mode.empty()) command.arguments = {mode};
            return std::make_unique<StdioTransport>(strand, command);
        };
        m_client = std::make_unique<Client>(m_pool->get_executor(), "faulty", make, m_host, m_limits,
                                            [this](const std::string&) { ++m_changes; });
        return *m_client;
    }
    template <class T>
    T wait(asio::awaitable<T> work) {
        return asio::co_spawn(*m_pool, std::move(work), asio::use_future).get();
    }
    std::string call(const std::string& tool, Json arguments = Json::object(), ProgressSink progress = {}) {
        return wait(m_client->callTool(tool, std::move(arguments), std::move(progress))).text();
    }
    template <class Work>
    Error errorOf(Work work) {
        try {
            work();
        } catch (const Error& error) {
            return error;
        }
        return Error(ErrorKind::Internal, "no error");
    }

private slots:
    void init() {
        m_pool = std::make_unique<asio::thread_pool>(2);
        m_limits = {};
        m_host = {};
        m_changes = 0;
    }
    void cleanup() {
        m_client.reset();
        m_pool->join();
    }

    void connectsAndLists() {
        const ServerInfo info = wait(start().connect());
        QCOMPARE(info.name, std::string("faulty"));
        QCOMPARE(info.revision, std::string(kNewestRevision));
        const auto tools = wait(m_client->listTools());
        QCOMPARE(tools.size(),
                 std::size_t(3));  // three pages, one of them behind an empty cursor; one tool has no name
        QCOMPARE(tools.back().name, std::string("crash"));
        QCOMPARE(call("echo", {{"text", "织布"}}), std::string("织布"));
        wait(m_client->ping());
    }
    void readsWhateverComes_data() {
        QTest::addColumn<QString>("tool");
        QTest::addColumn<qsizetype>("size");
        QTest::newRow("a line of 1 MiB, cut inside a character") << "big" << qsizetype((1 << 20) / 3 + 1);
        QTest::newRow("invalid UTF-8") << "invalid" << qsizetype(5);
        QTest::newRow("lines that are no messages") << "garbage" << qsizetype(10);
        QTest::newRow("100 MiB on standard error") << "flood" << qsizetype(7);
    }
    void readsWhateverComes() {
        QFETCH(QString, tool);
        QFETCH(qsizetype, size);
        wait(start().connect());
        QCOMPARE(QString::fromStdString(call(tool.toStdString())).size(), size);
        QCOMPARE(call("echo", {{"text", "x"}}), std::string("x"));
        QVERIFY(m_client->log().size() < (1u << 20));
    }
    void serversThatDoNotStart_data() {
        QTest::addColumn<QString>("mode");
        QTest::addColumn<QString>("code");
        QTest::newRow("exit") << "exit"
                              << "mcp.gone";
        QTest::newRow("silence") << "silent"
                                 << "mcp.timeout";
        QTest::newRow("another revision") << "new"
                                          << "mcp.revision";
    }
    void serversThatDoNotStart() {
        QFETCH(QString, mode);
        QFETCH(QString, code);
        m_limits.start = milliseconds(100);
        start(mode.toStdString());
        const Error error = errorOf([&] { wait(m_client->connect()); });
        QCOMPARE(QString::fromStdString(error.code()), code);
        QCOMPARE(error.facts()["server"], Json("faulty"));
        if (mode == "exit") QCOMPARE(error.facts()["log"], Json("cannot find my settings"));
        if (mode == "silent") QCOMPARE(error.facts()["limit"], Json("start"));
        QVERIFY(!m_client->isConnected());
    }
    void aMissingProgramIsNamed() {
        const auto make = [](const asio::any_io_executor& strand) -> std::unique_ptr<Transport> {
            ProcessCommand command;
            command.program = "no-such-program";
            return std::make_unique<StdioTransport>(strand, command);
        };
        Client client(m_pool->get_executor(), "x", make);
        const Error error = errorOf([&] { wait(client.connect()); });
        QCOMPARE(error.code(), std::string("mcp.no_program"));
        QCOMPARE(error.facts()["program"], Json("no-such-program"));
    }
    void aCrashEndsTheCallAndTheNextConnectBeginsAnew() {
        wait(start().connect());
        const Error error = errorOf([&] { call("crash"); });
        QCOMPARE(error.code(), std::string("mcp.gone"));
        QVERIFY(error.facts()["log"].get<std::string>().find("about to crash") != std::string::npos);
        QVERIFY(!m_client->isConnected());
        wait(m_client->connect());
        QCOMPARE(call("echo", {{"text", "again"}}), std::string("again"));
    }
    void whatIsSaidToOneThatHasGoneIsAnError() {
        wait(start().connect());
        QVERIFY(errorOf([&] { call("crash"); }).code() == "mcp.gone");
        for (int i = 0; i < 50; ++i)
            QCOMPARE(errorOf([&] { call("echo"); }).code(), std::string("mcp.gone"));
    }
    void errorsOfTools() {
        wait(start().connect());
        const McpResult wrong = wait(m_client->callTool("wrong", Json::object()));
        QVERIFY(wrong.isError);
        const Error unknown = errorOf([&] { call("none"); });
        QCOMPARE(unknown.code(), std::string("mcp.error"));
        QCOMPARE(unknown.facts()["rpc_code"], Json(-32602));
    }
    void progressIsHeard() {
        wait(start().connect());
        std::vector<int> heard;
        QCOMPARE(call("progress", Json::object(), [&](const Json& told) { heard.push_back(told["progress"]); }),
                 std::string("done"));
        QCOMPARE(heard, (std::vector<int>{1, 2, 3}));
    }
    void anIdleCallTimesOutAndIsCancelled() {
        m_limits.idle = milliseconds(50);
        wait(start().connect());
        const Error error = errorOf([&] { call("slow"); });
        QCOMPARE(error.code(), std::string("mcp.timeout"));
        QCOMPARE(error.facts()["limit"], Json("idle"));
        QCOMPARE(Json::parse(call("cancelled")).size(), std::size_t(1));
    }
    void aCancelledCallIsToldToTheServer() {
        wait(start().connect());
        const auto strand = asio::make_strand(m_pool->get_executor());
        asio::cancellation_signal signal;
        std::promise<std::string> ended;
        auto done = [&](std::exception_ptr failure, McpResult) {
            ended.set_value(failure ? errorOf([&] { std::rethrow_exception(failure); }).code() : "answered");
        };
        asio::co_spawn(strand, m_client->callTool("slow", Json::object()),
                       asio::bind_cancellation_slot(signal.slot(), done));
        call("echo", {{"text", "the slow one is under way"}});
        asio::post(strand, [&] { signal.emit(asio::cancellation_type::terminal); });
        QCOMPARE(ended.get_future().get(), std::string("mcp.cancelled"));
        QCOMPARE(Json::parse(call("cancelled")).size(), std::size_t(1));
    }
    void aServerMayAskAPerson() {
        m_host.elicit = [](Json) -> asio::awaitable<Json> {
            co_return Json{{"action", "accept"}, {"content", {{"age", 36}}}};
        };
        wait(start().connect());
        const Json answer = Json::parse(call("ask"));
        QCOMPARE(answer["content"]["name"], Json("Ada"));  // the default of the form
        QCOMPARE(answer["content"]["age"], Json(36));
    }
    void whatIsNotOfferedIsRefused() {
        wait(start().connect());
        const Error error = errorOf([&] { call("ask"); });  // it answers with what it got: an error has no result
        QCOMPARE(error.code(), std::string("mcp.gone"));
    }
    void changesOfListsAreToldOnce() {
        wait(start().connect());
        call("changed");
        QTRY_COMPARE(m_changes.load(), 1);
    }
    void nothingIsLeftBehind_data() {
        QTest::addColumn<QString>("mode");
        QTest::newRow("ends by itself") << "";
        QTest::newRow("must be made to") << "stubborn";
    }
    void nothingIsLeftBehind() {
        QFETCH(QString, mode);
        wait(start(mode.toStdString()).connect());
        const int child = std::stoi(call("child"));
        QVERIFY(isAlive(child));
        wait(m_client->close());
        QTRY_VERIFY(!isAlive(child));
    }
    void manyCallsAtOnce() {
        wait(start().connect());
        const auto some = [this](int first) -> asio::awaitable<void> {
            for (int i = first; i < 10'000; i += 16) {
                Json arguments{{"text", std::to_string(i)}};
                const McpResult result = co_await m_client->callTool("echo", arguments);
                if (result.text() != std::to_string(i)) throw Error(ErrorKind::Internal, "test.mixed_up");
            }
        };
        std::vector<std::future<void>> lanes;
        for (int i = 0; i < 16; ++i)
            lanes.push_back(asio::co_spawn(*m_pool, some(i), asio::use_future));
        for (auto& lane : lanes)
            lane.get();
    }
};

HEDDLE_TEST(StdioTest);
#include "stdio_test.moc"
