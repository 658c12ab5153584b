#include "core/base/error.h"
#include "core/engine/threads.h"
#include "tests/engine/engine_fixture.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace heddle;
using namespace heddle::tests;
using engine::HistoryQuery;
using engine::RunStatus;
using engine::StateUpdate;
using engine::ThreadSnapshot;

namespace {

/// a → b → c, each adds to `n`; a: 1, b: 20, c: 300. A list `l` keeps who ran.
const Json kChain = Json::parse(R"({"schema_version": 1, "entry": ["a"],
    "state": {"n": {"reducer": "add"}, "l": {"reducer": "append"}, "x": {}},
    "nodes": {"a": {"type": "script"}, "b": {"type": "script"}, "c": {"type": "script"}},
    "edges": {"1": {"from": "a", "to": "b"}, "2": {"from": "b", "to": "c"}}})");
const Json kChainScript = Json::parse(R"({"a": [{"update": {"n": "1", "l": "'a'"}}],
    "b": [{"update": {"n": "20", "l": "'b'"}}], "c": [{"update": {"n": "300", "l": "'c'"}}]})");

/// a → (b, c) → j; `fork` decides after j.
const Json kDiamond = Json::parse(R"({"schema_version": 1, "entry": ["a"],
    "state": {"n": {"reducer": "add"}, "x": {}},
    "nodes": {"a": {"type": "script"}, "b": {"type": "script"}, "c": {"type": "script"}, "j": {"type": "script"}},
    "edges": {"1": {"from": "a", "to": "b"}, "2": {"from": "a", "to": "c"},
              "3": {"kind": "barrier", "from": ["b", "c"], "to": "j"}}})");

std::string codeOf(const std::function<void()>& act) {
    try {
        act();
        return "none";
    } catch (const Error& e) {
        return e.code();
    }
}

std::string joined(const std::vector<std::string>& names) {
    std::string all;
    for (const std::string& name : names)
        all += (all.empty() ? "" : " ") + name;
    return all;
}

std::string sourcesOf(const std::vector<ThreadSnapshot>& history) {
    std::string all;
    for (const ThreadSnapshot& one : history)
        all += one.source + std::to_string(one.step) + " ";
    return all;
}

engine::RunOptions breakingBefore(const std::string& node) {
    engine::RunOptions options;
    options.breakBefore = {node};
    return options;
}

}  // namespace

class StateTest : public QObject {
    Q_OBJECT
    std::unique_ptr<EngineFixture> m_fixture;
    std::unique_ptr<engine::Threads> m_threads;

