#include "core/base/error.h"
#include "core/engine/checkpoint_store.h"
#include "core/engine/memory_store.h"
#include "core/runtime/checkpoint_adapter.h"
#include "tests/support/test_database.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <future>

using namespace heddle;
using engine::CheckpointRecord;
using engine::Commit;
using engine::HistoryQuery;
using engine::TaskRecord;

// The list of LangGraph's checkpointer conformance suite (engine.md A10), in the words of our port. Each test below
// runs on each store. What has no meaning here:
//   its item                                       why
//   put: returned config, config shape             a commit returns nothing: ids are made by the engine
//   put: incremental put by new_versions,          a record holds the writes of its step: what it does not name is
//   carried
//     channel added / removed, versions_seen       on by the chain; tests/engine holds the engine to that
//   put: NULs stripped from metadata               kept as they are (see roundTrips)
//   put_writes: path accepted                      tasks have no path; a body is opaque to the store
//   put_writes: ERROR / INTERRUPT slots            one body holds a task's questions, answers, result and error
//   list: all threads at once                      a history is of one thread; ExecutionsTable lists runs
//   namespaces                                     a sub-graph is a thread of its own, named `thread|…`
//   delete_for_runs                                a thread belongs to one run: deleting the run deletes it
//   delta_channel_history                          chains: aChainBeginsAtTheNearestSnapshot and those after it

namespace {

enum Kind { Memory, Sqlite, Postgres };

/// A store of one kind, opened again on the same data where it is kept.
class StoreUnderTest {
public:
    explicit StoreUnderTest(int kind) {
        if (kind != Memory) m_place = std::make_unique<tests::DatabasePlace>(kind == Postgres);
        open();
    }

    engine::CheckpointStore& operator*() { return *m_store; }
    engine::CheckpointStore* operator->() { return m_store.get(); }
    void reopen() {
        if (!m_place) return;
        m_store.reset();
        m_database.reset();
        open();
    }
    std::string commit(Commit commit) {
        std::promise<std::string> code;
        m_store->commit(std::move(commit), [&code](std::exception_ptr failure) {
            try {
                if (failure) std::rethrow_exception(failure);
                code.set_value("");
            } catch (const Error& e) {
                code.set_value(e.code());
            }
        });
        return code.get_future().get();
    }

private:
    void open() {
        if (!m_place) {
            m_store = std::make_unique<engine::MemoryStore>();
            return;
        }
        m_database = m_place->open();
        m_store = std::make_unique<runtime::CheckpointAdapter>(*m_database);
    }

    std::unique_ptr<tests::DatabasePlace> m_place;
    std::unique_ptr<storage::Database> m_database;
    std::unique_ptr<engine::CheckpointStore> m_store;
};

CheckpointRecord recordOf(int number) {
    CheckpointRecord record;
    record.id = "c" + std::to_string(number);
    if (number > 0) record.parent = "c" + std::to_string(number - 1);
    record.step = number - 1;
    record.source = number > 0 ? "loop" : "input";
    record.snapshot = number == 0;
    record.createdMs = 1000 + number;
    record.metadata = compactJson({{"run", "r"}, {"number", number}});
    record.body = "body " + std::to_string(number);
    return record;
}

Commit commitOf(const std::string& thread, int number) {
    Commit commit;
    commit.thread = thread;
    commit.epoch = number;
    commit.checkpoint = recordOf(number);
    commit.tasksOf = commit.checkpoint->id;
    return commit;
}

Commit tasksOf(const std::string& thread, int epoch, std::vector<TaskRecord> tasks) {
    Commit commit;
    commit.thread = thread;
    commit.epoch = epoch;
    commit.tasks = std::move(tasks);
    return commit;
}

Commit effectsOf(const std::string& thread, int epoch, std::vector<engine::EffectRecord> effects) {
    Commit commit;
    commit.thread = thread;
    commit.epoch = epoch;
    commit.effects = std::move(effects);
    return commit;
}

std::string idsOf(const std::vector<CheckpointRecord>& records) {
    std::string ids;
    for (const auto& record : records)
        ids += record.id + " ";
    return ids;
}

std::string tasksOf(const std::optional<engine::StoredThread>& thread) {
    std::string all;
    for (const auto& task : thread->tasks)
        all += task.task + ":" + task.node + ":" + task.body + " ";
    return all;
}

bool same(const CheckpointRecord& a, const CheckpointRecord& b) {
    return a.id == b.id && a.parent == b.parent && a.step == b.step && a.source == b.source &&
           a.snapshot == b.snapshot && a.createdMs == b.createdMs && a.metadata == b.metadata && a.body == b.body;
}

}  // namespace

