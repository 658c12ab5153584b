#include "core/base/error.h"
#include "core/storage/tables/settings_table.h"
#include "core/storage/workspace_database.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QtTest>

#include <sys/wait.h>

#include <random>
#include <unistd.h>

using namespace heddle;
using namespace heddle::storage;
namespace fs = std::filesystem;

namespace {

/// In the child: writes numbers from `first` on, several at a time, and tells each that is acknowledged.
[[noreturn]] void writeForEver(const fs::path& file, int first, int acknowledgements) {
    const auto database = openWorkspace(file);
    for (int number = first;; ++number) {
        database->post(
            [number](Connection& c) {
                SettingsTable(c).set(std::to_string(number), std::string(static_cast<std::size_t>(number % 3000), 'v'));
            },
            [number, acknowledgements](std::exception_ptr failure) {
                if (failure || ::write(acknowledgements, &number, sizeof number) != sizeof number) ::_exit(1);
            },
            number % 50 == 0 ? Durability::Power : Durability::Process);
        if (number % 8 == 0) database->writeNow([](Connection&) {});  // keeps the queue short
    }
}

/// Kills a writing child after `count` acknowledgements; gives the last number that it acknowledged.
int killAfter(const fs::path& file, int first, int count) {
    int ends[2];
    if (::pipe(ends) != 0) return -1;
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(ends[0]);
        try {
            writeForEver(file, first, ends[1]);
        } catch (const Error&) {
            ::_exit(2);
        }
    }
    ::close(ends[1]);
    int last = first - 1;
    int number = 0;
    for (int seen = 0; ::read(ends[0], &number, sizeof number) == sizeof number;) {
        last = number;
        if (++seen == count) ::kill(child, SIGKILL);
    }
    ::close(ends[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? last : -1;
}

}  // namespace

class KillTest : public QObject {
    Q_OBJECT
private slots:
    void nothingAcknowledgedIsLost() {
        QTemporaryDir folder;
        const fs::path file = folder.filePath("w.db").toStdString();
        std::mt19937 random(20261122);
        int last = 0;
        for (int round = 0; round < 40; ++round) {
            const int count = std::uniform_int_distribution<int>(1, 150)(random);
            last = killAfter(file, last + 1, count);
            QVERIFY2(last > 0, "the child ended by itself");
            openWorkspace(file)->readNow([&](Connection& c) {
                std::string verdict;
                auto check = c.query("PRAGMA integrity_check");
                QVERIFY(check.next());
                check.read(verdict);
                QCOMPARE(verdict, std::string("ok"));
                // In order and without a gap: what is stored is 1 … n, with n at least what was acknowledged.
                int stored = 0;
                int highest = 0;
                auto query = c.query("SELECT count(*), max(CAST(key AS INTEGER)) FROM settings");
                QVERIFY(query.next());
                query.read(stored, highest);
                QVERIFY2(highest >= last, qPrintable(QString("%1 < %2").arg(highest).arg(last)));
                QCOMPARE(stored, highest);
                last = highest;
            });
        }
    }
};

HEDDLE_TEST(KillTest);
#include "kill_test.moc"
