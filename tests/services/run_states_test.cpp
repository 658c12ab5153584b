#include "core/base/error.h"
#include "core/base/file.h"
#include "core/services/maintenance_service.h"
#include "core/services/runs/run_service.h"
#include "core/services/runs/run_state_service.h"
#include "core/services/templates/template_service.h"
#include "core/storage/tables/requests_table.h"
#include "core/storage/workspace_database.h"
#include "tests/support/test_main.h"
#include "tests/support/workspace.h"

#include <QtTest>

#include <sqlite3.h>

using namespace heddle;
using namespace heddle::tests;
namespace fs = std::filesystem;

namespace {

std::string codeOf(const std::function<void()>& act) {
    try {
        act();
        return "none";
    } catch (const Error& e) {
        return e.code();
    }
}

/// Changes a database behind Heddle's back.
void meddle(const fs::path& file, const std::string& sql) {
    sqlite3* db = nullptr;
    QCOMPARE(sqlite3_open(file.c_str(), &db), SQLITE_OK);
    char* reason = nullptr;
    sqlite3_exec(db, sql.c_str(), nullptr, nullptr, &reason);
    sqlite3_close(db);
    QVERIFY2(!reason, reason);
}

}  // namespace

class RunStatesTest : public QObject {
    Q_OBJECT
    std::unique_ptr<Workspace> m_workspace;

    runtime::Runtime& runtime() { return m_workspace->runtime(); }
    services::RunStateService& states() { return runtime().runStates(); }
    template <typename T>
    T wait(boost::asio::awaitable<T> task) {
        return m_workspace->wait(std::move(task));
    }
    services::RunOutcome start(const std::string& id, const std::string& templateId, Json input,
                               services::EventListener listener = {}) {
        services::RunRequest request;
        request.graph = runtime().templates().instantiate(templateId, Json::object()).graph;
        request.input = std::move(input);
        return wait(runtime().runs().start(id, request, std::move(listener)));
    }
    /// Waits for an approval.
    services::RunOutcome startTriage(const std::string& id) {
        return start(id, "triage", {{"message", "Please refund my payment"}});
    }
    Json approve(const services::RunOutcome& paused) {
        return {{paused.questions.at(0).id, {{"choice", "approve"}, {"draft", "Done."}}}};
    }
    domain::Execution get(const std::string& id) { return wait(runtime().runs().get(id)); }

private slots:
    void init() { m_workspace = std::make_unique<Workspace>(); }
    void cleanup() { m_workspace.reset(); }

