#include "core/engine/loop/thread_state.h"
#include "tests/engine/engine_fixture.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace heddle;
using namespace heddle::tests;
using engine::RunStatus;

namespace {

const Json kOne = Json::parse(R"({"schema_version": 1, "entry": ["a"], "nodes": {"a": {"type": "script"}},
    "edges": {}, "state": {"x": {}, "y": {}}})");

/// Asks the world, then a person, then the world again.
const Json kAsking = Json::parse(R"([
    {"effect": "tool", "request": "'one'", "answer": "['first', world]", "as": "one", "pieces": ["p", "q"]
},
    {"ask": "go on?"},
    {"effect": "tool", "request": "'two'", "answer": "['second', world]", "as": "two"},
    {"update": {"x": "[one, two, reply]"}}])");

engine::RunOptions recording(engine::Durability durability = engine::Durability::Async) {
    engine::RunOptions options;
    options.record = true;
    options.durability = durability;
    return options;
}

std::string tokensOf(const KeptEvents& events) {
    std::string all;
    for (const auto& event : events.all()) {
        if (event.type == domain::RunEventType::Token) all += event.text;
    }
    return all;
}

}  // namespace

class EffectsTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<EngineFixture> m_fixture;

    void load(const Json& graph, const Json& script) {
        m_fixture = std::make_unique<EngineFixture>();
        m_fixture->load(graph, script);
    }
    /// How many effects the store has of the thread's only task.
    std::size_t stored(const std::string& thread = "t") const {
        const auto head = m_fixture->store.load(thread, {});
        const std::string task = engine::taskId(head->chain.back().id, "a", std::nullopt);
        return m_fixture->store.effects(thread, task, task).size();
    }

