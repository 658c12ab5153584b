#include "core/base/file.h"
#include "tests/engine/engine_fixture.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <filesystem>

using namespace heddle;
using namespace heddle::tests;

namespace {

/// How a case is run: all ways must come to what expected.json says.
struct Way {
    std::string name;
    engine::Durability durability = engine::Durability::Async;
    bool restarts = false;  ///< a new engine after every super-step
    unsigned seed = 0;      ///< not 0: nodes take a random number of turns
    bool replays = false;   ///< recorded, and replayed afterwards: every checkpoint must come out the same
};

const std::vector<Way> kWays{{"async"},
                             {"sync", engine::Durability::Sync},
                             {"exit", engine::Durability::Exit},
                             {"restart", engine::Durability::Sync, true},
                             {"random order 1", engine::Durability::Sync, false, 1},
                             {"random order 2", engine::Durability::Async, false, 22},
                             {"random order 3", engine::Durability::Sync, false, 333},
                             {"random order, restart", engine::Durability::Sync, true, 4444},
                             {"replay", engine::Durability::Sync, false, 0, true},
                             {"replay, random order", engine::Durability::Async, false, 55555, true},
                             {"replay, restart", engine::Durability::Sync, true, 0, true}};

/// One case folder: graph.json, script.json ({"nodes": …, "runs": [action, …], "ways": …}) and expected.json (one
/// object for each action; only the members that it has are compared).
class Case {
public:
    Case(const std::filesystem::path& folder, Way way) : m_way(std::move(way)), m_fixture(2) {
        m_script = parseJson(readFile(folder / "script.json"));
        m_expected = parseJson(readFile(folder / "expected.json"));
        m_fixture.load(parseJson(readFile(folder / "graph.json")), m_script.at("nodes"));
        if (m_way.seed) m_fixture.nodes->shuffle(m_way.seed);
    }

    bool applies() const {
        const Json without = m_script.value("without", Json::array());
        return std::find(without.begin(), without.end(), m_way.restarts ? "restart" : "") == without.end() &&
               std::find(without.begin(), without.end(), m_way.replays ? "replay" : "") == without.end() &&
               std::find(without.begin(), without.end(), m_way.name) == without.end();
    }

    /// Empty, or what differs.
    std::string run() {
        const Json& runs = m_script.at("runs");
        for (std::size_t i = 0; i < runs.size(); ++i) {
            const Json got = act(runs[i]);
            for (const auto& [key, value] : m_expected.at(i).items()) {
                if (got.value(key, Json()) == value) continue;
                return "run " + std::to_string(i) + ", " + key + ": expected " + value.dump() + ", got " +
                       got.value(key, Json()).dump() + " in " + got.dump();
            }
        }
        return m_way.replays && !m_isThrown ? replay() : std::string();
    }

private:
    /// Empty, or where the replay differs.
    std::string replay() {
        m_fixture.nodes->forgetCalls();
        const engine::Reproduction replayed = m_fixture.reproduce("t");
        if (replayed.divergence) return std::string("replay: ") + replayed.divergence->what();
        if (const auto calls = m_fixture.nodes->worldCalls(); !calls.empty()) return "the replay asks the world";
        const auto all = static_cast<int>(m_fixture.store.history("t", {}).size());
        const bool isWhole = replayed.checkpoints >= all || !replayed.changedAt.empty();
        return isWhole ? std::string()
                       : "replayed " + std::to_string(replayed.checkpoints) + " of " + std::to_string(all);
    }

    engine::RunOptions options(const Json& json) const {
        engine::RunOptions options;
        options.durability = m_way.durability;
        options.record = m_way.replays;
        options.maxSteps = json.value("max_steps", 0);
        options.maxConcurrency = json.value("max_concurrency", 0);
        options.holdMs = json.value("hold_ms", engine::kHoldForEver);
        options.breakBefore = json.value("break_before", std::set<std::string>());
        options.breakAfter = json.value("break_after", std::set<std::string>());
        if (m_way.restarts) options.breakAfter = {"*"};
        return options;
    }

