#include "core/base/file.h"
#include "core/runtime/checkpoint_adapter.h"
#include "core/storage/workspace_database.h"
#include "tests/crash/rounds.h"
#include "tests/crash/victim.h"
#include "tests/crash/workflows.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QtTest>

#include <random>
#include <set>
#include <sstream>

using namespace heddle;
using namespace heddle::tests;
namespace fs = std::filesystem;

namespace {

/// What worker/journal.h describes, with what cannot be in it.
struct Story {
    std::set<std::string> done;
    std::set<std::string> kept;
    std::set<std::string> answered;
    std::set<std::string> onItsWay;  ///< done by the last process, and not kept
    std::vector<std::string> ends;   ///< the state of each process that came to the end
    std::vector<std::string> wrong;
};

Story storyIn(const fs::path& folder) {
    Story story;
    std::istringstream lines(readFile(folder / "journal"));
    std::string word;
    std::string what;
    while (lines >> word && std::getline(lines >> std::ws, what)) {
        if (word == "began" && story.kept.contains(what)) story.wrong.push_back(what + " ran again");
        if (word == "asked" && story.answered.contains(what)) story.wrong.push_back(what + " was asked again");
        if (word == "start") story.onItsWay.clear();
        if (word == "done") {
            story.done.insert(what);
            story.onItsWay.insert(what);
        }
        if (word == "kept") {
            story.kept.insert(what);
            story.onItsWay.erase(what);
        }
        if (word == "answered") story.answered.insert(what);
        if (word == "ended") story.ends.push_back(what);
    }
    return story;
}

using Steps = std::vector<std::string>;

/// The run's thread and those of its sub-graphs in a workspace.
struct Stored {
    std::string verdict;                                  ///< of SQLite's own check
    Steps steps;                                          ///< the thread's checkpoints, oldest first
    std::multiset<std::pair<std::string, Steps>> nested;  ///< those of sub-graphs with their place
    std::vector<std::string> done;                        ///< tasks of the next step that are done already
};

Steps stepsOf(const engine::CheckpointStore& store, const std::string& thread) {
    Steps steps;
    for (const auto& step : store.history(thread, {})) {
        steps.push_back(std::to_string(step.step) + " " + step.source + (step.snapshot ? " whole " : " ") + step.body);
    }
    std::reverse(steps.begin(), steps.end());
    return steps;
}

/// "t|each:5f2c…|deeper:91ab…" without the ids, which are made anew for each run.
std::string placeOf(const std::string& thread) {
    static const QRegularExpression ids(":[^|]*");
    return QString::fromStdString(thread).remove(ids).toStdString();
}

Stored storedIn(const fs::path& database) {
    Stored stored;
    const auto workspace = storage::openWorkspace(database);
    workspace->readNow([&](storage::Connection& connection) {
        auto check = connection.query("PRAGMA integrity_check");
        if (check.next()) check.read(stored.verdict);
    });
    const runtime::CheckpointAdapter store(*workspace);
    for (const std::string& thread : store.threadsOf("t")) {
        Steps steps = stepsOf(store, thread);
        const auto standing = store.load(thread, {});
        for (const auto& task : standing->tasks) {
            if (Json::parse(task.body).contains("done")) stored.done.push_back(task.task);
        }
        if (thread == "t") {
            stored.steps = std::move(steps);
        } else {
            stored.nested.emplace(placeOf(thread), std::move(steps));
        }
    }
    return stored;
}

/// Looks into a copy, so that the next process finds the files as the killed one left them.
Stored lookInto(const fs::path& folder) {
    const fs::path copy = folder / "copy";
    fs::remove_all(copy);
    fs::create_directories(copy);
    for (const char* name : {"workspace.db", "workspace.db-wal"}) {
        if (fs::exists(folder / name)) fs::copy_file(folder / name, copy / name);
    }
    return storedIn(copy / "workspace.db");
}

/// In memory where the system has a place for that: a kill loses nothing that was written, wherever it was written, and
/// hundreds of workspaces need not wait for the disk.
QString folderTemplate() {
    const QFileInfo memory("/dev/shm");
    return (memory.isWritable() ? memory.filePath() : QDir::tempPath()) + "/heddle-crash-XXXXXX";
}

/// Starts a worker, kills it at a random point, gives its exit code when it came to its end before.
class Killer {
public:
    Killer(const CrashWorkflow& flow, bool sync, unsigned seed)
        : m_flow(flow), m_durability(sync ? "sync" : "async"), m_random(seed) {}

    /// How many tasks a run has, so that kills fall everywhere in it.
    void setLength(std::size_t tasks) { m_length = static_cast<int>(tasks); }
    std::optional<int> undisturbed(const fs::path& folder) { return Victim(command(folder)).end(); }
    std::optional<int> killed(const fs::path& folder) {
        auto arguments = command(folder);
        switch (number(0, 2)) {
            case 0: {  // when it has done something
                Victim victim(arguments);
                if (victim.waitForLines(number(1, std::max(4, m_length / 2)))) victim.kill();
                return victim.end();
            }
            case 1: {  // some time after it has done something
                Victim victim(arguments);
                const std::chrono::microseconds time(number(0, 2000 + 50 * m_length));
                if (victim.waitForLines(1) && victim.waitFor(time)) victim.kill();
                return victim.end();
            }
            default:  // between two changes of the disk
                arguments.push_back(std::to_string(number(1, 60 + 2 * m_length)));
                return Victim(arguments).end();
        }
    }

private:
    std::vector<std::string> command(const fs::path& folder) const {
        return {HEDDLE_BIN_DIR "/crash_worker", folder.string(), m_flow.name, m_durability};
    }
    int number(int low, int high) { return std::uniform_int_distribution(low, high)(m_random); }

