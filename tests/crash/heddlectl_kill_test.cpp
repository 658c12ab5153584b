#include "core/base/error.h"
#include "core/domain/agent.h"
#include "core/storage/tables/checkpoints_table.h"
#include "core/storage/tables/executions_table.h"
#include "core/storage/workspace_database.h"
#include "tests/crash/rounds.h"
#include "tests/crash/victim.h"
#include "tests/support/scripted_server.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QtTest>

#include <atomic>
#include <map>
#include <random>
#include <sstream>

using namespace heddle;
using namespace heddle::tests;
namespace fs = std::filesystem;

namespace {

/// The answer of the run that a program told with --json, or null when it did not come to its end.
Json answerIn(const std::string& events) {
    Json answer;
    std::istringstream lines(events);
    for (std::string line; std::getline(lines, line);) {
        const Json event = Json::parse(line, nullptr, false);
        if (event.is_object() && event.value("type", "") == "run_finished") answer = event["data"]["output"];
    }
    return answer;
}

Script wordOf(const std::string& text, bool held) {
    const Json frame{{"choices", {{{"index", 0}, {"delta", {{"content", text}}}, {"finish_reason", "stop"}}}}};
    Script script = Script::stream();
    if (held) script.wait();
    return script.chunk("data: " + frame.dump() + "\n\ndata: [DONE]\n\n").end();
}

}  // namespace

/// heddlectl, killed while it runs.
class HeddlectlKillTest : public QObject {
    Q_OBJECT
    std::unique_ptr<QTemporaryDir> m_folder;

    fs::path workspace() const { return fs::path(m_folder->path().toStdString()) / "workspace"; }
    std::vector<std::string> command(std::vector<std::string> arguments) const {
        arguments.insert(arguments.begin(), {HEDDLE_BIN_DIR "/heddlectl", "--workspace", workspace().string()});
        return arguments;
    }
    template <typename Fn>
    auto look(Fn fn) const {
        return storage::openWorkspace(workspace() / "workspace.db", {.readOnly = true})->readNow(fn);
    }
    domain::Execution onlyRun() const {
        const auto runs =
            look([](storage::Connection& connection) { return storage::ExecutionsTable(connection).list("", "", 0); });
        return runs.size() == 1 ? runs.front() : domain::Execution();
    }
    /// How many tasks of the step that is going on have been stored.
    std::size_t tasksStored() const {
        try {
            const std::string thread = onlyRun().threadId;
            return look([&](storage::Connection& connection) {
                const auto stored = storage::CheckpointsTable(connection).load(thread);
                return stored ? stored->tasks.size() : 0u;
            });
        } catch (const Error&) {
            return 0;  // the database is only being made
        }
    }

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void aKilledRunIsResumedToTheSameAnswer() {
        const std::vector<std::string> begin{"run",
                                             "--template",
                                             "map-reduce-summary",
                                             "--param",
                                             "part_chars=400",
                                             "--file",
                                             HEDDLE_SOURCE_DIR "/ARCHITECTURE.md",
                                             "--json"};
        Victim undisturbed(command(begin));
        QCOMPARE(undisturbed.end(), std::optional(0));
        const Json expected = answerIn(undisturbed.output());
        QVERIFY(expected.is_string());
        const auto lines = static_cast<int>(std::count(undisturbed.output().begin(), undisturbed.output().end(), '\n'));
        std::mt19937 random(20261125);
        int kills = 0;
        for (const int wanted = std::max(1, crashRounds() / 25); kills < wanted;) {
            init();
            auto next = begin;
            std::optional<int> code;
            while (!code) {
                Victim victim(command(next));
                if (victim.waitForLines(std::uniform_int_distribution(1, lines / 3)(random))) victim.kill();
                code = victim.end();
                if (code) QCOMPARE(answerIn(victim.output()), expected);
                if (code) break;
                ++kills;
                const domain::Execution run = onlyRun();
                QVERIFY2(run.status == "running" || run.status == "completed", run.status.c_str());
                if (run.status == "completed") break;
                next = {"runs", "resume", run.id, "--json"};
            }
            QCOMPARE(code.value_or(0), 0);
            QCOMPARE(onlyRun().status, std::string("completed"));
            QVERIFY(onlyRun().result == expected);
        }
        qInfo("%d kills", kills);
    }
    void whatANodeHasDoneIsNotPaidForAgain() {
        const auto isHeldBack = [](const SeenRequest& request) {
            return request.body.find("You are a security reviewer") != std::string::npos;
        };
        std::atomic<bool> isHeld = true;
        ScriptedServer server(
            [&](const SeenRequest& request) { return wordOf("A finding.", isHeld && isHeldBack(request)); });
        const std::string text = HEDDLE_SOURCE_DIR "/core/base/file.cpp";
        const std::string address = server.url("/v1");
        Victim first(command({"run", "--template", "multi-agent-review", "--file", text, "--base-url", address,
                              "--model", "m", "--quiet"}));
        QTRY_COMPARE(tasksStored(), 2u);
        first.kill();
        QVERIFY(!first.end());
        isHeld = false;
        Victim second(command({"runs", "resume", onlyRun().id, "--base-url", address}));
        QCOMPARE(second.end(), std::optional(0));
        std::map<std::string, int> times;
        for (const auto& request : server.seen())
            ++times[request.body];
        QCOMPARE(times.size(), 4u);  // three reviews and their summary
        for (const auto& request : server.seen())
            QCOMPARE(times[request.body], isHeldBack(request) ? 2 : 1);
        QCOMPARE(onlyRun().status, std::string("completed"));
    }
};

HEDDLE_TEST(HeddlectlKillTest);
#include "heddlectl_kill_test.moc"