class ConformanceTest : public QObject {
    Q_OBJECT
    std::unique_ptr<StoreUnderTest> m_store;

    StoreUnderTest& store() { return *m_store; }
    std::string effects(const std::string& thread, const std::string& owner, const std::string& task) {
        std::string all;
        for (const auto& effect : store()->effects(thread, owner, task))
            all += std::to_string(effect.number) + ":" + effect.after + ":" + effect.body + " ";
        return all;
    }
    void fill(const std::string& thread, int count) {
        for (int i = 0; i < count; ++i)
            QCOMPARE(store().commit(commitOf(thread, i)), std::string());
    }
    std::string history(const std::string& thread, HistoryQuery query = {}) {
        return idsOf(store()->history(thread, query));
    }

private slots:
    /// Each test has a row for each store.
    void initTestCase_data() {
        QTest::addColumn<int>("kind");
        QTest::newRow("memory") << static_cast<int>(Memory);
        QTest::newRow("sqlite") << static_cast<int>(Sqlite);
        QTest::newRow("postgres") << static_cast<int>(Postgres);
    }
    void init() {
        QFETCH_GLOBAL(int, kind);
        if (!tests::hasDatabase(kind == Postgres)) QSKIP(tests::PostgresServer::whyNot().c_str());
        m_store = std::make_unique<StoreUnderTest>(kind);
    }
    void cleanup() { m_store.reset(); }