    void aRunsStatesAreSeenAndCompared() {
        const auto paused = startTriage("run-a");
        QCOMPARE(paused.status, std::string("paused"));
        const auto newest = wait(states().state("run-a", ""));
        QVERIFY(newest.isHead && newest.next.size() == 1);
        QCOMPARE(newest.tasks.at(0).questions.at(0).id, paused.questions.at(0).id);
        const auto history = wait(states().history("run-a", {}, true));
        QVERIFY(history.size() > 3);
        QCOMPARE(history.front().checkpoint, newest.checkpoint);
        const auto changes = wait(states().diff("run-a", history[1].checkpoint, ""));
        QVERIFY(!changes.empty());
        Json patched = history[1].values;
        for (const auto& change : changes) {
            QVERIFY(change.kind != services::StateChange::Kind::Removed);
            patched[Json::json_pointer(change.path)] = change.after;
        }
        QVERIFY(patched == newest.values);
        QVERIFY(wait(states().diff("run-a", "", "")).empty());
        QCOMPARE(codeOf([&] { wait(states().state("run-a", "zz")); }), std::string("engine.no_checkpoint"));
        QCOMPARE(codeOf([&] { wait(states().state("nobody", "")); }), std::string("run.not_found"));
    }
    void statesAreSeenWhileAnotherProcessHoldsTheWorkspace() {
        startTriage("run-a");
        runtime::Options options;
        options.workspace = m_workspace->folder();
        options.readOnly = true;
        runtime::Runtime looking(options);
        const auto state =
            boost::asio::co_spawn(looking.executor(), looking.runStates().state("run-a", ""), boost::asio::use_future)
                .get();
        QCOMPARE(state.next.size(), std::size_t(1));
        QCOMPARE(codeOf([&] {
                     boost::asio::co_spawn(looking.executor(),
                                           looking.runStates().update("run-a", {nullptr, "$end"}, ""),
                                           boost::asio::use_future)
                         .get();
                 }),
                 std::string("storage.opened_for_reading"));
    }
    void anUpdateInPlaceOfAnAnswerGoesOn() {
        const auto paused = startTriage("run-a");
        const std::string node = paused.questions.at(0).node;
        const auto before = wait(states().state("run-a", ""));
        const auto updated = wait(states().update("run-a", {{{"decision", "approve"}}, node}, ""));
        const auto after = wait(states().state("run-a", ""));
        QCOMPARE(updated.status, std::string("paused"));
        QCOMPARE(updated.checkpointId, after.checkpoint);
        QCOMPARE(after.next, std::vector<std::string>{"decided"});
        QCOMPARE(after.parent, before.checkpoint);
        QVERIFY(wait(runtime().runs().questions("run-a")).empty());
        const auto done = wait(runtime().runs().resume("run-a", Json::object(), {}));
        QCOMPARE(done.status, std::string("completed"));
        QVERIFY(done.output.get<std::string>().find("Example Ltd") != std::string::npos);
        QCOMPARE(codeOf([&] {
                     wait(states().update("run-a", {nullptr, "nobody"}, ""));
                 }),
                 std::string("engine.unknown_node"));
    }
    void theEndClearsAPausedRun() {
        startTriage("run-a");
        QCOMPARE(wait(states().update("run-a", {nullptr, "$end"}, "")).status, std::string("completed"));
        QCOMPARE(get("run-a").status, std::string("completed"));
    }
    void aForkIsARunOfItsOwn() {
        const auto paused = startTriage("run-a");
        const auto fork = wait(states().fork("run-a", "", "run-b"));
        QCOMPARE(fork.id, std::string("run-b"));
        QCOMPARE(fork.status, std::string("paused"));
        QVERIFY(wait(runtime().runs().questions("run-b")).empty());
        const auto asked = wait(runtime().runs().resume("run-b", Json::object(), {}));
        QCOMPARE(asked.status, std::string("paused"));
        QVERIFY(asked.questions.at(0).id != paused.questions.at(0).id);
        QCOMPARE(wait(runtime().runs().resume("run-b", approve(asked), {})).status, std::string("completed"));
        QCOMPARE(get("run-a").status, std::string("paused"));
        QCOMPARE(wait(runtime().runs().resume("run-a", approve(paused), {})).status, std::string("completed"));
    }
    void aRunIsReplayedFromItsMiddle() {
        const auto paused = startTriage("run-a");
        const std::string before = wait(states().state("run-a", "")).checkpoint;
        QCOMPARE(wait(runtime().runs().resume("run-a", approve(paused), {})).status, std::string("completed"));
        const auto rewound = wait(states().rewind("run-a", before));
        QCOMPARE(rewound.status, std::string("paused"));
        m_workspace->reopen();
        std::vector<std::string> started;
        const auto asked = wait(runtime().runs().resume("run-a", Json::object(), [&](const domain::RunEvent& event) {
            if (event.type == domain::RunEventType::NodeStarted) started.push_back(event.node);
        }));
        QCOMPARE(started, std::vector<std::string>{paused.questions.at(0).node});
        QCOMPARE(wait(runtime().runs().resume("run-a", approve(asked), {})).status, std::string("completed"));
        QVERIFY(wait(states().state("run-a", before)).checkpoint == before);
    }
    void anExportedRunIsImported() {
        const auto paused = startTriage("run-a");
        startTriage("run-b");
        const fs::path file = m_workspace->folder() / "a.run";
        wait(states().exportRun("run-a", file));
        QVERIFY(!fs::exists(file.string() + "-wal") && !fs::exists(file.string() + ".tmp"));
        QVERIFY((fs::status(file).permissions() & fs::perms::others_read) == fs::perms::none);
        QCOMPARE(codeOf([&] { wait(states().exportRun("run-a", file)); }), std::string("file.exists"));

        Workspace elsewhere;
        const auto imported = elsewhere.wait(elsewhere.runtime().runStates().importRun(file));
        QCOMPARE(imported.id, std::string("run-a"));
        QCOMPARE(elsewhere.wait(elsewhere.runtime().runs().list("", "", 0)).size(), std::size_t(1));
        const auto here = wait(states().history("run-a", {}, true));
        const auto there = elsewhere.wait(elsewhere.runtime().runStates().history("run-a", {}, true));
        QCOMPARE(there.size(), here.size());
        for (std::size_t i = 0; i < here.size(); ++i)
            QVERIFY(engine::toJson(here[i]) == engine::toJson(there[i]));
        const auto told = wait(runtime().runs().events("run-a"));
        const auto kept = elsewhere.wait(elsewhere.runtime().runs().events("run-a"));
        QCOMPARE(kept.size(), told.size());
        for (std::size_t i = 0; i < told.size(); ++i)
            QVERIFY(toJson(told[i]) == toJson(kept[i]));
        // It goes on there, also when it is there already under another id.
        const auto again = elsewhere.wait(elsewhere.runtime().runStates().importRun(file));
        QVERIFY(again.id != "run-a");
        for (const std::string& id : {std::string("run-a"), again.id}) {
            QCOMPARE(elsewhere.wait(elsewhere.runtime().runs().resume(id, approve(paused), {})).status,
                     std::string("completed"));
        }
        QVERIFY(elsewhere.wait(elsewhere.runtime().maintenance().verify()).problems.empty());
        int left = 0;
        for (const auto& entry : fs::directory_iterator(elsewhere.folder()))
            left += entry.path().filename().string().starts_with("import-");
        QCOMPARE(left, 0);
    }
    void whatIsNoExportIsRefused() {
        startTriage("run-a");
        const fs::path file = m_workspace->folder() / "a.run";
        const auto importing = [&] { return codeOf([&] { wait(states().importRun(file)); }); };
        QCOMPARE(importing(), std::string("file.not_found"));
        writeFile(file, std::string(5000, 'x'));
        QCOMPARE(importing(), std::string("run.not_an_export"));
        fs::remove(file);
        meddle(file, "CREATE TABLE bookmarks(x)");
        QCOMPARE(importing(), std::string("run.not_an_export"));
        fs::remove(file);
        storage::openWorkspace(file).reset();  // a workspace, not a run
        QCOMPARE(importing(), std::string("run.not_an_export"));

        const std::pair<const char*, const char*> changes[] = {
            {"PRAGMA user_version = 99", "run.export_too_new"},
            {"CREATE TRIGGER bad AFTER INSERT ON settings BEGIN DELETE FROM settings; END", "run.not_an_export"},
            {"DELETE FROM checkpoints WHERE snapshot = 1", "run.not_an_export"},
            {"UPDATE checkpoint_threads SET epoch = 0", "run.not_an_export"},
            {"UPDATE checkpoints SET body = '{' WHERE step = 1", "run.not_an_export"},
            {"DELETE FROM executions", "run.not_an_export"},
        };
        for (const auto& [sql, code] : changes) {
            fs::remove(file);
            wait(states().exportRun("run-a", file));
            meddle(file, sql);
            const std::string got = importing();
            QVERIFY2(got == code, (std::string(sql) + ": " + got).c_str());
            QCOMPARE(wait(runtime().runs().list("", "", 0)).size(), std::size_t(1));
        }
        QVERIFY(wait(runtime().maintenance().verify()).problems.empty());
    }
    void aRunIsPrunedAndDeleted() {
        const auto paused = startTriage("run-a");
        wait(runtime().runs().resume("run-a", approve(paused), {}));
        const Json values = wait(states().state("run-a", "")).values;
        QCOMPARE(wait(runtime().maintenance().prune({.newest = 1})), std::int64_t(1));
        QVERIFY(wait(states().state("run-a", "")).values == values);
        wait(states().prune("run-a", {.newest = 1}));
        wait(states().remove("run-a"));
        QCOMPARE(codeOf([&] { get("run-a"); }), std::string("run.not_found"));
        const auto report = wait(runtime().maintenance().verify());
        QCOMPARE(report.runs + report.threads + report.checkpoints, std::int64_t(0));
        QVERIFY(wait(runtime().maintenance().compact(false)).bytesAfter > 0);
    }
    void verifyFindsWhatIsBroken() {
        const auto paused = startTriage("run-a");
        auto report = wait(runtime().maintenance().verify());
        QVERIFY(report.problems.empty());
        QVERIFY(report.runs == 1 && report.threads == 1 && report.checkpoints > 3);
        const std::pair<const char*, const char*> changes[] = {
            {"UPDATE checkpoint_threads SET head_id = 'x'", "storage.lost_head"},
            {"UPDATE checkpoints SET parent = NULL WHERE snapshot = 0", "storage.broken_chain"},
            {"UPDATE checkpoint_threads SET epoch = 1", "storage.bad_epoch"},
            {"UPDATE checkpoint_threads SET has_tasks = 1 - has_tasks", "storage.bad_tasks"},
            {"UPDATE checkpoints SET body = 'x' WHERE step = 0", "engine.bad_checkpoint"},
        };
        const fs::path file = m_workspace->folder() / "workspace.db";
        const fs::path sound = m_workspace->folder() / "sound.db";
        m_workspace->close();
        fs::copy_file(file, sound);
        for (const auto& [sql, code] : changes) {
            fs::copy_file(sound, file, fs::copy_options::overwrite_existing);
            meddle(file, sql);
            m_workspace->open();
            report = wait(runtime().maintenance().verify());
            std::set<std::string> codes;
            for (const auto& problem : report.problems)
                codes.insert(problem.code);
            QVERIFY2(codes.contains(code), code);
            m_workspace->close();
        }
        m_workspace->open();
    }
    void anotherProcessCancelsARun() {
        bool hasAsked = false;
        std::string again;
        const auto ask = [&](const domain::RunEvent& event) {
            if (event.type != domain::RunEventType::NodeStarted || hasAsked) return;
            hasAsked = true;
            runtime::Options beside;
            beside.workspace = m_workspace->folder();
            beside.beside = true;
            runtime::Runtime other(beside);
            boost::asio::co_spawn(other.executor(), other.runs().askToCancel("run-a"), boost::asio::use_future).get();
        };
        services::RunRequest request;
        std::string text;
        for (int i = 0; i < 60000; ++i)
            text += "Sentence number " + std::to_string(i) + " says something. ";
        request.graph = runtime().templates().instantiate("map-reduce-summary", {{"part_chars", 400}}).graph;
        request.input = {{"text", text}};
        QCOMPARE(wait(runtime().runs().start("run-a", request, ask)).status, std::string("cancelled"));
        QVERIFY(hasAsked);
        // The request was about that part of the run only.
        const auto database = storage::openWorkspace(m_workspace->folder() / "workspace.db", {.readOnly = true});
        QTRY_VERIFY(
            database->readNow([](storage::Connection& c) { return storage::RequestsTable(c).toCancel().empty(); }));
    }
    void aPausedRunIsGivenUp() {
        startTriage("run-a");
        QCOMPARE(wait(runtime().runs().giveUp("run-a")).status, std::string("cancelled"));
        QCOMPARE(codeOf([&] { wait(runtime().runs().giveUp("run-a")); }), std::string("run.not_active"));
    }
    /// What was told is what is stored, with the pieces of an answer joined.
    void anEventStreamIsRebuiltFromTheDatabase() {
        std::vector<domain::RunEvent> told;
        const auto keep = [&](const domain::RunEvent& event) { told.push_back(event); };
        const auto paused = start("run-a", "triage", {{"message", "Please refund my payment"}}, keep);
        wait(runtime().runs().resume("run-a", approve(paused), keep));
        start("run-b", "multi-agent-review", {{"code", "int main() { return 0; }"}}, keep);
        m_workspace->reopen();
        auto stored = wait(runtime().runs().events("run-a"));
        const auto second = wait(runtime().runs().events("run-b"));
        stored.insert(stored.end(), second.begin(), second.end());

        // Pieces of a node that come one after the other, whatever others tell in between.
        const auto textsOf = [](const std::vector<domain::RunEvent>& events) {
            std::map<std::string, std::string> texts;
            std::map<std::string, int> parts;
            for (const auto& event : events) {
                const std::string node = event.runId + " " + event.node;
                if (event.type == domain::RunEventType::Token) {
                    texts[node + " " + std::to_string(parts[node]) + event.data.dump()] += event.text;
                } else {
                    ++parts[node];
                }
            }
            return texts;
        };
        QVERIFY(!textsOf(told).empty());
        QVERIFY(textsOf(told) == textsOf(stored));
        const auto withoutTokens = [](const std::vector<domain::RunEvent>& events) {
            Json all = Json::array();
            for (const auto& event : events) {
                if (event.type != domain::RunEventType::Token) all.push_back(toJson(event));
            }
            return all;
        };
        QCOMPARE(withoutTokens(stored).dump(1), withoutTokens(told).dump(1));
    }
    void aRunThatIsNotSavedLeavesNothing() {
        services::RunRequest request;
        request.graph = runtime().templates().instantiate("triage", Json::object()).graph;
        request.input = {{"message", "Please refund my payment"}};
        request.save = false;
        wait(runtime().runs().start("run-a", request, {}));
        const auto report = wait(runtime().maintenance().verify());
        QCOMPARE(report.runs + report.threads, std::int64_t(0));
    }
};

HEDDLE_TEST(RunStatesTest);
#include "run_states_test.moc"