    void load(const Json& graph, const Json& script) {
        m_fixture = std::make_unique<EngineFixture>();
        m_fixture->load(graph, script);
        m_threads = std::make_unique<engine::Threads>(*m_fixture->engine, m_fixture->clock);
    }
    ThreadSnapshot state(const std::string& checkpoint = {}, const std::string& thread = "t") {
        const auto found = m_threads->state(m_fixture->plan, thread, checkpoint);
        if (!found) throw Error(ErrorKind::NotFound, "test.no_state");
        return *found;
    }
    std::vector<ThreadSnapshot> history(HistoryQuery query = {}) {
        return m_threads->history(m_fixture->plan, "t", std::move(query));
    }
    std::string update(Json values, const std::string& asNode, const std::string& checkpoint = {}) {
        return m_threads->update(m_fixture->plan, "t", StateUpdate{std::move(values), asNode}, checkpoint);
    }
    /// The checkpoint of that step of the first branch.
    std::string at(int step) {
        HistoryQuery query;
        query.step = step;
        query.source = "loop";
        return history(query).back().checkpoint;
    }

private slots:
    void theNewestStateOfARunThatIsDone() {
        load(kChain, kChainScript);
        QVERIFY(!m_threads->state(m_fixture->plan, "t"));
        engine::RunOptions options;
        options.metadata = {{"user", "ann"}};
        m_fixture->start("t", {{"x", 5}}, options);
        const ThreadSnapshot head = state();
        QCOMPARE(head.values.dump(), std::string(R"({"l":["a","b","c"],"n":321,"x":5})"));
        QCOMPARE(head.step, 3);
        QCOMPARE(head.source, std::string("loop"));
        QVERIFY(head.isHead && head.next.empty() && head.tasks.empty());
        QCOMPARE(head.metadata["user"], Json("ann"));
        QVERIFY(head.createdMs > 0);
        const ThreadSnapshot parent = state(head.parent);
        QCOMPARE(parent.values["n"], Json(21));
        QCOMPARE(joined(parent.next), std::string("c"));
        QVERIFY(!parent.isHead);
        QVERIFY(!m_threads->state(m_fixture->plan, "t", "none"));
        QCOMPARE(engine::toJson(parent)["next"].dump(), std::string(R"(["c"])"));
    }
    void case24FinishedSiblingsCountInTheNewestStateOnly() {
        load(kDiamond, Json::parse(R"({"a": [], "b": [{"update": {"n": "1"}}],
            "c": [{"yield": 5}, {"fail": "test.broken", "kind": "denied", "calls": 1}, {"update": {"n": "2"}}]})"));
        engine::RunOptions options;
        options.durability = engine::Durability::Sync;
        options.maxConcurrency = 1;
        QCOMPARE(m_fixture->start("t", {{"n", 10}}, options).status, RunStatus::Failed);
        const ThreadSnapshot head = state();
        QCOMPARE(head.values["n"], Json(11));
        QCOMPARE(joined(head.next), std::string("c"));
        QCOMPARE(head.tasks.size(), std::size_t(2));
        QCOMPARE(head.tasks[0].result.dump(), std::string(R"({"n":1})"));
        QCOMPARE(head.tasks[1].error["code"], Json("test.broken"));
        QCOMPARE(state(head.checkpoint).values["n"], Json(10));
        QCOMPARE(joined(state(head.checkpoint).next), std::string("b c"));
        QCOMPARE(m_fixture->resume("t").state["n"], Json(13));
    }
    void case35AQuestionIsSeenInTheTask() {
        load(kDiamond, Json::parse(R"({"a": [], "b": [{"ask": "'b?'"}], "c": [{"ask": "'c?'"}]})"));
        const auto paused = m_fixture->start("t", Json::object());
        const ThreadSnapshot head = state();
        QCOMPARE(joined(head.next), std::string("b c"));
        QCOMPARE(head.tasks[1].questions.size(), std::size_t(1));
        QCOMPARE(head.tasks[1].questions[0].id, paused.questions[1].id);
        QCOMPARE(head.tasks[1].questions[0].node, std::string("c"));
        QCOMPARE(m_threads->tasks("t").size(), std::size_t(2));
    }
    void whatASubGraphWaitsForIsSeenInItsTask() {
        Json graph = Json::parse(R"({"schema_version": 1, "entry": ["call"], "state": {"x": {}},
            "graphs": {"g": {"entry": ["q", "w"], "nodes": {"q": {"type": "script"}, "w": {"type": "script"}},
                             "edges": {}, "state": {"x": {}}}},
            "nodes": {"call": {"type": "script", "config": {"graph": "g"}}}, "edges": {}})");
        load(graph, Json::parse(R"({"call": [{"call": {}}], "q": [{"ask": "ok?"}], "w": [{"sleep": 3600000}]})"));
        const auto paused = m_fixture->start("t", Json::object());
        QCOMPARE(paused.status, RunStatus::Paused);
        const auto tasks = m_threads->tasks("t");
        QCOMPARE(tasks.size(), std::size_t(1));
        QVERIFY(!tasks[0].isDone && tasks[0].wakeMs > m_fixture->clock.nowMs());
        QCOMPARE(tasks[0].questions.size(), std::size_t(1));
        QCOMPARE(tasks[0].questions[0].id, paused.questions.at(0).id);
        QCOMPARE(tasks[0].questions[0].node, std::string("call/q"));
        QCOMPARE(joined(state().next), std::string("call"));
        m_threads->remove("t");
        QVERIFY(m_fixture->store.threadsOf("t").empty());
    }
    void case45AnUpdateAtABreakpointFollowsTheNodesEdges_data() {
        QTest::addColumn<QString>("asNode");
        QTest::addColumn<QString>("next");
        QTest::addColumn<int>("end");
        QTest::newRow("inferred: a wrote last") << ""
                                                << "b" << 421;
        QTest::newRow("as the node before") << "a"
                                            << "b" << 421;
        QTest::newRow("in place of the node that waits") << "b"
                                                         << "c" << 401;
        QTest::newRow("as the last node") << "c"
                                          << "" << 101;
        QTest::newRow("as a new input") << "$input"
                                        << "a" << 422;
    }
    void case45AnUpdateAtABreakpointFollowsTheNodesEdges() {
        QFETCH(QString, asNode);
        QFETCH(QString, next);
        QFETCH(int, end);
        load(kChain, kChainScript);
        m_fixture->start("t", Json::object(), breakingBefore("b"));
        const std::string before = state().checkpoint;
        const std::string id = update({{"n", 100}}, asNode.toStdString());
        const ThreadSnapshot updated = state();
        QCOMPARE(updated.checkpoint, id);
        QCOMPARE(updated.parent, before);
        QCOMPARE(updated.source, std::string("update"));
        QCOMPARE(updated.step, 2);
        QCOMPARE(updated.values["n"], Json(101));
        QCOMPARE(joined(updated.next), next.toStdString());
        m_fixture->restart();
        QCOMPARE(m_fixture->resume("t").state["n"], Json(end));
    }
    void anUpdateIsReadAgainAsItWasMade() {
        load(kChain, kChainScript);
        m_fixture->start("t", Json::object(), breakingBefore("b"));
        for (int i = 0; i < 200; ++i)
            update({{"n", 1}, {"l", std::to_string(i)}}, "a");
        const ThreadSnapshot head = state();
        QCOMPARE(head.values["n"], Json(201));
        QCOMPARE(head.values["l"].size(), std::size_t(201));
        QCOMPARE(m_fixture->resume("t").state["n"], Json(521));
    }
    void case46NullAsTheEndClearsWhatIsToDo() {
        load(kDiamond, Json::parse(R"({"a": [], "b": [{"update": {"n": "1"}}], "c": [{"ask": "'c?'"}]})"));
        QCOMPARE(m_fixture->start("t", {{"n", 10}}).questions.size(), std::size_t(1));
        update(nullptr, "$end");
        const ThreadSnapshot head = state();
        QVERIFY(head.next.empty() && head.tasks.empty());
        QCOMPARE(head.values["n"], Json(11));
        m_fixture->nodes->forgetCalls();
        QCOMPARE(m_fixture->resume("t").status, RunStatus::Completed);
        QVERIFY(m_fixture->nodes->calls().empty());
    }
    void case47WhoWroteMustBeClear() {
        load(kDiamond, Json::parse(R"({"a": [], "b": [], "c": [], "j": []})"));
        m_fixture->start("t", Json::object(), breakingBefore("j"));
        QCOMPARE(codeOf([&] { update({{"x", 1}}, ""); }), std::string("engine.ambiguous_node"));
        QCOMPARE(codeOf([&] { update({{"x", 1}}, "nobody"); }), std::string("engine.unknown_node"));
        QCOMPARE(codeOf([&] { update({{"y", 1}}, "b"); }), std::string("engine.unknown_field"));
        QCOMPARE(codeOf([&] { update(3, "b"); }), std::string("engine.bad_input"));
        QCOMPARE(codeOf([&] { update({{"x", 1}}, "b", "none"); }), std::string("engine.no_checkpoint"));
        QCOMPARE(history().size(), std::size_t(4));  // nothing of it was stored
        update({{"x", 1}}, "b");
        QCOMPARE(codeOf([&] { update({{"x", 1}}, ""); }), std::string("none"));  // now b wrote last
    }
    void anUpdateOfANewThreadIsItsInput() {
        load(kChain, kChainScript);
        update({{"n", 1000}}, "");
        QCOMPARE(joined(state().next), std::string("a"));
        QCOMPARE(m_fixture->resume("t").state["n"], Json(1321));
    }
    void finishedTasksAreKeptByAnUpdateAndLeadOn() {
        load(kDiamond, Json::parse(R"({"a": [], "b": [{"update": {"n": "1"}}], "c": [{"ask": "'c?'"}],
            "j": [{"update": {"x": "'joined'"}}]})"));
        m_fixture->start("t", {{"n", 10}});
        m_fixture->nodes->forgetCalls();
        update({{"n", 5}}, "c");  // in place of the answer
        QCOMPARE(state().values["n"], Json(16));
        QCOMPARE(joined(state().next), std::string("j"));
        const auto done = m_fixture->resume("t");
        QCOMPARE(done.state["n"], Json(16));
        QCOMPARE(done.state["x"], Json("joined"));
        QVERIFY(!m_fixture->nodes->calls().contains("b"));
    }
    void severalUpdatesOfOneStepAndStepsInARow() {
        load(kDiamond, Json::parse(R"({"a": [], "b": [], "c": [], "j": [{"update": {"n": "1000"}}]})"));
        m_fixture->start("t", {{"n", 10}}, breakingBefore("b"));
        m_threads->update(m_fixture->plan, "t", {{{{{"n", 1}}, "b"}, {{{"n", 2}}, "c"}}, {{{{"n", 100}}, "j"}}});
        QCOMPARE(sourcesOf(history()), std::string("update3 update2 loop1 loop0 input-1 "));
        QCOMPARE(state().values["n"], Json(113));
        QVERIFY(state().next.empty());
        // One of several must name its node, and then none of them is stored.
        QCOMPARE(
            codeOf([&] {
                m_threads->update(m_fixture->plan, "t", {{{{{"n", 1}}, "j"}}, {{{{"n", 1}}, "b"}, {{{"n", 2}}, ""}}});
            }),
            std::string("engine.unknown_node"));
        QCOMPARE(state().values["n"], Json(113));
    }
    void case49ReplayRunsLaterNodesOnly() {
        load(kChain, kChainScript);
        m_fixture->start("t", Json::object());
        const auto old = history();
        const std::string middle = at(1);  // after a
        m_fixture->nodes->forgetCalls();
        const std::string fork = m_threads->rewind("t", middle);
        QCOMPARE(state().source, std::string("fork"));
        QCOMPARE(state().parent, middle);
        QCOMPARE(state().values["n"], Json(1));
        m_fixture->restart();
        m_threads = std::make_unique<engine::Threads>(*m_fixture->engine, m_fixture->clock);
        const auto replayed = m_fixture->resume("t");
        QCOMPARE(replayed.status, RunStatus::Completed);
        QCOMPARE(replayed.state["l"].dump(), std::string(R"(["a","b","c"])"));
        const auto calls = m_fixture->nodes->calls();
        QVERIFY(!calls.contains("a") && calls.at("b") == 1 && calls.at("c") == 1);
        const auto now = history();
        QCOMPARE(now.size(), old.size() + 3);
        QCOMPARE(now[1].parent, fork);
        for (std::size_t i = 0; i < old.size(); ++i) {
            QCOMPARE(now[i + 3].checkpoint, old[i].checkpoint);
            QVERIFY(now[i + 3].values == old[i].values);
        }
        QVERIFY(m_threads->rewind("t", now[0].checkpoint) == now[0].checkpoint);  // the head stays
        QCOMPARE(history().size(), now.size());
    }
    void replayFromTheInputRunsAllAgain() {
        load(kChain, kChainScript);
        m_fixture->start("t", {{"n", 7}});
        HistoryQuery first;
        first.source = "input";
        QCOMPARE(joined(history(first).front().next), std::string("$input"));
        m_threads->rewind("t", history(first).front().checkpoint);
        QCOMPARE(m_fixture->resume("t").state["n"], Json(328));
        QCOMPARE(m_fixture->nodes->calls().at("a"), 2);
    }
    void aReplayedQuestionIsAskedAgain() {
        load(kChain, Json::parse(R"({"a": [], "b": [{"ask": "'sure?'"}, {"update": {"x": "reply"}}], "c": []})"));
        auto paused = m_fixture->start("t", Json::object());
        engine::Answers answers;
        answers.only = "yes";
        QCOMPARE(m_fixture->resume("t", answers).state["x"], Json("yes"));
        m_threads->rewind("t", at(1));
        paused = m_fixture->resume("t");
        QCOMPARE(paused.status, RunStatus::Paused);
        answers.only = "no";
        QCOMPARE(m_fixture->resume("t", answers).state["x"], Json("no"));
    }
    void case51AForkByUpdateKnowsNothingOfTheOldBranch() {
        load(kDiamond, Json::parse(R"({"a": [{"update": {"n": "1"}}], "b": [{"update": {"n": "20"}}],
            "c": [{"ask": "'?'"}], "j": []})"));
        m_fixture->start("t", {{"n", 0}});  // b is done, c asks
        QCOMPARE(state().values["n"], Json(21));
        // Back to after the input: 1 of an update as a, 20 of b, 100 of an update as c.
        update({{"n", 1}}, "a", at(0));
        QCOMPARE(state().values["n"], Json(1));
        QCOMPARE(joined(state().next), std::string("b c"));
        m_fixture->resume("t");
        update({{"n", 100}}, "c");
        QCOMPARE(m_fixture->resume("t").state["n"], Json(121));
    }
    void aCopyIsASiblingWithTheSameState() {
        load(kChain, kChainScript);
        m_fixture->start("t", Json::object(), breakingBefore("c"));
        const ThreadSnapshot before = state();
        update(nullptr, "$copy");
        const ThreadSnapshot copy = state();
        QCOMPARE(copy.parent, before.parent);
        QVERIFY(copy.checkpoint != before.checkpoint);
        QCOMPARE(copy.source, std::string("fork"));
        QVERIFY(copy.values == before.values && copy.next == before.next);
        QCOMPARE(m_fixture->resume("t").state["n"], Json(321));
    }
    void case53HistoryIsFiltered() {
        load(kChain, kChainScript);
        engine::RunOptions options;
        options.metadata = {{"user", "ann"}, {"tags", {1, 2}}};
        m_fixture->start("t", Json::object(), options);
        options.metadata = {{"user", "bob"}, {"tags", {1, 2}}};
        m_fixture->start("t", Json::object(), options);
        QCOMPARE(history().size(), std::size_t(10));
        QCOMPARE(sourcesOf(history({.source = "input"})), std::string("input4 input-1 "));
        QCOMPARE(history({.metadata = {{"user", "bob"}}}).size(), std::size_t(5));
        QCOMPARE(history({.metadata = {{"user", "bob"}, {"tags", {1, 2}}}}).size(), std::size_t(5));
        QVERIFY(history({.metadata = {{"user", "bob"}, {"tags", {2}}}}).empty());
        QCOMPARE(sourcesOf(history({.step = 2})), std::string("loop2 "));
        QCOMPARE(sourcesOf(history({.source = "loop", .limit = 2})), std::string("loop8 loop7 "));
        const auto all = history();
        QCOMPARE(sourcesOf(history({.before = all[2].checkpoint, .limit = 2})), std::string("loop5 input4 "));
        QVERIFY(history({.before = "none"}).empty());
        // Tasks carry what they came to.
        QCOMPARE(all[1].tasks.size(), std::size_t(1));
        QCOMPARE(all[1].tasks[0].node, std::string("c"));
        QCOMPARE(all[1].tasks[0].result.dump(), std::string(R"({"l":"c","n":300})"));
        QCOMPARE(all[0].values["n"], Json(642));
        QCOMPARE(all[5].values["n"], Json(321));
        QVERIFY(m_threads->history(nullptr, "t")[0].values.is_null());
    }
    void aThreadIsForkedIntoAnotherOne() {
        load(kChain, kChainScript);
        m_fixture->start("t", Json::object());
        m_fixture->start("t|sub:1", Json::object());
        const std::string from = at(2);
        m_threads->fork(m_fixture->plan, "t", from, "u");
        QCOMPARE(codeOf([&] { m_threads->fork(m_fixture->plan, "t", from, "u"); }),
                 std::string("engine.thread_exists"));
        const ThreadSnapshot forked = state({}, "u");
        QVERIFY(forked.values == state(from).values);
        QCOMPARE(forked.metadata["forked_from"]["checkpoint"], Json(from));
        QVERIFY(forked.parent.empty());
        update({{"n", 1}}, "a");
        QCOMPARE(m_fixture->resume("u").state["n"], Json(321));
        QCOMPARE(history().size(), std::size_t(6));
        QVERIFY(!m_threads->state(m_fixture->plan, "u|sub:1"));
        m_threads->fork(m_fixture->plan, "t", "", "w");
        QVERIFY(m_threads->state(m_fixture->plan, "w|sub:1"));
        m_threads->fork(m_fixture->plan, "u", "", "v");  // the writer is known from the run
        QCOMPARE(m_threads->update(m_fixture->plan, "v", StateUpdate{{{"n", 1}}, ""}).empty(), false);
    }
    void threadsAreCopiedPrunedAndRemoved() {
        load(kChain, kChainScript);
        m_fixture->start("t", Json::object());
        m_fixture->start("t|sub:1", Json::object());
        m_fixture->start("tu", Json::object());
        m_threads->copy("t", "c");
        QVERIFY(state({}, "c").values == state().values);
        QCOMPARE(joined(m_fixture->store.threadsOf("c")), std::string("c c|sub:1"));
        QCOMPARE(codeOf([&] { m_threads->copy("t", "c"); }), std::string("engine.thread_exists"));
        m_threads->copy("none", "d");
        QVERIFY(!m_threads->state(m_fixture->plan, "d"));

        m_threads->prune("t", {});
        QCOMPARE(history().size(), std::size_t(5));
        const std::int64_t since = state(at(1)).createdMs;
        m_threads->prune("t", {.newest = 1, .sinceMs = since});
        QVERIFY(history().size() >= 3);
        QCOMPARE(state().values["n"], Json(321));
        m_threads->remove("t");
        QVERIFY(m_fixture->store.threadsOf("t").empty());
        QVERIFY(m_threads->state(m_fixture->plan, "tu"));
        m_threads->remove("none");
    }
    void pruningKeepsTheNewestOfALongThread() {
        Json graph = kChain;
        graph["edges"]["3"] = {{"from", "c"}, {"to", "a"}};
        graph["limits"]["max_steps"] = 3000;
        load(graph, kChainScript);
        m_fixture->start("t", Json::object());
        const Json values = state().values;
        const std::string kept = history({.limit = 5}).back().checkpoint;
        const Json keptValues = state(kept).values;
        m_threads->prune("t", {.newest = 5});
        QVERIFY(history().size() < 2500);
        QVERIFY(state().values == values && state(kept).values == keptValues);
    }
    void aRunningThreadIsNotChanged() {
        load(kChain, Json::parse(R"({"a": [{"hang": true}]})"));
        KeptEvents events;
        std::vector<std::string> codes;
        events.onEach = [&](const domain::RunEvent& event) {
            if (event.type != domain::RunEventType::NodeStarted) return;
            codes.push_back(codeOf([&] { update({{"n", 1}}, "a"); }));
            codes.push_back(codeOf([&] { m_threads->rewind("t", ""); }));
            codes.push_back(codeOf([&] { m_threads->remove("t"); }));
            codes.push_back(codeOf([&] { m_threads->copy("t", "u"); }));
            m_fixture->engine->cancel("t");
        };
        engine::RunOptions options;
        options.sink = &events;
        QCOMPARE(m_fixture->start("t", Json::object(), options).status, RunStatus::Cancelled);
        QCOMPARE(codes, std::vector<std::string>(4, "engine.thread_busy"));
    }
    void checkpointsAreFoundByTheirBeginning() {
        load(kChain, kChainScript);
        m_fixture->start("t", Json::object());
        const std::string head = state().checkpoint;
        QCOMPARE(m_threads->find("t", ""), head);
        QCOMPARE(m_threads->find("t", head.substr(0, 20)), head);
        QCOMPARE(codeOf([&] { m_threads->find("t", "zz"); }), std::string("engine.no_checkpoint"));
        QCOMPARE(codeOf([&] { m_threads->find("none", ""); }), std::string("engine.no_thread"));
    }
    void aPlanForStateNeedsNoNodes() {
        load(kChain, kChainScript);
        m_fixture->start("t", Json::object());
        Json graph = kChain;
        graph["nodes"]["b"]["type"] = "gone";
        const auto plan = engine::planForState(domain::graphFromJson(graph));
        QCOMPARE(m_threads->state(plan, "t")->values["n"], Json(321));
        m_fixture->plan = plan;
        QCOMPARE(m_fixture->start("u", Json::object()).error->code(), std::string("engine.plan_for_state"));
    }
    void unreadableBodiesAreNamed() {
        load(kChain, kChainScript);
        m_fixture->start("t", Json::object());
        auto records = m_fixture->store.history("t", {});
        for (const auto& record : records)
            QVERIFY(!engine::bodyProblem(record));
        for (const char* body : {"", "[", "7", R"({"tasks": [{"w": []}]})", R"({"tasks": [{"n": "a", "w": [["x"]]}]})",
                                 R"({"next": [7]})"}) {
            records[0].body = body;
            QVERIFY2(engine::bodyProblem(records[0]), body);
        }
        records.back().body = R"({"state": []})";
        QVERIFY(engine::bodyProblem(records.back()));
    }
};

HEDDLE_TEST(StateTest);
#include "state_test.moc"
