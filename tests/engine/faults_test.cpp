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
    void copy(const std::string& from, const std::string& to) override { m_store.copy(from, to); }
    void prune(const std::string& thread, int keep) override { m_store.prune(thread, keep); }

    std::atomic<bool> isRepaired{false};

private:
    engine::MemoryStore m_store;
    std::atomic<int> m_count{0};
    int m_failAt;
};

const Json kGraph = Json::parse(R"({"schema_version": 1, "entry": ["a"], "state": {"l": {"reducer": "append"}},
    "nodes": {"a": {"type": "script"}, "b": {"type": "script"}, "c": {"type": "script"}, "j": {"type": "script"}},
    "edges": {"1": {"from": "a", "to": "b"}, "2": {"from": "a", "to": "c"},
              "3": {"kind": "barrier", "from": ["b", "c"], "to": "j"}}})");
const Json kScript = Json::parse(R"({"a": [{"update": {"l": "'a'"}}], "b": [{"update": {"l": "'b'"}}],
    "c": [{"yield": 5}, {"update": {"l": "'c'"}}], "j": [{"update": {"l": "'j'"}}]})");

}  // namespace

class FaultsTest : public QObject {
    Q_OBJECT
private slots:
    void anyCommitMayFail_data() {
        QTest::addColumn<int>("way");
        QTest::newRow("sync") << static_cast<int>(engine::Durability::Sync);
        QTest::newRow("async") << static_cast<int>(engine::Durability::Async);
        QTest::newRow("exit") << static_cast<int>(engine::Durability::Exit);
    }
    /// Fails the n-th commit for every n: the run says so, and afterwards comes to the same end.
    void anyCommitMayFail() {
        QFETCH(int, way);
        bool hasFailed = true;
        int n = 1;
        for (; hasFailed; ++n) {
            EngineFixture fixture;
            FailingStore store(n);
            fixture.load(kGraph, kScript);
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
            QCOMPARE(result.state["l"].dump(), std::string(R"(["a","b","c","j"])"));
        }
        QVERIFY(n > 2);
    }
    /// What is stored at the moment of a kill is a prefix of the commits: from every one of them the run goes on, and
    /// in sync nothing runs again that had finished.
    void anyMomentMayBeTheLast() {
        EngineFixture whole;
        std::vector<engine::Commit> commits;
        Keeping store(commits);
        whole.load(kGraph, kScript);
        engine::RunOptions options;
        options.durability = engine::Durability::Sync;
        options.store = &store;
        whole.start("t", Json::object(), options);
        QVERIFY(commits.size() >= 5);
        for (std::size_t n = 1; n <= commits.size(); ++n) {
            EngineFixture fixture;
            for (std::size_t i = 0; i < n; ++i)
                fixture.store.commit(commits[i], [](std::exception_ptr) {});
            fixture.load(kGraph, kScript);
            const auto result = fixture.resume("t");
            QCOMPARE(result.status, RunStatus::Completed);
            QCOMPARE(result.state["l"].dump(), std::string(R"(["a","b","c","j"])"));
            auto done = finished(commits, n);
            for (const auto& [node, calls] : fixture.nodes->calls()) {
                QCOMPARE(calls, 1);
                QVERIFY2(!done.contains(node), (node + " ran again").c_str());
            }
        }
    }

private:
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
