#include "core/base/error.h"
#include "core/runtime/checkpoint_adapter.h"
#include "core/storage/tables/checkpoints_table.h"
#include "core/storage/workspace_database.h"
#include "tests/support/failing_vfs.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QtTest>

#include <sys/wait.h>

#include <future>
#include <unistd.h>

using namespace heddle;
namespace fs = std::filesystem;

namespace {

constexpr int kCommits = 24;

/// Commits of one thread: a checkpoint, the tasks that follow it, a checkpoint …, with a snapshot now and then.
engine::Commit commitNumber(int number) {
    engine::Commit commit;
    commit.thread = "t";
    commit.epoch = number;
    if (number % 2 == 1) {
        for (const char* task : {"a", "b"})
            commit.tasks.push_back({task, "n", std::to_string(number) + std::string(700, 't')});
        return commit;
    }
    engine::CheckpointRecord record;
    record.id = "c" + std::to_string(number);
    if (number > 0) record.parent = "c" + std::to_string(number - 2);
    record.step = number / 2 - 1;
    record.source = "loop";
    record.snapshot = number % 16 == 0;
    record.metadata = "{}";
    record.body = std::to_string(number) + std::string(1500, 'x');
    commit.checkpoint = std::move(record);
    return commit;
}

/// Commits from the thread's epoch on, one after the other or several at once; `done` is told each epoch that is
/// stored. Ends at the first failure, and gives its code.
std::string writeAll(const fs::path& file, bool isGrouped, const std::function<void(int)>& done) {
    try {
        const auto database = storage::openWorkspace(file, {.vfs = tests::FailingVfs::kName});
        runtime::CheckpointAdapter store(*database);
        const auto thread = store.load("t", {});
        std::vector<std::future<void>> open;
        for (int i = thread ? static_cast<int>(thread->epoch) : 0; i < kCommits; ++i) {
            auto stored = std::make_shared<std::promise<void>>();
            open.push_back(stored->get_future());
            store.commit(commitNumber(i), [i, &done, stored](std::exception_ptr failure) {
                if (failure) return stored->set_exception(failure);
                done(i + 1);
                stored->set_value();
            });
            if (isGrouped && i % 5 != 4 && i + 1 < kCommits) continue;
            for (auto& one : open)
                one.wait();
            for (auto& one : std::exchange(open, {}))
                one.get();
        }
        return {};
    } catch (const Error& e) {
        return e.code();
    }
}

/// Nothing half-written: the thread is as after some commit, which it gives.
int epochOf(const fs::path& file) {
    const auto database = storage::openWorkspace(file);
    return database->readNow([](storage::Connection& c) {
        for (const std::string& problem : c.integrityProblems())
            throw Error(ErrorKind::Storage, "test.broken", {{"reason", problem}});
        for (const auto& problem : storage::CheckpointsTable(c).problems())
            throw Error(ErrorKind::Storage, "test.broken", {{"reason", problem.code}});
        const auto thread = storage::CheckpointsTable(c).load("t");
        if (!thread) return 0;
        const auto epoch = static_cast<int>(thread->epoch);
        const engine::Commit last = commitNumber(epoch - 1);
        const auto checkpoint = commitNumber((epoch - 1) / 2 * 2).checkpoint;
        const bool isWhole = thread->chain.back().id == checkpoint->id &&
                             thread->chain.back().body == checkpoint->body &&
                             thread->tasks.size() == last.tasks.size() &&
                             static_cast<int>(storage::CheckpointsTable(c).history("t").size()) == (epoch + 1) / 2;
        if (!isWhole) throw Error(ErrorKind::Storage, "test.half_written", {{"epoch", epoch}});
        for (std::size_t i = 0; i < last.tasks.size(); ++i) {
            if (thread->tasks[i].body != last.tasks[i].body) throw Error(ErrorKind::Storage, "test.half_written");
        }
        return epoch;
    });
}

/// Writes in a child that is killed at its n-th change of the disk, or in the middle of it. Gives the last epoch that
/// was acknowledged; -1 when the child came to its end.
int killedAt(const fs::path& file, int n, bool isTorn, bool isGrouped) {
    int ends[2];
    if (::pipe(ends) != 0) return -2;
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(ends[0]);
        tests::FailingVfs disk;
        if (isTorn) {
            disk.tearAt(n);
        } else {
            disk.killAt(n);
        }
        const std::string code = writeAll(file, isGrouped, [&](int epoch) {
            if (::write(ends[1], &epoch, sizeof epoch) != sizeof epoch) ::_exit(3);
        });
        ::_exit(code.empty() ? 0 : 2);
    }
    ::close(ends[1]);
    int last = 0;
    for (int epoch = 0; ::read(ends[0], &epoch, sizeof epoch) == sizeof epoch;)
        last = epoch;
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    if (WIFSIGNALED(status)) return last;
    return WEXITSTATUS(status) == 0 ? -1 : -2;
}

}  // namespace

