#include "core/base/error.h"
#include "tests/engine/engine_fixture.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace heddle;
using namespace heddle::tests;
using engine::RunStatus;

namespace {

/// A store whose n-th commit fails, as a full disk's would, and all later ones until it is repaired.
class FailingStore final : public engine::CheckpointStore {
public:
    explicit FailingStore(int failAt) : m_failAt(failAt) {}

    void commit(engine::Commit commit, engine::CommitDone done) override {
        if (++m_count >= m_failAt && !isRepaired) {
            return done(std::make_exception_ptr(Error(ErrorKind::Storage, "test.disk_full")));
        }
        m_store.commit(std::move(commit), std::move(done));
    }
    std::optional<engine::StoredThread> load(const std::string& thread, const std::string& id) const override {
        return m_store.load(thread, id);
    }
    std::vector<engine::CheckpointRecord> history(const std::string& thread,
                                                  const engine::HistoryQuery& query) const override {
        return m_store.history(thread, query);
    }
    std::vector<engine::EffectRecord> effects(const std::string& thread, const std::string& owner,
                                              const std::string& task) const override {
        return m_store.effects(thread, owner, task);
    }
    void copy(const std::string& from, const std::string& to) override { m_store.copy(from, to); }
    void prune(const std::string& thread, int keep) override { m_store.prune(thread, keep); }

    std::atomic<bool> isRepaired{false};

private:
    engine::MemoryStore m_store;
    std::atomic<int> m_count{0};
    int m_failAt;
};

const Json kSteps = Json::parse(R"({"schema_version": 1, "entry": ["a"], "state": {"l": {"reducer": "append"}},
    "nodes": {"a": {"type": "script"}, "b": {"type": "script"}, "c": {"type": "script"}, "j": {"type": "script"}},
    "edges": {"1": {"from": "a", "to": "b"}, "2": {"from": "a", "to": "c"},
              "3": {"kind": "barrier", "from": ["b", "c"], "to": "j"}}})");
/// The same with b in a sub-graph, as the first of two nodes.
Json withSubgraph() {
    Json graph = kSteps;
    graph["nodes"]["b"]["config"]["graph"] = "g";
    graph["graphs"]["g"] = Json::parse(R"({"entry": ["b1"], "state": {"l": {"reducer": "append"}},
        "nodes": {"b1": {"type": "script"}, "b2": {"type": "script"}}, "edges": {"1": {"from": "b1", "to": "b2"}}})");
    return graph;
}

Json inFlow() {
    Json graph = kSteps;
    graph["mode"] = "flow";
    return graph;
}

/// What is run, by name. Lists of a flow come in the order of completion.
Json graphNamed(const QString& name) {
    if (name == "sub-graph") return withSubgraph();
    return name == "flow" ? inFlow() : kSteps;
}

std::string sorted(Json list) {
    std::sort(list.begin(), list.end());
    return list.dump();
}

const Json kScript = Json::parse(R"({"a": [{"update": {"l": "'a'"}}], "b": [{"update": {"l": "'b'"}}],
    "b1": [{"update": {"l": "'b1'"}}], "b2": [{"update": {"l": "'b2'"}}],
    "c": [{"yield": 5}, {"update": {"l": "'c'"}}], "j": [{"update": {"l": "'j'"}}]})");

}  // namespace

