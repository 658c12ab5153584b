#include "core/engine/stream_modes.h"

#include "tests/engine/engine_fixture.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace heddle;
using namespace heddle::tests;
using engine::StreamMode;

namespace {

const Json kScript{{"type", "script"}};

Json parts(const KeptEvents& events, StreamMode mode, bool withSubgraphs = false) {
    const engine::StreamModes modes({mode}, withSubgraphs);
    Json all = Json::array();
    for (const auto& event : events.all()) {
        for (const auto& part : modes.partsOf(event)) {
            if (!modes.wants(event.type)) return "a part of an event that it does not want";
            all.push_back(withSubgraphs ? Json{part.place.size(), part.data} : part.data);
        }
    }
    return all;
}

/// a tells its progress, b asks.
class TwoNodes {
public:
    TwoNodes() {
        fixture.load({{"schema_version", 1},
                      {"entry", {"a"}},
                      {"nodes", {{"a", kScript}, {"b", kScript}}},
                      {"edges", {{"e", {{"from", "a"}, {"to", "b"}}}}},
                      {"state", {{"x", Json::object()}, {"y", Json::object()}}}},
                     {{"a", {{{"token", "hi"}}, {{"progress", {{"done", 1}}}}, {{"update", {{"x", "state.x + 1"}}}}}},
                      {"b", {{{"ask", "ok?"}}, {{"update", {{"y", "reply"}}}}}}});
    }
    engine::RunOptions options(engine::EventSink& sink) {
        engine::RunOptions options;
        options.sink = &sink;
        options.tellState = true;
        return options;
    }
    EngineFixture fixture;
};

}  // namespace

class StreamModesTest : public QObject {
    Q_OBJECT
private slots:
    /// Cases 61 and 62.
    void allModesOfTwoNodes() {
        TwoNodes two;
        KeptEvents first;
        KeptEvents second;
        const auto paused = two.fixture.start("t", {{"x", 1}}, two.options(first));
        engine::Answers answers;
        answers.only = "yes";
        two.fixture.resume("t", answers, two.options(second));

        const Json question{{"id", paused.questions.at(0).id}, {"node", "b"}, {"question", "ok?"}};
        QCOMPARE(parts(first, StreamMode::Values),
                 Json::array({{{"x", 1}}, {{"x", 2}}, {{"x", 2}, {"$interrupt", Json::array({question})}}}));
        QCOMPARE(parts(second, StreamMode::Values), Json::array({{{"x", 2}}, {{"x", 2}, {"y", "yes"}}}));
        QCOMPARE(parts(first, StreamMode::Updates),
                 Json::array({{{"a", {{"x", 2}}}}, {{"$interrupt", Json::array({question})}}}));
        QCOMPARE(parts(second, StreamMode::Updates), Json::array({Json{{"b", {{"y", "yes"}}}}}));
        QCOMPARE(parts(first, StreamMode::Custom), Json::array({Json{{"done", 1}}}));
        QCOMPARE(parts(first, StreamMode::Messages),
                 Json::array({Json{{"text", "hi"}, {"about", {{"node", "a"}, {"step", 1}, {"channel", ""}}}}}));
        const Json checkpoints = parts(first, StreamMode::Checkpoints);
        QCOMPARE(checkpoints.size(), std::size_t(3));
        QCOMPARE(checkpoints[2]["updated"], Json::array({"x"}));
        const Json tasks = parts(first, StreamMode::Tasks);
        QCOMPARE(tasks.size(), std::size_t(3));
        QCOMPARE(tasks[0]["id"], tasks[1]["id"]);
        QCOMPARE(tasks[1]["result"], Json::parse(R"({"x":2})"));
        const Json debug = parts(first, StreamMode::Debug);
        QCOMPARE(debug.size(), std::size_t(6));
        QCOMPARE(debug[2]["type"], Json("task"));
        QCOMPARE(debug[3]["payload"], tasks[1]);
    }
    void progressComesBeforeTheNodeEnds() {
        TwoNodes two;
        KeptEvents events;
        two.fixture.start("t", {{"x", 1}}, two.options(events));
        const auto names = events.names();
        const auto progress = std::find(names.begin(), names.end(), "node_progress a");
        const auto ended = std::find(names.begin(), names.end(), "node_finished a");
        QVERIFY(progress < ended && ended != names.end());
    }
    void partsOfSubgraphsHaveTheirPlace() {
        EngineFixture fixture;
        Json call = kScript;
        call["config"]["graph"] = "g";
        const Json inner{{"entry", {"in"}}, {"nodes", {{"in", kScript}}}, {"state", {{"n", Json::object()}}}};
        fixture.load(
            {{"schema_version", 1},
             {"entry", {"out"}},
             {"nodes", {{"out", call}}},
             {"state", {{"m", Json::object()}}},
             {"graphs", {{"g", inner}}}},
            {{"out", {{{"call", Json::object()}, {"out", {{"m", "state.n"}}}}}}, {"in", {{{"update", {{"n", "1"}}}}}}});
        KeptEvents events;
        engine::RunOptions options;
        options.sink = &events;
        options.tellState = true;
        fixture.start("t", Json::object(), options);
        QCOMPARE(parts(events, StreamMode::Updates, true), Json::parse(R"([[1,{"in":{"n":1}}],[0,{"out":{"m":1}}]])"));
        QCOMPARE(parts(events, StreamMode::Updates), Json::parse(R"([{"out":{"m":1}}])"));
        QCOMPARE(parts(events, StreamMode::Values, true), Json::parse(R"([[1,{"n":1}],[0,{"m":1}]])"));
        for (const auto& event : events.all()) {
            QCOMPARE(event.threadId, std::string("t"));
            QVERIFY(event.timeMs > 0);
            const std::string scope = event.data.value("scope", "");
            QCOMPARE(scope.empty(), event.node.find('/') == std::string::npos &&
                                        !(event.type == domain::RunEventType::StepStarted && event.node == "out") &&
                                        !(event.type == domain::RunEventType::Checkpoint && event.node == "out"));
        }
    }
    void namesAreThoseOfTheField() {
        for (const char* name : {"values", "updates", "tasks", "checkpoints", "custom", "messages", "debug"}) {
            const auto mode = engine::streamModeNamed(name);
            QVERIFY(mode.has_value());
            QCOMPARE(std::string(engine::streamModeName(*mode)), std::string(name));
        }
        QVERIFY(!engine::streamModeNamed("all"));
    }
};

HEDDLE_TEST(StreamModesTest);
#include "stream_modes_test.moc"
