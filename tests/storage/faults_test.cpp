#include "core/base/error.h"
#include "core/storage/tables/settings_table.h"
#include "core/storage/workspace_database.h"
#include "tests/support/failing_vfs.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QtTest>

#include <future>

using namespace heddle;
using namespace heddle::storage;
namespace fs = std::filesystem;

namespace {

struct Outcome {
    std::set<std::string> acknowledged;
    std::set<std::string> codes;  ///< of what failed
};

/// Opens, writes 60 values one by one and in groups, closes. Every write is acknowledged or fails with an Error.
Outcome workOn(const fs::path& file) {
    Outcome outcome;
    try {
        const auto database = openWorkspace(file, {.vfs = tests::FailingVfs::kName});
        for (int i = 0; i < 60; ++i) {
            const std::string key = "k" + std::to_string(i);
            const auto durability = i % 3 == 0 ? Durability::Power : Durability::Process;
            try {
                database->writeNow([&](Connection& c) { SettingsTable(c).set(key, std::string(3000, 'v')); },
                                   durability);
                outcome.acknowledged.insert(key);
            } catch (const Error& error) {
                outcome.codes.insert(error.code());
            }
        }
    } catch (const Error& error) {
        outcome.codes.insert(error.code());
    }
    return outcome;
}

std::set<std::string> storedIn(const fs::path& file) {
    const auto database = openWorkspace(file);
    return database->readNow([](Connection& c) {
        std::string verdict;
        auto query = c.query("PRAGMA integrity_check");
        if (query.next()) query.read(verdict);
        if (verdict != "ok") throw Error(ErrorKind::Storage, "test.broken", {{"reason", verdict}});
        std::set<std::string> keys;
        const Json settings = SettingsTable(c).all();
        for (const auto& [key, value] : settings.items())
            keys.insert(key);
        return keys;
    });
}

}  // namespace

class FaultsTest : public QObject {
    Q_OBJECT
private slots:
    void everyFailingOperationIsSurvived_data() {
        QTest::addColumn<int>("code");
        QTest::addColumn<QString>("expected");
        QTest::newRow("full disk") << SQLITE_FULL << "storage.full";
        QTest::newRow("failing write") << SQLITE_IOERR_WRITE << "storage.io";
        QTest::newRow("failing sync") << SQLITE_IOERR_FSYNC << "storage.io";
    }
    /// The n-th change of the disk and all later ones fail, for every n until nothing fails any more.
    void everyFailingOperationIsSurvived() {
        QFETCH(int, code);
        QFETCH(QString, expected);
        tests::FailingVfs disk;
        int n = 1;
        for (;; n += n < 40 ? 1 : 11) {
            QTemporaryDir folder;
            const fs::path file = folder.filePath("w.db").toStdString();
            disk.arm(n, code);
            const Outcome outcome = workOn(file);
            const bool failed = disk.failed();
            disk.disarm();
            const auto stored = storedIn(file);
            for (const auto& key : outcome.acknowledged) {
                QVERIFY2(stored.contains(key), qPrintable(QString("n=%1 lost %2").arg(n).arg(key.c_str())));
            }
            for (const auto& word : outcome.codes) {
                QVERIFY2(word == expected.toStdString(), qPrintable(QString("n=%1 %2").arg(n).arg(word.c_str())));
            }
            if (!failed) {
                QCOMPARE(outcome.acknowledged.size(), 60u);
                break;
            }
        }
        QVERIFY2(n > 100, qPrintable(QString::number(n)));
    }
    void aDiskThatIsFreedAgainGoesOn() {
        QTemporaryDir folder;
        const fs::path file = folder.filePath("w.db").toStdString();
        tests::FailingVfs disk;
        const auto database = openWorkspace(file, {.vfs = tests::FailingVfs::kName});
        const auto put = [&](int i) {
            database->writeNow([i](Connection& c) { SettingsTable(c).set("k" + std::to_string(i), i); });
        };
        put(1);
        disk.arm(1, SQLITE_FULL);
        QVERIFY_EXCEPTION_THROWN(put(2), Error);
        QVERIFY_EXCEPTION_THROWN(put(3), Error);
        disk.disarm();
        put(4);
        const Json expected{{"k1", 1}, {"k4", 4}};
        QVERIFY(database->readNow([](Connection& c) { return SettingsTable(c).all(); }) == expected);
    }
    void aFailedCommitFailsItsWholeGroup() {
        QTemporaryDir folder;
        tests::FailingVfs disk;
        const auto database = openWorkspace(folder.filePath("w.db").toStdString(), {.vfs = tests::FailingVfs::kName});
        std::vector<bool> failed;
        std::promise<void> held;
        std::promise<void> release;
        database->post(
            [&](Connection&) {
                held.set_value();
                release.get_future().wait();
            },
            {});
        held.get_future().wait();
        for (int i = 0; i < 5; ++i) {
            database->post([i](Connection& c) { SettingsTable(c).set("k" + std::to_string(i), i); },
                           [&](std::exception_ptr failure) { failed.push_back(failure != nullptr); });
        }
        disk.arm(1, SQLITE_IOERR_WRITE);
        release.set_value();
        QVERIFY_EXCEPTION_THROWN(database->writeNow([](Connection& c) { SettingsTable(c).set("x", 1); }), Error);
        disk.disarm();
        QVERIFY(failed == std::vector<bool>(5, true));
        QVERIFY(database->readNow([](Connection& c) { return SettingsTable(c).all().empty(); }));
    }
    void aSmallDiskIsFullNotBroken() {
        QTemporaryDir folder;
        const fs::path file = folder.filePath("w.db").toStdString();
        const auto database = openWorkspace(file);
        database->writeNow([](Connection& c) {
            auto query = c.query("PRAGMA max_page_count = 60");
            while (query.next()) {
            }
        });
        std::string code;
        for (int i = 0; i < 100 && code.empty(); ++i) {
            try {
                database->writeNow(
                    [i](Connection& c) { SettingsTable(c).set("k" + std::to_string(i), std::string(4000, 'v')); });
            } catch (const Error& error) {
                code = error.code();
            }
        }
        QCOMPARE(code, std::string("storage.full"));
        database->writeNow([](Connection& c) { SettingsTable(c).set("k0", nullptr); });
        database->writeNow([](Connection& c) { SettingsTable(c).set("small", 1); });
    }
};

HEDDLE_TEST(FaultsTest);
#include "faults_test.moc"
