#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/net/curl_client.h"
#include "core/schema/schema.h"
#include "core/tools/builtin_tools.h"
#include "core/tools/calculator.h"
#include "core/tools/permission.h"
#include "core/tools/tool_names.h"
#include "tests/support/await.h"
#include "tests/support/scripted_server.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QTemporaryDir>
#include <QtTest>

using namespace heddle;
using namespace heddle::tools;
using heddle::tests::Script;
using heddle::tests::ScriptedServer;

namespace {

class OneMoment final : public Clock {
public:
    std::int64_t nowMs() const override { return 1'795'790'000'000; }  // 2026-11-27T14:33:20Z
    std::int64_t steadyNs() const override { return 0; }
};

}  // namespace

class ToolsTest : public QObject {
    Q_OBJECT
private:
    net::CurlClient m_http;
    OneMoment m_clock;
    QTemporaryDir m_folder;
    std::vector<GrantedFolder> m_granted;
    std::optional<WebSearchAddress> m_search;

    std::vector<ToolPtr> all() {
        return builtinTools(
            {m_http, m_clock, [this](const ToolCaller&) { return m_granted; }, [this] { return m_search; }, nullptr});
    }
    ToolAnswer call(const std::string& name, Json arguments) {
        for (const ToolPtr& tool : all()) {
            if (tool->card().name != name) continue;
            ToolInput input;
            const schema::Schema schema = schema::compile(tool->card().inputSchema);
            const Problems problems = schema.validate(arguments);
            if (!problems.empty()) throw Error(ErrorKind::InvalidArgument, problems.front().code);
            input.arguments = schema.withDefaults(std::move(arguments));
            input.idempotencyKey = "key";
            return tests::await(tool->call(input));
        }
        throw Error(ErrorKind::NotFound, "tool.unknown");
    }
    std::string path(const char* name) const { return m_folder.filePath(name).toStdString(); }

private slots:
    void init() {
        QDir(m_folder.path()).mkpath("open");
        QDir(m_folder.path()).mkpath("closed");
        m_granted = {{path("open"), true}};
    }

