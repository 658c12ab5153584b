#include "core/base/error.h"
#include "core/storage/tables/settings_table.h"
#include "tests/support/test_database.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/asio/use_future.hpp>

#include <future>
#include <thread>

using namespace heddle;
using namespace heddle::storage;
namespace asio = boost::asio;

namespace {

/// Holds the writer's thread, so that jobs gather behind it.
class HeldWriter {
public:
    explicit HeldWriter(Database& database) {
        database.post(
            [this](Connection&) {
                m_held.set_value();
                m_release.get_future().wait();
            },
            {});
        m_held.get_future().wait();
    }
    void release() { m_release.set_value(); }

private:
    std::promise<void> m_held;
    std::promise<void> m_release;
};

asio::awaitable<int> writeThenRead(Database& database, int value) {
    const std::string key = "k" + std::to_string(value);
    const auto set = [&](Connection& c) {
        SettingsTable(c).set(key, value);
        return value;
    };
    const int written = co_await database.write(set);
    const auto get = [&](Connection& c) { return SettingsTable(c).get(key).get<int>(); };
    const int read = co_await database.read(get);
    co_return written == read ? read : -1;
}

asio::awaitable<std::thread::id> threadAfterWrite(Database& database) {
    const auto nothing = [](Connection&) {};
    co_await database.write(nothing, Durability::Power);
    co_return std::this_thread::get_id();
}

asio::awaitable<void> failingWrite(Database& database) {
    const auto fail = [](Connection& c) {
        SettingsTable(c).set("half", 1);
        throw Error(ErrorKind::Conflict, "test.refused");
    };
    co_await database.write(fail);
}

}  // namespace

class DatabaseTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<tests::DatabasePlace> m_place;
    std::unique_ptr<Database> m_database;

    Json setting(const std::string& key) {
        return m_database->readNow([&](Connection& c) { return SettingsTable(c).get(key); });
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

    void waitingJobsShareATransaction() {
        HeldWriter held(*m_database);
        std::atomic<int> done = 0;
        for (int i = 0; i < 100; ++i) {
            m_database->post([i](Connection& c) { SettingsTable(c).set("k" + std::to_string(i), i); },
                             [&](std::exception_ptr failure) { done += failure ? 1000 : 1; });
        }
        held.release();
        m_database->writeNow([](Connection&) {});
        QCOMPARE(done.load(), 100);
        QCOMPARE(m_database->writeStats().jobs, std::int64_t(102));
        QVERIFY(m_database->writeStats().transactions <= 3);
        QCOMPARE(setting("k99"), Json(99));
    }
    void whoWaitsWritesWhenNobodyElseDoes() {
        const auto thread = [](Connection&) { return std::this_thread::get_id(); };
        QVERIFY(m_database->writeNow(thread) == std::this_thread::get_id());

        HeldWriter held(*m_database);
        std::promise<std::thread::id> writer;
        const auto tell = [&](Connection& c) { writer.set_value(thread(c)); };
        m_database->post(tell, {}, Durability::Process, true);
        held.release();
        QVERIFY(writer.get_future().get() != std::this_thread::get_id());
    }
    void theLogIsFoldedWhenItIsLong() {
        if (m_place->isPostgres()) QSKIP("PostgreSQL folds its own log");
        for (char letter = 'a'; letter <= 'z'; ++letter) {
            m_database->writeNow([&](Connection& c) { SettingsTable(c).set("large", std::string(2 << 20, letter)); });
        }
        std::promise<void> after;  // the writer has folded, if it had to
        m_database->post([](Connection&) {}, [&](std::exception_ptr) { after.set_value(); });
        after.get_future().wait();
        const QString file = QString::fromStdString(m_place->file());
        QVERIFY(QFileInfo(file + "-wal").size() < 30 << 20);
        QVERIFY(QFileInfo(file).size() > 1 << 20);
    }
    void aFailingJobIsUndoneAlone() {
        HeldWriter held(*m_database);
        std::vector<int> failed;
        for (int i = 0; i < 9; ++i) {
            m_database->post(
                [i](Connection& c) {
                    SettingsTable(c).set("k" + std::to_string(i), i);
                    if (i % 3 == 1) c.query("INSERT INTO settings(key, value) VALUES('bad', NULL)").run();
                },
                [&failed, i](std::exception_ptr failure) {
                    if (failure) failed.push_back(i);
                });
        }
        held.release();
        m_database->writeNow([](Connection&) {});
        const std::vector<int> expected{1, 4, 7};
        QVERIFY(failed == expected);
        QCOMPARE(m_database->readNow([](Connection& c) { return SettingsTable(c).all().size(); }), 6u);
    }
    void coroutinesWriteAndResumeOnTheirPool() {
        asio::thread_pool pool(2);
        std::vector<std::future<int>> results;
        for (int i = 0; i < 200; ++i) {
            results.push_back(asio::co_spawn(pool, writeThenRead(*m_database, i), asio::use_future));
        }
        for (int i = 0; i < 200; ++i)
            QCOMPARE(results[static_cast<std::size_t>(i)].get(), i);
        QVERIFY(m_database->writeStats().transactions <= 200);

        asio::thread_pool single(1);
        const auto itself = asio::post(single, asio::use_future([] { return std::this_thread::get_id(); })).get();
        QVERIFY(asio::co_spawn(single, threadAfterWrite(*m_database), asio::use_future).get() == itself);
    }
    void whatAJobThrowsReachesItsCaller() {
        asio::thread_pool pool(1);
        try {
            asio::co_spawn(pool, failingWrite(*m_database), asio::use_future).get();
            QFAIL("nothing was thrown");
        } catch (const Error& error) {
            QCOMPARE(error.code(), std::string("test.refused"));
        }
        QVERIFY(setting("half").is_null());
        QVERIFY_EXCEPTION_THROWN(m_database->readNow([](Connection&) { throw std::runtime_error("x"); }),
                                 std::runtime_error);
        m_database->writeNow([](Connection& c) { SettingsTable(c).set("after", 1); });
        QCOMPARE(setting("after"), Json(1));
    }
    void aReadSeesOneState() {
        m_database->writeNow([](Connection& c) { SettingsTable(c).set("k", 1); });
        m_database->readNow([&](Connection& c) {
            QCOMPARE(SettingsTable(c).get("k"), Json(1));
            m_database->writeNow([](Connection& w) { SettingsTable(w).set("k", 2); });
            QCOMPARE(SettingsTable(c).get("k"), Json(1));
            QCOMPARE(setting("k"), Json(2));
        });
        QCOMPARE(setting("k"), Json(2));
    }
    void readersCannotWrite() {
        try {
            m_database->readNow([](Connection& c) { SettingsTable(c).set("k", 1); });
            QFAIL("a reader wrote");
        } catch (const Error& error) {
            QCOMPARE(error.code(), std::string("storage.read_only"));
        }
    }
    void closingCommitsWhatWasHandedIn() {
        for (int i = 0; i < 1000; ++i) {
            m_database->post([i](Connection& c) { SettingsTable(c).set("k" + std::to_string(i), i); }, {});
        }
        m_database.reset();
        m_database = m_place->open();
        QCOMPARE(m_database->readNow([](Connection& c) { return SettingsTable(c).all().size(); }), 1000u);
    }
    void aStatementCanRunInsideItself() {
        m_database->writeNow([](Connection& c) {
            for (int i = 0; i < 3; ++i)
                SettingsTable(c).set(std::to_string(i), i);
            int pairs = 0;
            const Sql all("SELECT key FROM settings");
            auto outer = c.query(all);
            while (outer.next()) {
                auto inner = c.query(all);
                while (inner.next())
                    ++pairs;
            }
            QCOMPARE(pairs, 9);
        });
    }
};

HEDDLE_TEST(DatabaseTest);
#include "database_test.moc"
