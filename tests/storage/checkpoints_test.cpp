#include "core/base/id.h"
#include "core/storage/tables/agents_table.h"
#include "core/storage/tables/chats_table.h"
#include "core/storage/tables/checkpoints_table.h"
#include "core/storage/tables/executions_table.h"
#include "tests/support/test_database.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace heddle;
using namespace heddle::storage;

namespace {

/// Checkpoints c0 (a snapshot), c1, c2 … one after the other, a snapshot at every `snapshotEvery`.
CheckpointCommit commitOf(const std::string& thread, int number, int snapshotEvery = 1000) {
    CheckpointCommit commit{.thread = thread, .epoch = number};
    commit.checkpoint = CheckpointRow{.id = "c" + std::to_string(number),
                                      .parent = number ? "c" + std::to_string(number - 1) : "",
                                      .step = number - 1,
                                      .source = number ? "loop" : "input",
                                      .snapshot = number % snapshotEvery == 0,
                                      .createdMs = 100 + number,
                                      .metadata = "{}",
                                      .body = "body " + std::to_string(number)};
    return commit;
}

std::string idsOf(const std::vector<CheckpointRow>& rows) {
    std::string ids;
    for (const auto& row : rows)
        ids += row.id + " ";
    return ids;
}

}  // namespace

class CheckpointsTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<tests::DatabasePlace> m_place;
    std::unique_ptr<Database> m_database;

    void with(const std::function<void(CheckpointsTable&)>& work) {
        m_database->writeNow([&](Connection& c) {
            CheckpointsTable table(c);
            work(table);
        });
    }
    static void fill(CheckpointsTable& table, const std::string& thread, int count, int snapshotEvery = 1000) {
        for (int i = 0; i < count; ++i)
            QVERIFY(table.commit(commitOf(thread, i, snapshotEvery)));
    }