class CrashTest : public QObject {
    Q_OBJECT
private slots:
    void killedBetweenAnyTwoWrites_data() {
        QTest::addColumn<bool>("isTorn");
        QTest::addColumn<bool>("isGrouped");
        QTest::newRow("before a write") << false << false;
        QTest::newRow("before a write, grouped") << false << true;
        QTest::newRow("in the middle of a write") << true << false;
        QTest::newRow("in the middle of a write, grouped") << true << true;
    }
    /// For every n: the database opens, holds at least what was acknowledged and nothing half, and goes on to the end.
    void killedBetweenAnyTwoWrites() {
        QFETCH(bool, isTorn);
        QFETCH(bool, isGrouped);
        int n = 1;
        int acknowledged = 0;
        for (; acknowledged >= 0; n += n < 30 ? 1 : 4) {
            QTemporaryDir folder;
            const fs::path file = folder.filePath("w.db").toStdString();
            acknowledged = killedAt(file, n, isTorn, isGrouped);
            QVERIFY2(acknowledged >= -1, qPrintable(QString("n=%1: the child failed").arg(n)));
            const int epoch = epochOf(file);
            QVERIFY2(epoch >= acknowledged, qPrintable(QString("n=%1: %2 of %3").arg(n).arg(epoch).arg(acknowledged)));
            if (acknowledged < 0) QCOMPARE(epoch, kCommits);
            if (n % 4 != 1) continue;
            tests::FailingVfs disk;
            QCOMPARE(writeAll(file, isGrouped, [](int) {}), std::string());
            QCOMPARE(epochOf(file), kCommits);
        }
        QVERIFY2(n > 30, qPrintable(QString::number(n)));
    }
    void anyChangeOfTheDiskFails_data() {
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("expected");
        QTest::newRow("full disk") << SQLITE_FULL << "storage.full";
        QTest::newRow("failing write") << SQLITE_IOERR_WRITE << "storage.io";
        QTest::newRow("failing sync") << SQLITE_IOERR_FSYNC << "storage.io";
    }
    /// The n-th change and all later ones fail, for every n.
    void anyChangeOfTheDiskFails() {
        QFETCH(int, code);
        QFETCH(QString, expected);
        int n = 1;
        for (bool failed = true; failed; n += n < 30 ? 1 : 4) {
            QTemporaryDir folder;
            const fs::path file = folder.filePath("w.db").toStdString();
            int acknowledged = 0;
            std::string met;
            {
                tests::FailingVfs disk;
                disk.arm(n, code);
                met = writeAll(file, n % 2 == 0, [&](int epoch) { acknowledged = epoch; });
                failed = disk.failed();
            }
            const bool isKnown = met.empty() || met == expected.toStdString();
            QVERIFY2(isKnown, qPrintable(QString("n=%1 %2").arg(n).arg(met.c_str())));
            const int epoch = epochOf(file);
            QVERIFY2(epoch >= acknowledged, qPrintable(QString("n=%1: %2 of %3").arg(n).arg(epoch).arg(acknowledged)));
            if (n % 4 != 1) continue;
            tests::FailingVfs disk;
            QCOMPARE(writeAll(file, false, [](int) {}), std::string());
            QCOMPARE(epochOf(file), kCommits);
        }
        QVERIFY2(n > 30, qPrintable(QString::number(n)));
    }
};

HEDDLE_TEST(CrashTest);
#include "crash_test.moc"