    // put
    void aRecordIsKeptWhole() {
        CheckpointRecord record = recordOf(0);
        record.metadata = compactJson({{"run", "r"},
                                       {"text", "ü „x“ \n"},
                                       {"number", -7},
                                       {"real", 0.5},
                                       {"list", {1, "a", nullptr}},
                                       {"map", {{"k", true}}},
                                       {"null", nullptr}});
        record.body = std::string("{\"w\":\"\\u0000 ä \x01\"}") + std::string(100'000, 'x');
        Commit commit = commitOf("t", 0);
        commit.checkpoint = record;
        QCOMPARE(store().commit(commit), std::string());
        store().reopen();
        const auto loaded = store()->load("t");
        QCOMPARE(loaded->chain.size(), std::size_t(1));
        QVERIFY(same(loaded->chain[0], record) && loaded->isHead && loaded->epoch == 1);
        QVERIFY(same(store()->history("t", {})[0], record));
    }
    void bodiesOfBytesAreKept() {
        Commit commit = commitOf("t", 0);
        commit.checkpoint->body = std::string("a\0b\xff", 4);
        commit.tasks = {{"task", "n", std::string("c\0d", 3)}};
        QCOMPARE(store().commit(commit), std::string());
        store().reopen();
        QCOMPARE(store()->load("t")->chain[0].body, std::string("a\0b\xff", 4));
        QCOMPARE(store()->load("t")->tasks[0].body, std::string("c\0d", 3));
    }
    void threadsAreApart() {
        fill("t", 2);
        fill("u", 1);
        fill("t|child:1", 3);
        QCOMPARE(history("t"), std::string("c1 c0 "));
        QCOMPARE(history("u"), std::string("c0 "));
        QCOMPARE(history("t|child:1"), std::string("c2 c1 c0 "));
        QCOMPARE(store()->threadsOf("t"), (std::vector<std::string>{"t", "t|child:1"}));
        QVERIFY(store()->threadsOf("none").empty());
    }
    void aCommitAndItsTasksComeTogether() {
        Commit commit = commitOf("t", 0);
        commit.tasks = {{"a", "n", "1"}, {"b", "m", "2"}};
        QCOMPARE(store().commit(commit), std::string());
        QCOMPARE(tasksOf(store()->load("t")), std::string("a:n:1 b:m:2 "));
    }

    // put_writes
    void tasksAreSeenWithTheirCheckpoint() {
        fill("t", 1);
        QCOMPARE(store().commit(tasksOf("t", 1, {{"b", "m", "2"}})), std::string());
        QCOMPARE(store().commit(tasksOf("t", 2, {{"a", "n", "1"}, {"c", "n", "3"}})), std::string());
        store().reopen();
        QCOMPARE(tasksOf(store()->load("t")), std::string("a:n:1 b:m:2 c:n:3 "));
        QCOMPARE(store()->load("t")->epoch, std::int64_t(3));
    }
    void theSameTaskIsReplaced() {
        fill("t", 1);
        QCOMPARE(store().commit(tasksOf("t", 1, {{"a", "n", "1"}})), std::string());
        QCOMPARE(store().commit(tasksOf("t", 2, {{"a", "n", "2"}})), std::string());
        QCOMPARE(tasksOf(store()->load("t")), std::string("a:n:2 "));
    }
    void theNextCheckpointStartsWithoutTasks() {
        fill("t", 1);
        store().commit(tasksOf("t", 1, {{"a", "n", "1"}}));
        Commit next = commitOf("t", 1);
        next.epoch = 2;
        QCOMPARE(store().commit(next), std::string());
        QVERIFY(store()->load("t")->tasks.empty());
        QVERIFY(store()->load("t", "c0")->tasks.empty());
    }
    void tasksAreDropped() {
        fill("t", 1);
        store().commit(tasksOf("t", 1, {{"a", "n", "1"}}));
        Commit dropped = tasksOf("t", 2, {{"b", "n", "2"}});
        dropped.dropTasks = true;
        QCOMPARE(store().commit(dropped), std::string());
        QCOMPARE(tasksOf(store()->load("t")), std::string("b:n:2 "));
    }
    void tasksOfAThreadAreItsOwn() {
        fill("t", 1);
        fill("t|child:1", 1);
        store().commit(tasksOf("t|child:1", 1, {{"a", "n", "1"}}));
        QVERIFY(store()->load("t")->tasks.empty());
    }

    // get_tuple
    void whatIsNotThereIsNothing() {
        QVERIFY(!store()->load("t"));
        fill("t", 1);
        QVERIFY(!store()->load("t", "none"));
        fill("u", 2);
        QVERIFY(!store()->load("t", "c1"));
    }
    void aChainBeginsAtTheNearestSnapshot() {
        fill("t", 6);
        Commit whole = commitOf("t", 6);
        whole.checkpoint->snapshot = true;
        QCOMPARE(store().commit(whole), std::string());
        QCOMPARE(store().commit(commitOf("t", 7)), std::string());
        store().reopen();
        QCOMPARE(idsOf(store()->load("t")->chain), std::string("c6 c7 "));
        const auto older = store()->load("t", "c3");
        QCOMPARE(idsOf(older->chain), std::string("c0 c1 c2 c3 "));
        QVERIFY(!older->isHead && older->epoch == 8);
        QVERIFY(same(older->chain[3], recordOf(3)));
        QVERIFY(older->chain[0].parent.empty());
    }
    void aForkFollowsItsOwnParent() {
        fill("t", 4);
        Commit fork = commitOf("t", 4);
        fork.checkpoint->parent = "c1";
        fork.checkpoint->source = "fork";
        QCOMPARE(store().commit(fork), std::string());
        QCOMPARE(idsOf(store()->load("t")->chain), std::string("c0 c1 c4 "));
        QCOMPARE(idsOf(store()->load("t", "c3")->chain), std::string("c0 c1 c2 c3 "));
    }

    // list
    void aHistoryIsNewestFirst() {
        QVERIFY(store()->history("none", {}).empty());
        fill("t", 5);
        QCOMPARE(history("t"), std::string("c4 c3 c2 c1 c0 "));
        QCOMPARE(history("t", {.limit = 2}), std::string("c4 c3 "));
        QCOMPARE(history("t", {.limit = 9}), std::string("c4 c3 c2 c1 c0 "));
        QCOMPARE(history("t", {.before = "c3"}), std::string("c2 c1 c0 "));
        QCOMPARE(history("t", {.before = "c3", .limit = 1}), std::string("c2 "));
        QCOMPARE(history("t", {.before = "c0"}), std::string());
        QCOMPARE(history("t", {.before = "none"}), std::string());
    }
    void aHistoryIsFiltered() {
        fill("t", 5);
        QCOMPARE(history("t", {.source = "input"}), std::string("c0 "));
        QCOMPARE(history("t", {.source = "loop", .limit = 2}), std::string("c4 c3 "));
        QCOMPARE(history("t", {.source = "update"}), std::string());
        QCOMPARE(history("t", {.step = 2}), std::string("c3 "));
        QCOMPARE(history("t", {.step = -1}), std::string("c0 "));
        QCOMPARE(history("t", {.metadata = {{"number", 3}}}), std::string("c3 "));
        QCOMPARE(history("t", {.metadata = {{"run", "r"}, {"number", 3}}}), std::string("c3 "));
        QCOMPARE(history("t", {.metadata = {{"run", "s"}, {"number", 3}}}), std::string());
        QCOMPARE(history("t", {.metadata = {{"none", 1}}}), std::string());
        QCOMPARE(history("t", {.metadata = Json::object()}), std::string("c4 c3 c2 c1 c0 "));
        QCOMPARE(history("t", {.before = "c4", .source = "loop", .limit = 2, .metadata = {{"run", "r"}}}),
                 std::string("c3 c2 "));
    }
    void metadataAreComparedWithTheirTypes() {
        Commit commit = commitOf("t", 0);
        const Json all{{"one", 1}, {"text", "1"}, {"yes", true}, {"null", nullptr}, {"list", {1, 2}}, {"a.b\"", "x"}};
        commit.checkpoint->metadata = compactJson(all);
        QCOMPARE(store().commit(commit), std::string());
        for (const auto& [key, value] : all.items())
            QCOMPARE(history("t", {.metadata = {{key, value}}}), std::string("c0 "));
        for (const Json& wrong : {Json{{"one", "1"}}, Json{{"one", true}}, Json{{"text", 1}}, Json{{"yes", 1}},
                                  Json{{"null", 0}}, Json{{"list", {1}}}, Json{{"a", "x"}}}) {
            QVERIFY2(history("t", {.metadata = wrong}).empty(), wrong.dump().c_str());
        }
    }
    void aHistoryShowsWhatFollowed() {
        fill("t", 3);
        Commit fork = commitOf("t", 3);
        fork.checkpoint->parent = "c0";
        fork.checkpoint->source = "fork";
        store().commit(fork);
        const auto records = store()->history("t", {.withFollowed = true});
        QCOMPARE(records[3].followed, std::string("body 1"));
        QCOMPARE(records[2].followed, std::string("body 2"));
        QVERIFY(records[1].followed.empty() && records[0].followed.empty());
        QVERIFY(store()->history("t", {})[3].followed.empty());
    }

    // delete_thread, copy_thread, prune
    void aDeletedThreadIsGone() {
        fill("t", 3);
        fill("u", 2);
        store().commit(tasksOf("t", 3, {{"a", "n", "1"}}));
        store()->prune("t", 0);
        store()->prune("none", 0);
        store().reopen();
        QVERIFY(!store()->load("t") && store()->history("t", {}).empty());
        QCOMPARE(history("u"), std::string("c1 c0 "));
        fill("t", 1);  // a new one of the same name
        QVERIFY(store()->load("t")->tasks.empty());
    }
    void aCopyIsWholeAndApart() {
        fill("t", 4);
        store().commit(tasksOf("t", 4, {{"a", "n", "1"}}));
        store()->copy("t", "u");
        QVERIFY_EXCEPTION_THROWN(store()->copy("t", "u"), Error);
        store()->copy("none", "v");
        QVERIFY(!store()->load("v"));
        store().reopen();
        QCOMPARE(history("u"), history("t"));
        QCOMPARE(tasksOf(store()->load("u")), std::string("a:n:1 "));
        Commit next = commitOf("u", 4);
        next.epoch = 5;
        QCOMPARE(store().commit(next), std::string());
        QCOMPARE(idsOf(store()->load("u")->chain), std::string("c0 c1 c2 c3 c4 "));
        QVERIFY(same(store()->load("u")->chain[2], recordOf(2)));
        QCOMPARE(history("t"), std::string("c3 c2 c1 c0 "));
        QCOMPARE(tasksOf(store()->load("t")), std::string("a:n:1 "));
    }
    void pruningKeepsTheNewestWithWhatTheyNeed() {
        fill("t", 4);
        Commit whole = commitOf("t", 4);
        whole.checkpoint->snapshot = true;
        store().commit(whole);
        store().commit(commitOf("t", 5));
        store().commit(tasksOf("t", 6, {{"a", "n", "1"}}));
        store()->prune("t", 99);
        QCOMPARE(history("t"), std::string("c5 c4 c3 c2 c1 c0 "));
        store()->prune("t", 1);
        store().reopen();
        QCOMPARE(history("t"), std::string("c5 c4 "));
        QCOMPARE(idsOf(store()->load("t")->chain), std::string("c4 c5 "));
        QCOMPARE(tasksOf(store()->load("t")), std::string("a:n:1 "));
        QVERIFY(!store()->load("t", "c3"));
        Commit next = commitOf("t", 6);
        next.epoch = 7;
        QCOMPARE(store().commit(next), std::string());
        QCOMPARE(idsOf(store()->load("t")->chain), std::string("c4 c5 c6 "));
    }

    // Effects, which that list does not know
    void effectsAreKeptInOrder() {
        fill("t", 1);
        store().commit(effectsOf("t", 1, {{"a", "a", 0, "c0", "first"}, {"a", "a", 1, "c0", "second"}}));
        store().commit(effectsOf("t", 2, {{"a", "a1", 0, "c0", "inner"}, {"b", "b", 0, "c0", "other"}}));
        store().reopen();
        QCOMPARE(effects("t", "a", "a"), std::string("0:c0:first 1:c0:second "));
        QCOMPARE(effects("t", "a", "a1"), std::string("0:c0:inner "));
        QVERIFY(effects("t", "b", "a").empty() && effects("u", "a", "a").empty());
        store().commit(commitOf("t", 3));  // a checkpoint leaves them alone
        QCOMPARE(effects("t", "b", "b"), std::string("0:c0:other "));
    }
    void anEffectTakesThePlaceOfThoseAfterIt() {
        fill("t", 1);
        store().commit(
            effectsOf("t", 1, {{"a", "a", 0, "c0", "1"}, {"a", "a", 1, "c0", "2"}, {"a", "a", 2, "c0", "3"}}));
        store().commit(effectsOf("t", 2, {{"a", "a", 1, "c0", "new"}}));
        store().reopen();
        QCOMPARE(effects("t", "a", "a"), std::string("0:c0:1 1:c0:new "));
    }
    void effectsOfAnOwnerAreForgotten() {
        fill("t", 1);
        store().commit(
            effectsOf("t", 1, {{"a", "a", 0, "c0", "1"}, {"a", "a1", 0, "c0", "2"}, {"b", "b", 0, "c0", "3"}}));
        Commit forgetting = effectsOf("t", 2, {{"a", "a", 0, "c0", "later"}});
        forgetting.forget = {"a"};
        store().commit(forgetting);
        store().reopen();
        QCOMPARE(effects("t", "a", "a"), std::string("0:c0:later "));
        QVERIFY(effects("t", "a", "a1").empty());
        QCOMPARE(effects("t", "b", "b"), std::string("0:c0:3 "));
    }
    void effectsGoWithTheirThread() {
        fill("t", 4);
        Commit whole = commitOf("t", 4);
        whole.checkpoint->snapshot = true;
        store().commit(whole);
        store().commit(effectsOf("t", 5, {{"a", "a", 0, "c1", "old"}, {"b", "b", 0, "c4", "new"}}));
        store()->copy("t", "u");
        store()->prune("t", 1);
        store().reopen();
        QVERIFY(effects("t", "a", "a").empty());
        QCOMPARE(effects("t", "b", "b"), std::string("0:c4:new "));
        QCOMPARE(effects("u", "a", "a"), std::string("0:c1:old "));
        store()->prune("u", 0);
        QVERIFY(effects("u", "a", "a").empty());
    }

    // What that list lacks: two writers (engine.md A10, the gap)
    void aSecondWriterMeetsAConflict() {
        fill("t", 2);
        QCOMPARE(store().commit(commitOf("t", 2)), std::string());  // the first of two that knew epoch 2
        QCOMPARE(store().commit(commitOf("t", 2)), std::string("engine.thread_conflict"));
        Commit late = tasksOf("t", 2, {{"a", "n", "1"}});
        QCOMPARE(store().commit(late), std::string("engine.thread_conflict"));
        Commit early = commitOf("t", 9);
        QCOMPARE(store().commit(early), std::string("engine.thread_conflict"));
        const auto loaded = store()->load("t");
        QCOMPARE(idsOf(loaded->chain), std::string("c0 c1 c2 "));
        QVERIFY(loaded->epoch == 3 && loaded->tasks.empty());
    }
    void twoWritersAtOnceNeverBothWin() {
        fill("t", 1);
        std::atomic<int> won{0};
        std::atomic<int> lost{0};
        const auto write = [&] {
            for (int i = 0; i < 200; ++i) {
                const auto now = store()->load("t");
                Commit commit = commitOf("t", static_cast<int>(now->epoch));
                commit.checkpoint->parent = now->chain.back().id;
                (store().commit(commit).empty() ? won : lost)++;
            }
        };
        auto other = std::async(std::launch::async, write);
        write();
        other.get();
        QCOMPARE(won + lost, 400);
        const auto loaded = store()->load("t");
        QCOMPARE(loaded->epoch, std::int64_t(won + 1));
        QCOMPARE(loaded->chain.size(), std::size_t(won + 1));  // one line, no fork
    }
    void afterAFailedCommitTheLaterOnesFailToo() {
        fill("t", 1);
        std::vector<std::future<std::string>> codes;
        for (const int epoch : {2, 3, 4})
            codes.push_back(
                std::async(std::launch::async, [&, epoch] { return store().commit(commitOf("t", epoch)); }));
        for (auto& code : codes)
            QCOMPARE(code.get(), std::string("engine.thread_conflict"));
        QCOMPARE(store()->load("t")->epoch, std::int64_t(1));
    }
};

HEDDLE_TEST(ConformanceTest);
#include "conformance_test.moc"