private slots:
    void initTestCase_data() { tests::addDatabases(); }
    void init() {
        QFETCH_GLOBAL(bool, isPostgres);
        if (!tests::hasDatabase(isPostgres)) QSKIP(tests::PostgresServer::whyNot().c_str());
        m_place = std::make_unique<tests::DatabasePlace>(isPostgres);
        m_database = m_place->open();
    }
    void cleanup() { m_database.reset(); }

    void aChainBeginsAtTheNearestSnapshot() {
        with([](CheckpointsTable& table) {
            QVERIFY(!table.load("t"));
            fill(table, "other", 3);
            fill(table, "t", 8, 3);
            const auto head = table.load("t");
            QCOMPARE(idsOf(head->chain), std::string("c6 c7 "));
            QCOMPARE(head->epoch, std::int64_t(8));
            QVERIFY(head->isHead);
            const CheckpointRow& last = head->chain.back();
            QCOMPARE(last.parent, std::string("c6"));
            QCOMPARE(last.step, 6);
            QCOMPARE(last.source, std::string("loop"));
            QCOMPARE(last.createdMs, std::int64_t(107));
            QCOMPARE(last.body, std::string("body 7"));
            const auto older = table.load("t", "c5");
            QCOMPARE(idsOf(older->chain), std::string("c3 c4 c5 "));
            QVERIFY(!older->isHead);
            QVERIFY(!table.load("t", "none"));
        });
    }
    void aForkFollowsItsOwnParent() {
        with([](CheckpointsTable& table) {
            fill(table, "t", 4);
            auto fork = commitOf("t", 4);
            fork.checkpoint->id = "f";
            fork.checkpoint->parent = "c1";
            fork.checkpoint->source = "fork";
            QVERIFY(table.commit(fork));
            QCOMPARE(idsOf(table.load("t")->chain), std::string("c0 c1 f "));
            QCOMPARE(idsOf(table.history("t")), std::string("f c3 c2 c1 c0 "));
        });
    }
    void aSecondWriterIsRefused() {
        with([](CheckpointsTable& table) {
            auto early = commitOf("t", 1);
            QVERIFY(!table.commit(early));
            QVERIFY(!table.load("t"));
            fill(table, "t", 2);
            auto late = commitOf("t", 1);
            late.tasks = {{"task", "n", "w"}};
            QVERIFY(!table.commit(late));
            const auto loaded = table.load("t");
            QCOMPARE(loaded->epoch, std::int64_t(2));
            QVERIFY(loaded->tasks.empty());
        });
    }
    void tasksLastUntilTheNextCheckpoint() {
        with([](CheckpointsTable& table) {
            fill(table, "t", 1);
            QVERIFY(table.commit({.thread = "t", .epoch = 1, .tasks = {{"b", "n", "1"}}}));
            QVERIFY(table.commit({.thread = "t", .epoch = 2, .tasks = {{"a", "m", "2"}, {"b", "n", "3"}}}));
            auto loaded = table.load("t");
            QCOMPARE(loaded->tasks.size(), 2u);
            QCOMPARE(loaded->tasks[0].task, std::string("a"));
            QCOMPARE(loaded->tasks[1].body, std::string("3"));
            auto next = commitOf("t", 1);
            next.epoch = 3;
            next.tasks = {{"c", "n", "4"}};
            QVERIFY(table.commit(next));
            loaded = table.load("t");
            QCOMPARE(loaded->tasks.size(), 1u);
            QCOMPARE(loaded->tasks[0].task, std::string("c"));
            QVERIFY(table.load("t", "c0")->tasks.empty());
            QVERIFY(table.commit({.thread = "t", .epoch = 4, .dropTasks = true, .tasks = {{"d", "n", "5"}}}));
            QCOMPARE(table.load("t")->tasks.size(), 1u);
            QCOMPARE(table.load("t")->tasks[0].task, std::string("d"));
        });
    }
    void historyFilters() {
        with([](CheckpointsTable& table) {
            fill(table, "t", 5);
            QCOMPARE(idsOf(table.history("t", {.before = "c3"})), std::string("c2 c1 c0 "));
            QCOMPARE(idsOf(table.history("t", {.source = "loop", .limit = 2})), std::string("c4 c3 "));
            QCOMPARE(idsOf(table.history("t", {.source = "input"})), std::string("c0 "));
            QVERIFY(table.history("t", {.before = "none"}).empty());
            QVERIFY(table.history("none").empty());
        });
    }
    void aCopyIsAThreadOfItsOwn() {
        with([](CheckpointsTable& table) {
            fill(table, "t", 4, 3);
            QVERIFY(table.commit({.thread = "t", .epoch = 4, .tasks = {{"a", "n", "1"}}}));
            QVERIFY(table.copy("t", "u"));
            QVERIFY(!table.copy("t", "u"));
            QCOMPARE(idsOf(table.history("u")), idsOf(table.history("t")));
            QCOMPARE(table.load("u")->epoch, std::int64_t(5));
            QCOMPARE(table.load("u")->tasks.size(), 1u);
            auto next = commitOf("u", 4);
            next.epoch = 5;
            QVERIFY(table.commit(next));
            QCOMPARE(table.history("u").front().parent, std::string("c3"));
            QCOMPARE(idsOf(table.load("u")->chain), std::string("c3 c4 "));
            QCOMPARE(table.history("t").size(), 4u);
        });
    }
    void pruningKeepsWhatTheNewestNeed() {
        with([](CheckpointsTable& table) {
            fill(table, "t", 9, 4);
            fill(table, "u", 3);
            table.prune("t", 2);
            QCOMPARE(idsOf(table.history("t")), std::string("c8 c7 c6 c5 c4 "));
            QCOMPARE(idsOf(table.load("t", "c7")->chain), std::string("c4 c5 c6 c7 "));
            QVERIFY(table.commit(commitOf("t", 9)));
            table.prune("t", 0);
            QVERIFY(!table.load("t"));
            QVERIFY(table.history("t").empty());
            QCOMPARE(table.history("u").size(), 3u);
            QVERIFY(table.commit(commitOf("t", 0)));
        });
    }
    void deletingAChatTakesItsCheckpoints() {
        m_database->writeNow([](Connection& c) {
            AgentsTable(c).put({.id = "a", .name = "A"});
            ChatsTable(c).put({.id = "c", .agentId = "a"});
            ExecutionsTable(c).put({.id = "r", .chatId = "c", .threadId = "t"});
            ExecutionsTable(c).put({.id = "s", .chatId = "c", .threadId = "s"});
            CheckpointsTable table(c);
            fill(table, "t", 3);
            fill(table, "u", 3);
            QVERIFY(table.problems().empty());
            QVERIFY(ChatsTable(c).remove("c"));
            QVERIFY(!table.load("t"));
            QVERIFY(table.load("u"));
        });
    }
    void storageGrowsByWhatIsAdded() {
        if (m_place->isPostgres()) QSKIP("measures SQLite's file");
        const auto bytesOf = [](int count) {
            QTemporaryDir folder;
            const auto file = folder.filePath("w.db").toStdString();
            auto database = openWorkspace(file);
            database->writeNow([&](Connection& c) {
                CheckpointsTable table(c);
                for (int i = 0; i < count; ++i) {
                    auto commit = commitOf("t", i);
                    commit.checkpoint->id = newId();
                    commit.checkpoint->parent.clear();
                    commit.checkpoint->body = std::string(300, 'x');
                    table.commit(commit);
                }
            });
            database.reset();
            return static_cast<double>(std::filesystem::file_size(file));
        };
        const double one = bytesOf(1000);
        const double four = bytesOf(4000);
        QVERIFY2(four < 4.2 * one, qPrintable(QString("%1 then %2").arg(one).arg(four)));
        QVERIFY2((four - one) / 3000 < 450, qPrintable(QString::number((four - one) / 3000)));
    }
};

HEDDLE_TEST(CheckpointsTest);
#include "checkpoints_test.moc"