    engine::Answers answers(const Json& action) const {
        engine::Answers answers;
        if (action.contains("answer")) answers.only = action["answer"];
        answers.update = action.value("update", Json());
        const Json byNode = action.value("answers", Json::object());
        for (const auto& [node, answer] : byNode.items()) {
            for (const engine::Question& question : m_last.questions) {
                if (question.node == node) answers.byId[question.id] = answer;
            }
        }
        return answers;
    }

    Json act(const Json& action) {
        m_fixture.clock.advance(action.value("advance_ms", std::int64_t{0}));
        if (action.contains("clear_cache")) m_fixture.engine->clearCache(*m_fixture.plan, action["clear_cache"]);
        KeptEvents events;
        engine::RunOptions how = options(action.value("options", Json::object()));
        how.sink = &events;
        try {
            if (action.contains("input")) {
                m_last = m_fixture.start("t", action["input"], how);
            } else {
                m_last = m_fixture.resume("t", answers(action), how);
            }
            int steps = m_last.steps;
            while (m_way.restarts && m_last.reason == "breakpoint") {
                m_fixture.restart();
                m_last = m_fixture.resume("t", {}, how);
                steps += m_last.steps;
            }
            m_last.steps = steps;
        } catch (const Error& e) {
            m_isThrown = true;
            return {{"thrown", e.code()}, {"facts", e.facts()}};
        }
        return describe(events);
    }

    static Json cachedNodes(const KeptEvents& events) {
        Json nodes = Json::array();
        for (const auto& event : events.all()) {
            if (event.type == domain::RunEventType::NodeFinished && event.data.value("cached", false)) {
                nodes.push_back(event.node);
            }
        }
        return nodes;
    }

    Json describe(const KeptEvents& events) const {
        Json got{{"status", runStatusName(m_last.status)},
                 {"state", m_last.state},
                 {"output", m_last.output},
                 {"next", m_last.next},
                 {"reason", m_last.reason},
                 {"steps", m_last.steps},
                 {"calls", m_fixture.nodes->calls()},
                 {"world", m_fixture.nodes->worldCalls()},
                 {"most_at_once", m_fixture.nodes->mostAtOnce()},
                 {"questions", Json::array()},
                 {"checkpoints", Json::array()},
                 {"waits", m_last.wakeMs > 0},
                 {"events", events.names({"checkpoint"})},
                 {"cached", cachedNodes(events)}};
        if (m_last.error) {
            got["error"] = m_last.error->code();
            got["facts"] = m_last.error->facts();
        }
        for (const auto& question : m_last.questions)
            got["questions"].push_back({question.node, question.question});
        auto history = m_fixture.store.history("t", {});
        std::reverse(history.begin(), history.end());
        for (const auto& record : history)
            got["checkpoints"].push_back({record.step, record.source});
        return got;
    }

    Way m_way;
    EngineFixture m_fixture;
    Json m_script;
    Json m_expected;
    engine::RunResult m_last;
    bool m_isThrown = false;
};

}  // namespace

class CasesTest : public QObject {
    Q_OBJECT
private slots:
    void cases_data() {
        QTest::addColumn<QString>("folder");
        QTest::addColumn<int>("way");
        const std::filesystem::path root = std::filesystem::path(HEDDLE_SOURCE_DIR) / "tests/engine/cases";
        for (const auto& entry : std::filesystem::directory_iterator(root)) {
            const std::string name = entry.path().filename().string();
            for (std::size_t i = 0; i < kWays.size(); ++i) {
                QTest::addRow("%s, %s", name.c_str(), kWays[i].name.c_str())
                    << QString::fromStdString(entry.path().string()) << static_cast<int>(i);
            }
        }
    }
    void cases() {
        QFETCH(QString, folder);
        QFETCH(int, way);
        Case one(folder.toStdString(), kWays[static_cast<std::size_t>(way)]);
        if (!one.applies()) return;
        const std::string difference = one.run();
        QVERIFY2(difference.empty(), difference.c_str());
    }
};

HEDDLE_TEST(CasesTest);
#include "cases_test.moc"