    const CrashWorkflow& m_flow;
    const std::string m_durability;
    int m_length = 0;
    std::mt19937 m_random;
};

/// Whether `steps` are the first of `expected`.
bool isBegun(const Steps& steps, const Steps& expected) {
    return steps.size() <= expected.size() && std::equal(steps.begin(), steps.end(), expected.begin());
}

QString text(const std::vector<std::string>& lines) {
    QString all;
    for (const auto& line : lines)
        all += "\n" + QString::fromStdString(line);
    return all;
}

}  // namespace

/// Runs that are killed again and again, and go on in a new process each time.
class EngineKillTest : public QObject {
    Q_OBJECT
    bool m_isSync = false;
    CrashWorkflow m_flow;
    Stored m_expected;       ///< of an undisturbed run
    std::string m_endState;  ///< of an undisturbed run
    std::size_t m_tasks = 0;
    int m_kills = 0;
    int m_midway = 0;  ///< kills that left a run with some of its steps

    void runUndisturbed(Killer& killer) {
        const QTemporaryDir folder(folderTemplate());
        const fs::path path = folder.path().toStdString();
        QCOMPARE(killer.undisturbed(path), std::optional(0));
        m_expected = storedIn(path / "workspace.db");
        const Story story = storyIn(path);
        QCOMPARE(story.ends.size(), 1u);
        QVERIFY2(story.wrong.empty(), qPrintable(text(story.wrong)));
        m_endState = story.ends.front();
        m_tasks = story.done.size();
        killer.setLength(m_tasks);
        QVERIFY(m_tasks >= 4);
        QVERIFY(story.onItsWay.empty());
    }
    /// What must be true at every moment.
    void verifyStanding(const Stored& stored, const Story& story) {
        QVERIFY2(story.wrong.empty(), qPrintable(text(story.wrong)));
        QCOMPARE(stored.verdict, std::string("ok"));
        // Each step is there as the undisturbed run has it, or not at all.
        QVERIFY2(isBegun(stored.steps, m_expected.steps), qPrintable(text(stored.steps)));
        for (const auto& thread : stored.nested) {
            const bool isOne =
                std::any_of(m_expected.nested.begin(), m_expected.nested.end(), [&](const auto& expected) {
                    return thread.first == expected.first && isBegun(thread.second, expected.second);
                });
            QVERIFY2(isOne, qPrintable(QString::fromStdString(thread.first) + text(thread.second)));
        }
        for (const auto& state : story.ends)
            QCOMPARE(state, m_endState);
    }

private slots:
    void aKilledRunGoesOnWhereItStood_data() {
        QTest::addColumn<QString>("workflow");
        QTest::addColumn<bool>("isSync");
        QTest::addColumn<int>("share");
        for (const char* name : {"chain", "loop", "fan-out", "barriers", "errors", "questions", "sub-graphs"})
            QTest::addRow("%s, each task stored", name) << name << true << 12;
        for (const char* name : {"loop", "fan-out", "questions", "sub-graphs"})
            QTest::addRow("%s, stored behind", name) << name << false << 4;
    }
    void aKilledRunGoesOnWhereItStood() {
        QFETCH(QString, workflow);
        QFETCH(bool, isSync);
        QFETCH(int, share);
        m_isSync = isSync;
        m_flow = crashWorkflow(workflow.toStdString());
        Killer killer(m_flow, m_isSync, 20261125);
        runUndisturbed(killer);
        for (const int wanted = m_kills + share * crashRounds() / 100; m_kills < wanted;) {
            runKilled(killer);
            if (QTest::currentTestFailed()) return;
        }
    }
    void theKillsFellIntoRuns() {
        qInfo("%d kills, %d of them in the middle of a run", m_kills, m_midway);
        QVERIFY(m_midway * 6 > m_kills);
    }

private:
    /// One run from its start to its end.
    void runKilled(Killer& killer) {
        const QTemporaryDir folder(folderTemplate());
        const fs::path path = folder.path().toStdString();
        std::optional<int> code;
        while (!code) {
            code = killer.killed(path);
            if (!code) ++m_kills;
            const Story story = storyIn(path);
            const Stored stored = lookInto(path);
            verifyStanding(stored, story);
            if (QTest::currentTestFailed()) return;
            for (const auto& task : stored.done)
                QVERIFY2(story.done.contains(task), "stored, but not done");
            // No step begins before the one before it is stored, so one step is all that can be lost.
            if (m_isSync) QVERIFY2(story.onItsWay.size() <= m_flow.widest, "more than one step was lost");
            if (!code && stored.steps.size() > 2 && stored.steps.size() < m_expected.steps.size()) ++m_midway;
        }
        QCOMPARE(code, std::optional(0));
        const Stored stored = storedIn(path / "workspace.db");
        const Story story = storyIn(path);
        verifyStanding(stored, story);
        QCOMPARE(stored.steps.size(), m_expected.steps.size());
        QVERIFY(stored.nested == m_expected.nested);
        // Ids of tasks are the same in each process, so a receiver that looks at them sees every effect once.
        if (m_isSync) QCOMPARE(story.done.size(), m_tasks);
    }
};

HEDDLE_TEST(EngineKillTest);
#include "engine_kill_test.moc"