class FaultsTest : public QObject {
    Q_OBJECT
private slots:
    void anyCommitMayFail_data() {
        QTest::addColumn<QString>("graph");
        QTest::addColumn<int>("way");
        for (const char* graph : {"steps", "sub-graph", "flow"}) {
            QTest::addRow("%s, sync", graph) << graph << static_cast<int>(engine::Durability::Sync);
            QTest::addRow("%s, async", graph) << graph << static_cast<int>(engine::Durability::Async);
            QTest::addRow("%s, exit", graph) << graph << static_cast<int>(engine::Durability::Exit);
        }
    }
    /// Fails the n-th commit for every n: the run says so, and afterwards comes to the same end.
    void anyCommitMayFail() {
        QFETCH(QString, graph);
        QFETCH(int, way);
        bool hasFailed = true;
        int n = 1;
        for (; hasFailed; ++n) {
            EngineFixture fixture;
            FailingStore store(n);
            fixture.load(graphNamed(graph), script(graph));
            engine::RunOptions options;
            options.durability = static_cast<engine::Durability>(way);
            options.store = &store;
            auto result = fixture.start("t", Json::object(), options);
            hasFailed = result.status == RunStatus::Failed;
            if (hasFailed) {
                QCOMPARE(result.error->code(), std::string("test.disk_full"));
                store.isRepaired = true;
                fixture.restart();
                const bool isNew = !store.load("t", {});
                result = isNew ? fixture.start("t", Json::object(), options) : fixture.resume("t", {}, options);
            }
            QCOMPARE(result.status, RunStatus::Completed);
            QCOMPARE(sorted(result.state["l"]), wanted(graph));
        }
        QVERIFY(n > 2);
    }
    /// What is stored at the moment of a kill is a prefix of the commits: from every one of them the run goes on, and
    /// in sync nothing runs again that had finished.
    void anyMomentMayBeTheLast_data() {
        QTest::addColumn<QString>("graph");
        for (const char* graph : {"steps", "sub-graph", "flow"})
            QTest::newRow(graph) << graph;
    }
    void anyMomentMayBeTheLast() {
        QFETCH(QString, graph);
        EngineFixture whole;
        std::vector<engine::Commit> commits;
        Keeping store(commits);
        whole.load(graphNamed(graph), script(graph));
        engine::RunOptions options;
        options.durability = engine::Durability::Sync;
        options.store = &store;
        whole.start("t", Json::object(), options);
        QVERIFY(commits.size() >= 5);
        for (std::size_t n = 1; n <= commits.size(); ++n) {
            EngineFixture fixture;
            for (std::size_t i = 0; i < n; ++i)
                fixture.store.commit(commits[i], [](std::exception_ptr) {});
            fixture.load(graphNamed(graph), script(graph));
            const auto result = fixture.resume("t");
            QCOMPARE(result.status, RunStatus::Completed);
            QCOMPARE(sorted(result.state["l"]), wanted(graph));
            auto done = finished(commits, n);
            for (const auto& [node, calls] : fixture.nodes->calls()) {
                QCOMPARE(calls, 1);
                QVERIFY2(!done.contains(node), (node + " ran again").c_str());
            }
        }
    }

private:
    /// b calls the sub-graph there.
    static Json script(const QString& graph) {
        Json script = kScript;
        if (graph == "sub-graph") script["b"] = Json::parse(R"([{"call": {}, "out": {"l": "state.l"}}])");
        return script;
    }
    static std::string wanted(const QString& graph) {
        return graph == "sub-graph" ? R"(["a","b1","b2","c","j"])" : R"(["a","b","c","j"])";
    }

    class Keeping final : public engine::CheckpointStore {
    public:
        explicit Keeping(std::vector<engine::Commit>& commits) : m_commits(commits) {}
        void commit(engine::Commit commit, engine::CommitDone done) override {
            m_commits.push_back(commit);
            m_store.commit(std::move(commit), std::move(done));
        }
        std::optional<engine::StoredThread> load(const std::string& thread, const std::string& id) const override {
            return m_store.load(thread, id);
        }
        std::vector<engine::CheckpointRecord> history(const std::string& thread,
                                                      const engine::HistoryQuery& query) const override {
            return m_store.history(thread, query);
        }
        std::vector<engine::EffectRecord> effects(const std::string& thread, const std::string& owner,
                                                  const std::string& task) const override {
            return m_store.effects(thread, owner, task);
        }
        void copy(const std::string&, const std::string&) override {}
        void prune(const std::string&, int) override {}

    private:
        std::vector<engine::Commit>& m_commits;
        engine::MemoryStore m_store;
    };

    static std::set<std::string> finished(const std::vector<engine::Commit>& commits, std::size_t count) {
        std::set<std::string> nodes;
        for (std::size_t i = 0; i < count; ++i) {
            for (const auto& task : commits[i].tasks)
                nodes.insert(task.node);
            if (!commits[i].checkpoint) continue;
            const Json body = Json::parse(commits[i].checkpoint->body);
            for (const Json& task : body.value("tasks", Json::array()))
                nodes.insert(task["n"].get<std::string>());
        }
        return nodes;
    }
};

HEDDLE_TEST(FaultsTest);
#include "faults_test.moc"