private slots:
    void whatHasFinishedIsNotDoneAgain_data() {
        QTest::addColumn<int>("durability");
        QTest::addColumn<bool>("restarts");
        for (const bool restarts : {false, true}) {
            for (const int durability : {0, 1, 2})
                QTest::addRow("durability %d, restart %d", durability, restarts) << durability << restarts;
        }
    }
    void whatHasFinishedIsNotDoneAgain() {
        QFETCH(int, durability);
        QFETCH(bool, restarts);
        load(kOne, {{"a", kAsking}});
        engine::RunOptions options;
        options.durability = static_cast<engine::Durability>(durability);
        QCOMPARE(m_fixture->start("t", Json::object(), options).status, RunStatus::Paused);
        if (restarts) m_fixture->restart();
        KeptEvents events;
        options.sink = &events;
        const auto done = m_fixture->resume("t", {.only = "yes"}, options);
        QCOMPARE(done.state["x"].dump(), std::string(R"([["first",1],["second",2],"yes"])"));
        QCOMPARE(m_fixture->nodes->worldCalls().at("a"), 2);
        QCOMPARE(tokensOf(events), std::string("pq"));  // heard again, as the node is run again
    }
    void aKilledProcessDoesNotRepeatItsCalls() {
        load(kOne, Json::parse(R"({"a": [
            {"effect": "http", "request": "'one'", "answer": "world", "as": "one"}, {"hang": true}]})"));
        engine::RunOptions options;
        options.durability = engine::Durability::Sync;
        auto run = boost::asio::co_spawn(m_fixture->pool,
                                         m_fixture->engine->start(m_fixture->plan, "t", Json::object(), options),
                                         boost::asio::use_future);
        QTRY_COMPARE(m_fixture->nodes->worldCalls().size(), std::size_t(1));
        QTRY_VERIFY(m_fixture->store.load("t", {}) && stored() == 1);  // while the node is still at work
        m_fixture->engine->cancel("t");
        run.get();
        m_fixture->nodes->onCall = [&](const std::string&) { m_fixture->engine->cancel("t"); };
        m_fixture->resume("t", {}, options);
        QCOMPARE(m_fixture->nodes->worldCalls().at("a"), 1);
    }
    void theJournalGoesWithItsTask() {
        load(kOne, {{"a", kAsking}});
        m_fixture->start("t", Json::object());
        QCOMPARE(stored(), std::size_t(1));
        const std::string before = m_fixture->store.load("t", {})->chain.back().id;
        m_fixture->resume("t", {.only = "yes"});
        const std::string task = engine::taskId(before, "a", std::nullopt);
        QVERIFY(m_fixture->store.effects("t", task, task).empty());
    }
    void aFailedAttemptBeginsAnew() {
        Json graph = kOne;
        graph["nodes"]["a"]["retry"] = {{"max_attempts", 2}, {"initial_ms", 1}, {"jitter", false}};
        load(graph, Json::parse(R"({"a": [
            {"effect": "model", "request": "'q'", "answer": "world", "as": "one"},
            {"fail": "test.bad_answer", "kind": "parse", "if": "one < 2"},
            {"update": {"x": "one"}}]})"));
        QCOMPARE(m_fixture->start("t", Json::object()).state["x"], Json(2));
        QCOMPARE(m_fixture->nodes->worldCalls().at("a"), 2);
    }
    void aBatchAnswersInItsOwnOrder() {
        load(kOne, Json::parse(R"({"a": [
            {"batch": [{"n": 1, "turns": 40}, {"n": 2, "error": "test.down"}, {"n": 3, "turns": 20}, {"n": 4, "turns": 1}],
             "as": "all"},
            {"ask": "go on?"},
            {"update": {"x": "all"}}]})"));
        QCOMPARE(m_fixture->start("t", Json::object()).status, RunStatus::Paused);
        m_fixture->restart();
        const auto done = m_fixture->resume("t", {.only = "yes"});
        QCOMPARE(done.state["x"].dump(), std::string(R"([4,"test.down",3,2])"));
        QCOMPARE(m_fixture->nodes->worldCalls().at("a"), 4);
    }
    void aBatchKeepsToItsWidth() {
        load(kOne, Json::parse(R"({"a": [
            {"batch": [{"n": 1, "turns": 9}, {"n": 2, "turns": 5}, {"n": 3, "turns": 5}, {"n": 4}], "at_once": 2, "as": "all"},
            {"update": {"x": "all"}}]})"));
        QCOMPARE(m_fixture->start("t", Json::object()).state["x"].size(), std::size_t(4));
        QCOMPARE(m_fixture->nodes->mostAtOnce(), 3);  // the node, and two of its calls
    }
    void whatABatchHasAnsweredSurvivesAKill() {
        load(kOne, Json::parse(R"({"a": [
            {"batch": [{"n": 1, "hang": true}, {"n": 2}, {"n": 3}], "as": "all"}, {"update": {"x": "all"}}]})"));
        engine::RunOptions options;
        options.durability = engine::Durability::Sync;
        auto run = boost::asio::co_spawn(m_fixture->pool,
                                         m_fixture->engine->start(m_fixture->plan, "t", Json::object(), options),
                                         boost::asio::use_future);
        QTRY_VERIFY(m_fixture->store.load("t", {}) && stored() == 2);
        m_fixture->engine->cancel("t");
        QCOMPARE(run.get().status, RunStatus::Cancelled);
        QCOMPARE(m_fixture->nodes->worldCalls().at("a"), 2);
    }
    void aBatchIsReplayed() {
        load(kOne, Json::parse(R"({"a": [
            {"batch": [{"n": 1, "turns": 9}, {"n": 2, "error": "test.down"}, {"n": 3}], "as": "all"},
            {"update": {"x": "all"}}]})"));
        m_fixture->start("t", Json::object(), recording());
        QVERIFY(!m_fixture->reproduce("t").divergence);
        QCOMPARE(m_fixture->nodes->worldCalls().at("a"), 3);
    }
    void aFailedRunAsksAgain() {
        load(kOne, Json::parse(R"({"a": [
            {"effect": "tool", "request": "'q'", "answer": "world", "as": "one"},
            {"effect": "tool", "request": "'r'", "error": "test.down", "calls": 2, "answer": "world", "as": "two"},
            {"update": {"x": "[one, two]"}}]})"));
        QCOMPARE(m_fixture->start("t", Json::object()).status, RunStatus::Failed);
        m_fixture->restart();
        QCOMPARE(m_fixture->resume("t").state["x"].dump(), std::string("[3,4]"));
    }
    void anotherRequestIsAskedOfTheWorld() {
        load(kOne, Json::parse(R"({"a": [
            {"effect": "tool", "request": "['call', call]", "answer": "world", "as": "one"},
            {"ask": "?"}, {"update": {"x": "one"}}]})"));
        m_fixture->start("t", Json::object());
        QCOMPARE(m_fixture->resume("t", {.only = 1}).state["x"], Json(2));
    }
    void callsOfAnUnstoredSubGraphAreNotRepeated() {
        Json graph = Json::parse(R"({"schema_version": 1, "entry": ["p"], "state": {"x": {}}, "edges": {},
            "nodes": {"p": {"type": "script", "config": {"graph": "g"}}},
            "graphs": {"g": {"entry": ["a"], "edges": {}, "nodes": {"a": {"type": "script"}}, "state": {"y": {}}}}})");
        load(graph, Json::parse(R"({"p": [{"call": {}, "memory": "none", "out": {"x": "state.y"}}, {"ask": "?"}],
            "a": [{"effect": "tool", "request": "'q'", "answer": "world", "as": "one"}, {"update": {"y": "one"}}]})"));
        QCOMPARE(m_fixture->start("t", Json::object()).status, RunStatus::Paused);
        m_fixture->restart();
        QCOMPARE(m_fixture->resume("t", {.only = 1}).state["x"], Json(1));
        QCOMPARE(m_fixture->nodes->worldCalls().at("a"), 1);
    }

    void aReplayNeedsNoWorldAndNoPerson() {
        load(kOne, {{"a", kAsking}});
        m_fixture->start("t", Json::object(), recording());
        m_fixture->restart();
        m_fixture->resume("t", {.only = "yes"});  // a recorded thread stays one
        m_fixture->nodes->forgetCalls();
        KeptEvents events;
        const auto replayed = m_fixture->wait(engine::reproduce(*m_fixture->engine, m_fixture->plan, "t", &events));
        QVERIFY(!replayed.divergence);
        QCOMPARE(replayed.status, RunStatus::Completed);
        QCOMPARE(replayed.checkpoints, static_cast<int>(m_fixture->store.history("t", {}).size()));
        QVERIFY(m_fixture->nodes->worldCalls().empty());
        QCOMPARE(tokensOf(events), std::string("pq"));
    }
    void timeChanceAndIdsAreReplayed() {
        load(kOne, Json::parse(R"({"a": [{"draw": "clock", "as": "t"}, {"draw": "random", "as": "r"},
            {"draw": "id", "as": "i"}, {"update": {"x": "[t, r, i]"}}]})"));
        const Json drawn = m_fixture->start("t", Json::object(), recording()).state["x"];
        QVERIFY(drawn[1].get<double>() >= 0 && drawn[1].get<double>() < 1);
        m_fixture->clock.advance(5000);
        QVERIFY(!m_fixture->reproduce("t").divergence);
        QVERIFY(m_fixture->start("u", Json::object()).state["x"] != drawn);
    }
    void failuresAreReplayed() {
        Json graph = kOne;
        graph["nodes"]["a"]["retry"] = {{"max_attempts", 3}, {"initial_ms", 1}, {"jitter", false}};
        load(graph, Json::parse(R"({"a": [
            {"effect": "model", "request": "'q'", "error": "test.busy", "kind": "rate_limited", "calls": 2,
             "answer": "world", "as": "one"}, {"update": {"x": "one"}}]})"));
        QCOMPARE(m_fixture->start("t", Json::object(), recording()).state["x"], Json(3));
        m_fixture->nodes->forgetCalls();
        QVERIFY(!m_fixture->reproduce("t").divergence);
        QVERIFY(m_fixture->nodes->worldCalls().empty());
    }
    void aReplayThatDivergesSaysWhere_data() {
        QTest::addColumn<QString>("change");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("facts");
        QTest::newRow("another request") << R"([{"effect": "tool", "request": "{'q': 'other'}", "as": "one"},
            {"update": {"x": "one"}}])"
                                         << "engine.replay_diverged"
                                         << R"({"node": "b", "number": 1, "path": "/q", "asked": "tool"})";
        QTest::newRow("another door") << R"([{"effect": "model", "request": "{'q': 'one'}", "as": "one"}])"
                                      << "engine.replay_diverged"
                                      << R"({"asked": "model", "recorded": "tool"})";
        QTest::newRow("one call more") << R"([{"effect": "tool", "request": "{'q': 'one'}", "as": "one"},
            {"effect": "tool", "request": "'more'"}])"
                                       << "engine.replay_ended"
                                       << R"({"node": "b", "number": 2})";
        QTest::newRow("other writes") << R"([{"effect": "tool", "request": "{'q': 'one'}", "as": "one"},
            {"update": {"x": "one + 1"}}])"
                                      << "engine.replay_wrote"
                                      << R"({"node": "b", "step": 2})";
        QTest::newRow("a failure") << R"([{"fail": "test.new"}])"
                                   << "engine.replay_diverged"
                                   << R"({"node": "b", "asked": "attempt"})";
    }
    void aReplayThatDivergesSaysWhere() {
        QFETCH(QString, change);
        QFETCH(QString, code);
        QFETCH(QString, facts);
        Json graph = kOne;
        graph["nodes"]["b"] = {{"type", "script"}, {"on_error", "default"}, {"error_default", Json::object()}};
        graph["nodes"]["c"] = {{"type", "script"}};
        graph["edges"] = {{"e1", {{"from", "a"}, {"to", "b"}}}, {"e2", {{"from", "b"}, {"to", "c"}}}};
        Json script = Json::parse(R"({"a": [], "c": [], "b": [
            {"effect": "tool", "request": "{'q': 'one'}", "answer": "world", "as": "one"}, {"update": {"x": "one"}}]})");
        load(graph, script);
        m_fixture->start("t", Json::object(), recording());
        script["b"] = Json::parse(change.toStdString());
        m_fixture->load(graph, script);
        const auto replayed = m_fixture->reproduce("t");
        QVERIFY(replayed.divergence);
        QCOMPARE(QString::fromStdString(replayed.divergence->code()), code);
        const Json wanted = Json::parse(facts.toStdString());
        for (const auto& [fact, value] : wanted.items())
            QVERIFY2(replayed.divergence->facts().value(fact, Json()) == value, replayed.divergence->what());
        QCOMPARE(replayed.divergence->facts().value("thread", ""), std::string("t"));
        QCOMPARE(replayed.checkpoints, 3);  // the input, its step and a
    }
    void aReplayEndsWhereTheThreadWasChangedFromOutside() {
        load(kOne, {{"a", kAsking}});
        m_fixture->start("t", Json::object(), recording());
        const std::string head = m_fixture->store.load("t", {})->chain.back().id;
        engine::Threads(*m_fixture->engine, m_fixture->clock)
            .update(m_fixture->plan, "t", engine::StateUpdate{{{"y", 1}}, "a"}, "");  // in place of the answer
        const auto replayed = m_fixture->reproduce("t");
        QVERIFY2(!replayed.divergence, replayed.divergence ? replayed.divergence->what() : "");
        QCOMPARE(replayed.changedAt, head);
    }
    void onlyARecordedThreadIsReplayed() {
        load(kOne, {{"a", Json::array()}});
        m_fixture->start("t", Json::object());
        QVERIFY_EXCEPTION_THROWN(m_fixture->reproduce("t"), Error);
        QVERIFY_EXCEPTION_THROWN(m_fixture->reproduce("none"), Error);
    }
};

HEDDLE_TEST(EffectsTest);
#include "effects_test.moc"