    void everyToolSaysWhatItIs() {
        for (const ToolPtr& tool : all()) {
            QVERIFY2(!tool->card().title.empty() && !tool->card().description.empty(), tool->card().name.c_str());
            QCOMPARE(tool->card().inputSchema["type"], Json("object"));
            QCOMPARE(ToolCard::fromJson(tool->card().toJson()), tool->card());
        }
    }
    void theClockKnowsTheDay() {
        const ToolAnswer answer = call("clock", Json::object());
        QCOMPARE(answer.text, std::string("2026-11-27T14:33:20.000Z (Friday)"));
    }
    void calculates_data() {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<QString>("value");
        QTest::newRow("precedence") << "2 + 3 * 4 ^ 2"
                                    << "50";
        QTest::newRow("to the right") << "2 ^ 3 ^ 2"
                                      << "512";
        QTest::newRow("sign") << "-2 ^ 2"
                              << "-4";
        QTest::newRow("sign behind") << "2 ^ -1"
                                     << "0.5";
        QTest::newRow("brackets") << "(1 + 2) * (3 - 4) / 5"
                                  << "-0.6";
        QTest::newRow("rest") << "17 % 5"
                              << "2";
        QTest::newRow("functions") << "round(sqrt(2) * 100) / max(1, 10, 5)"
                                   << "14.1";
        QTest::newRow("exponent") << "1.5e3"
                                  << "1500";
        QTest::newRow("large") << "2 ^ 100"
                               << "1.2676506002282294e+30";
        QTest::newRow("shortest") << "0.1 + 0.2"
                                  << "0.30000000000000004";
    }
    void calculates() {
        QFETCH(QString, expression);
        QFETCH(QString, value);
        const ToolAnswer answer = call("calculator", {{"expression", expression.toStdString()}});
        QCOMPARE(QString::fromStdString(answer.text), value);
    }
    void refusesBadExpressions_data() {
        QTest::addColumn<QString>("expression");
        QTest::addColumn<int>("column");
        QTest::newRow("empty") << "" << 1;
        QTest::newRow("end") << "1 +" << 4;
        QTest::newRow("two numbers") << "1 2" << 3;
        QTest::newRow("name") << "2 * system(1)" << 5;
        QTest::newRow("open") << "(1" << 3;
        QTest::newRow("division by zero") << "1/0" << 4;
        QTest::newRow("deep") << QString(5000, '(') << 201;
        QTest::newRow("signs") << QString(5000, '-') << 201;
    }
    void refusesBadExpressions() {
        QFETCH(QString, expression);
        QFETCH(int, column);
        try {
            calculate(expression.toStdString());
            QFAIL("it was taken");
        } catch (const Error& error) {
            QCOMPARE(error.code(), std::string("tool.bad_expression"));
            QCOMPARE(error.facts()["column"], Json(column));
        }
    }
    void filesStayInTheirFolders_data() {
        QTest::addColumn<QString>("file");
        QTest::newRow("beside") << "../closed/secret.txt";
        QTest::newRow("absolute") << m_folder.filePath("closed/secret.txt");
        QTest::newRow("by a link") << "link/secret.txt";
        QTest::newRow("a like name") << "../opened.txt";
        QTest::newRow("the system") << "/etc/passwd";
    }
    void filesStayInTheirFolders() {
        QFETCH(QString, file);
        QFile secret(m_folder.filePath("closed/secret.txt"));
        QVERIFY(secret.open(QIODevice::WriteOnly));
        QFile::link(m_folder.filePath("closed"), m_folder.filePath("open/link"));
        const Json where{{"path", file.toStdString()}};
        QVERIFY(call("read_file", where).isError);
        QVERIFY(call("list_files", where).text.find("outside the folders") != std::string::npos);
        const Json writing{{"path", file.toStdString()}, {"text", "x"}};
        QVERIFY(call("write_file", writing).isError);
        QVERIFY(!QFile::exists(m_folder.filePath("opened.txt")));
        QCOMPARE(QFileInfo(secret).size(), qint64(0));
    }
    void writesAndReadsFiles() {
        QVERIFY(!call("write_file", {{"path", "deep/notes.txt"}, {"text", "one\ntwo\nthree\n"}}).isError);
        QCOMPARE(call("read_file", {{"path", "deep/notes.txt"}}).text, std::string("one\ntwo\nthree\n"));
        const ToolAnswer part = call("read_file", {{"path", "deep/notes.txt"}, {"first_line", 2}, {"lines", 1}});
        QVERIFY2(part.text.find("two\n") == 0 && part.text.find("3 lines") != std::string::npos, part.text.c_str());
        QVERIFY(call("list_files", Json::object()).text.find("deep/") != std::string::npos);
        QVERIFY(call("read_file", {{"path", "none.txt"}}).isError);
        m_granted.front().isWritable = false;
        QVERIFY(call("write_file", {{"path", "more.txt"}, {"text", "x"}}).isError);
        QVERIFY(!call("read_file", {{"path", "deep/notes.txt"}}).isError);
    }
    void requestsStayOutOfThisComputer() {
        ScriptedServer server({Script::response(200, "secret")});
        const ToolAnswer answer = call("http_request", {{"url", server.url("/admin")}});
        QVERIFY(answer.isError);
        QVERIFY2(answer.text.find("private network") != std::string::npos, answer.text.c_str());
        QVERIFY(server.seen().empty());
    }
    void searchesTheWeb_data() {
        QTest::addColumn<QString>("kind");
        QTest::addColumn<QString>("reply");
        QTest::addColumn<QString>("asked");
        QTest::newRow("searxng") << "searxng"
                                 << R"({"results": [{"title": "T", "url": "u", "content": "c"}]})"
                                 << "/search?format=json&q=two%20words";
        QTest::newRow("brave") << "brave"
                               << R"({"web": {"results": [{"title": "T", "url": "u", "description": "c"}]}})"
                               << "/res/v1/web/search?q=two%20words&count=5";
        QTest::newRow("tavily") << "tavily"
                                << R"({"results": [{"title": "T", "url": "u", "content": "c"}]})"
                                << "/search";
    }
    void searchesTheWeb() {
        QFETCH(QString, kind);
        QFETCH(QString, reply);
        QFETCH(QString, asked);
        ScriptedServer server({Script::response(200, reply.toStdString())});
        m_search = WebSearchAddress{kind.toStdString(), server.url(), "key"};
        QCOMPARE(call("web_search", {{"query", "two words"}}).text, std::string("1. T\nu\nc\n\n"));
        QCOMPARE(QString::fromStdString(server.seen().front().target), asked);
        m_search.reset();
        QVERIFY_THROWS_EXCEPTION(Error, call("web_search", {{"query", "x"}}));
    }
    void patternsMatch() {
        QVERIFY(matchesPattern("*", ""));
        QVERIFY(matchesPattern("github/*", "github/create_issue"));
        QVERIFY(matchesPattern("*read*", "files/read_file"));
        QVERIFY(!matchesPattern("github/*", "gitlab/x"));
        QVERIFY(!matchesPattern("clock", "clocks"));
        QVERIFY(matchesPattern("a*b*c", "aXXbYYbZc"));
        QVERIFY(!matchesPattern(std::string(40, '*') + "b", std::string(10'000, 'a')));
    }
    void theMostSpecialRuleDecides() {
        ToolCard card;
        card.name = "github/create_issue";
        const ToolCaller ann{"ann", "agent", ""};
        const auto decided = [&](const std::vector<ToolRule>& rules, const Json& arguments = Json::object()) {
            return std::string(decisionName(decide(rules, ann, card, arguments).decision));
        };
        const ToolRule all{.tool = "*", .decision = Decision::Allow};
        const ToolRule server{.tool = "github/*", .decision = Decision::Ask};
        const ToolRule one{.user = "ann", .tool = "github/create_issue", .decision = Decision::Allow};
        const ToolRule other{.user = "bob", .decision = Decision::Deny};
        const ToolRule never{.arguments = {{"repo", "prod/*"}}, .decision = Decision::Deny};
        QCOMPARE(decided({}), std::string("ask"));
        card.needsConsent = false;
        QCOMPARE(decided({}), std::string("allow"));
        QCOMPARE(decided({all, server}), std::string("ask"));
        QCOMPARE(decided({all, one, server}), std::string("allow"));
        QCOMPARE(decided({other}), std::string("allow"));
        QCOMPARE(decided({one, never}, {{"repo", "prod/x"}}), std::string("deny"));
        QCOMPARE(decided({one, never}, {{"repo", "test/x"}}), std::string("allow"));
    }
    void modelsGetNamesThatTheyTake() {
        ToolNames names;
        const std::string plain = names.add("clock");
        QCOMPARE(plain, std::string("clock"));
        QCOMPARE(names.add("git.hub/a b"), std::string("git_hub_a_b"));
        const std::string second = names.add("git_hub/a.b");
        QVERIFY(second != "git_hub_a_b" && second.size() <= 64);
        QCOMPARE(names.toolOf(second), std::string("git_hub/a.b"));
        const std::string big = names.add(std::string(200, 'x')), bigger = names.add(std::string(201, 'x'));
        QVERIFY(big.size() <= 64 && bigger.size() <= 64 && big != bigger);
        QCOMPARE(names.add("clock"), plain);
    }
};

HEDDLE_TEST(ToolsTest);
#include "tools_test.moc"
