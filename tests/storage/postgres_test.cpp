#include "core/base/error.h"
#include "core/base/messages.h"
#include "core/storage/run_file.h"
#include "core/storage/tables/agents_table.h"
#include "core/storage/tables/chats_table.h"
#include "core/storage/tables/checkpoints_table.h"
#include "core/storage/tables/events_table.h"
#include "core/storage/tables/executions_table.h"
#include "core/storage/tables/messages_table.h"
#include "core/storage/tables/settings_table.h"
#include "tests/support/await.h"
#include "tests/support/test_database.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <future>
#include <thread>

using namespace heddle;
using namespace heddle::storage;
using tests::PostgresServer;

namespace {

std::optional<Error> errorOf(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& error) {
        return error;
    }
    return std::nullopt;
}

std::string codeOf(const std::function<void()>& work) {
    const auto error = errorOf(work);
    return error ? error->code() : "";
}

std::int64_t nowMs() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

/// "messages_2026_11": where a row of this moment belongs.
std::string partitionOfNow(const std::string& table) {
    return table + QDateTime::currentDateTimeUtc().toString("'_'yyyy'_'MM").toStdString();
}

std::string textOf(Connection& connection, Sql sql) {
    auto query = connection.query(sql);
    std::string text;
    if (query.next()) query.read(text);
    return text;
}

Json settingOf(Database& database, const std::string& key) {
    return database.readNow([&](Connection& c) { return SettingsTable(c).get(key); });
}

void countUp(Database& database, int times) {
    for (int i = 0; i < times; ++i) {
        database.writeNow([](Connection& c) {
            const Json before = SettingsTable(c).get("count");
            SettingsTable(c).set("count", before.is_null() ? 1 : before.get<int>() + 1);
        });
    }
}

}  // namespace

/// What tables_test, database_test and conformance_test, which run on both databases, do not show of PostgreSQL.
class PostgresTest : public QObject {
    Q_OBJECT
private:
    std::string m_url;
    std::unique_ptr<Database> m_database;

    /// As an operator would, or a network that breaks.
    void hangUp() {
        PostgresServer::run(m_url,
                            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = "
                            "current_database() AND pid <> pg_backend_pid()");
    }
    void addChat() {
        m_database->writeNow([](Connection& c) {
            AgentsTable(c).put({.id = "a", .name = "A"});
            ChatsTable(c).put({.id = "c", .agentId = "a"});
        });
    }

private slots:
    void init() {
        if (!PostgresServer::instance()) QSKIP(PostgresServer::whyNot().c_str());
        m_url = PostgresServer::instance()->readyDatabase();
        m_database = openPostgres(m_url);
    }
    void cleanup() { m_database.reset(); }

    void aLostConnectionHeals() {
        m_database->writeNow([](Connection& c) { SettingsTable(c).set("k", 1); });
        QCOMPARE(settingOf(*m_database, "k"), Json(1));
        hangUp();  // while nothing is going on: nobody notices
        m_database->writeNow([](Connection& c) { SettingsTable(c).set("k", 2); });
        QCOMPARE(settingOf(*m_database, "k"), Json(2));

        const auto whileWriting = [&](Connection& c) {
            SettingsTable(c).set("k", 3);
            hangUp();
            SettingsTable(c).set("l", 3);
        };
        const auto error = errorOf([&] { m_database->writeNow(whileWriting); });
        QVERIFY(error && error->kind() == ErrorKind::Storage);
        QCOMPARE(error->code(), std::string("storage.io"));
        QCOMPARE(settingOf(*m_database, "k"), Json(2));
        QCOMPARE(codeOf([&] {
                     m_database->readNow([&](Connection& c) {
                         SettingsTable(c).get("k");
                         hangUp();
                         SettingsTable(c).get("k");
                     });
                 }),
                 std::string("storage.io"));
        m_database->writeNow([](Connection& c) { SettingsTable(c).set("k", 4); });
        QCOMPARE(settingOf(*m_database, "k"), Json(4));
    }
    void failuresHaveTheirCodes() {
        const auto codeFor = [&](Sql sql) {
            return codeOf([&] { m_database->writeNow([&](Connection& c) { c.execute(sql); }); });
        };
        const std::string constraint = "storage.constraint";
        QCOMPARE(codeFor("INSERT INTO settings VALUES('a', '1'), ('a', '2')"), constraint);
        QCOMPARE(codeFor("INSERT INTO settings VALUES('a', NULL)"), constraint);
        QCOMPARE(codeFor("INSERT INTO user_roles VALUES('nobody', 'admin')"), constraint);
        QCOMPARE(codeFor("INSERT INTO run_requests VALUES('r', 'dance', 1)"), constraint);
        QCOMPARE(codeFor("SELECT nothing FROM nowhere"), std::string("storage.statement"));
#define RAISE(state) "DO $$ BEGIN RAISE EXCEPTION 'x' USING ERRCODE = '" state "'; END $$"
        QCOMPARE(codeFor(RAISE("40001")), std::string("storage.busy"));
        QCOMPARE(codeFor(RAISE("40P01")), std::string("storage.busy"));
        QCOMPARE(codeFor(RAISE("57014")), std::string("storage.busy"));
        QCOMPARE(codeFor(RAISE("53100")), std::string("storage.full"));
        QCOMPARE(codeFor(RAISE("25006")), std::string("storage.read_only"));
        QCOMPARE(codeFor(RAISE("XX001")), std::string("storage.corrupt"));
        QCOMPARE(codeFor(RAISE("58030")), std::string("storage.io"));
        QCOMPARE(codeFor(RAISE("22012")), std::string("storage.statement"));
        const auto error = errorOf([&] {
            m_database->writeNow([](Connection& c) { c.query("INSERT INTO settings VALUES('hidden', NULL)").run(); });
        });
        QVERIFY2(std::string(error->what()).find("hidden") == std::string::npos, error->what());
    }
    void aJobThatGoesOnAfterAFailureIsNotCommitted() {
        const auto stubborn = [](Connection& c) {
            SettingsTable(c).set("before", 1);
            errorOf([&] { c.query("INSERT INTO settings(key, value) VALUES('bad', NULL)").run(); });
        };
        QCOMPARE(codeOf([&] { m_database->writeNow(stubborn); }), std::string("storage.statement"));
        QVERIFY(settingOf(*m_database, "before").is_null());
        countUp(*m_database, 1);
    }
    void foldedJobsFailAlone() {
        std::promise<void> held, release;
        m_database->post(
            [&](Connection&) {
                held.set_value();
                release.get_future().wait();
            },
            {});
        held.get_future().wait();
        std::string codes;
        const auto add = [&](const std::function<void(Connection&)>& job) {
            m_database->post(job, [&codes](std::exception_ptr failure) {
                codes += codeOf([&] {
                             if (failure) std::rethrow_exception(failure);
                         }) +
                         " ";
            });
        };
        add([](Connection& c) { SettingsTable(c).set("a", 1); });
        add([](Connection&) { throw Error(ErrorKind::Conflict, "at_once"); });
        add([](Connection&) {});
        add([](Connection& c) { c.query("SELECT wrong").run(); });
        add([](Connection& c) { SettingsTable(c).set("b", 1); });
        add([](Connection& c) {
            SettingsTable(c).set("c", 1);
            throw Error(ErrorKind::Conflict, "late");
        });
        add([](Connection& c) {
            SettingsTable(c).set("d", 1);
            errorOf([&] { c.query("INSERT INTO settings(key, value) VALUES('bad', NULL)").run(); });
        });
        add([](Connection& c) { c.query("INSERT INTO settings(key, value) VALUES('bad', NULL)").run(); });
        add([](Connection& c) { SettingsTable(c).set("e", SettingsTable(c).get("b")); });
        release.set_value();
        m_database->writeNow([](Connection&) {});
        QCOMPARE(codes, std::string(" at_once  storage.statement  late storage.statement storage.constraint  "));
        QCOMPARE(m_database->writeStats().transactions, std::int64_t(2));
        const Json all = m_database->readNow([](Connection& c) { return SettingsTable(c).all(); });
        const Json expected{{"a", 1}, {"b", 1}, {"e", 1}};
        QVERIFY2(all == expected, all.dump().c_str());
    }
    void rowsLandInTheirMonth() {
        addChat();
        m_database->writeNow([](Connection& c) {
            MessagesTable messages(c);
            messages.put({.id = "now", .chatId = "c", .role = "user", .createdMs = nowMs()});
            messages.put({.id = "old", .chatId = "c", .role = "user", .createdMs = 5});
            ExecutionsTable(c).put({.id = "run", .threadId = "t", .startedMs = nowMs()});
            QCOMPARE(textOf(c, "SELECT CAST(CAST(tableoid AS regclass) AS TEXT) FROM messages WHERE id = 'now'"),
                     partitionOfNow("messages"));
            QCOMPARE(textOf(c, "SELECT CAST(CAST(tableoid AS regclass) AS TEXT) FROM messages WHERE id = 'old'"),
                     std::string("messages_default"));
            QCOMPARE(textOf(c, "SELECT CAST(CAST(tableoid AS regclass) AS TEXT) FROM executions"),
                     partitionOfNow("executions"));
            QVERIFY(textOf(c, "SELECT count(*) FROM pg_inherits WHERE inhparent = CAST('audit_log' AS regclass)") >=
                    std::string("3"));
            QCOMPARE(textOf(c, "SELECT make_partitions(0, 1)"), std::string("2"));  // 'old' stays where it is
        });
    }
    void idsAreUniqueInAllMonths() {
        addChat();
        const auto add = [&](Sql sql) {
            return codeOf([&] { m_database->writeNow([&](Connection& c) { c.query(sql).run(); }); });
        };
#define MESSAGE(time)                                                                                                 \
    "INSERT INTO messages(id, chat_id, role, content, status, type, intermediate, metadata, created_ms) VALUES('m', " \
    "'c', 'user', '', 'sent', 'text', 0, '{}', " time ")"
        QCOMPARE(add(MESSAGE("1")), std::string());
        QCOMPARE(add(MESSAGE("extract(epoch FROM now()) * 1000")), std::string("storage.constraint"));
#define AUDIT(time) "INSERT INTO audit_log VALUES(1, " time ", '', '', '', '', '', '', '', '', '', '')"
        QCOMPARE(add(AUDIT("1")), std::string());
        QCOMPARE(add(AUDIT("extract(epoch FROM now()) * 1000")), std::string("storage.constraint"));
    }
    void aRunThatMovesToAnotherMonthKeepsItsEvents() {
        m_database->writeNow([](Connection& c) {
            domain::Execution run{.id = "r", .threadId = "t", .startedMs = 5};
            ExecutionsTable(c).put(run);
            EventsTable(c).append("r", std::vector<domain::RunEvent>{{.seq = 1}});
            run.startedMs = nowMs();
            ExecutionsTable(c).put(run);
        });
        m_database->writeNow([](Connection& c) {
            QCOMPARE(EventsTable(c).list("r").size(), 1u);
            QVERIFY(c.integrityProblems().empty());
            ExecutionsTable(c).remove("r");
        });
        m_database->writeNow([](Connection& c) {
            QCOMPARE(textOf(c, "SELECT count(*) FROM run_events"), std::string("0"));
            QVERIFY(c.integrityProblems().empty());
        });
    }
    void writersOfTwoProgramsTakeTurns() {
        const auto other = openPostgres(m_url);
        auto counting = std::async(std::launch::async, [&] { countUp(*other, 100); });
        countUp(*m_database, 100);
        counting.get();
        QCOMPARE(settingOf(*m_database, "count"), Json(200));
    }
    void manyMakeTheTablesAtOnce() {
        const std::string url = PostgresServer::instance()->emptyDatabase();
        std::vector<std::future<std::unique_ptr<Database>>> all;
        for (int i = 0; i < 4; ++i)
            all.push_back(std::async(std::launch::async, [&] { return openPostgres(url); }));
        for (auto& one : all)
            countUp(*one.get(), 1);
        QCOMPARE(settingOf(*openPostgres(url), "count"), Json(4));
    }
    void whatIsNotOursIsRefused() {
        PostgresServer::run(m_url, "UPDATE schema_version SET version = 99");
        const auto newer = errorOf([&] { openPostgres(m_url); });
        QVERIFY(newer && newer->kind() == ErrorKind::TooNew);
        QCOMPARE(newer->code(), std::string("storage.too_new"));
        QCOMPARE(newer->facts().at("got"), Json(99));
        QCOMPARE(PostgresServer::run(m_url, "SELECT version FROM schema_version"), std::string("99"));

        const std::string foreign = PostgresServer::instance()->emptyDatabase();
        PostgresServer::run(foreign, "CREATE TABLE bookmarks(x INT)");
        QCOMPARE(codeOf([&] { openPostgres(foreign); }), std::string("storage.foreign"));

        PostgresServer::run(m_url, "CREATE DATABASE latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
        const std::string latin = m_url.substr(0, m_url.rfind('/')) + "/latin";
        QCOMPARE(codeOf([&] { openPostgres(latin); }), std::string("storage.encoding"));
    }
    void noErrorTellsThePassword() {
        const std::string port = m_url.substr(m_url.rfind(':'));  // ":port/database"
        const std::string urls[] = {
            "postgres://heddle:s3cret-word@127.0.0.1" + port,
            "postgres://heddle:s3cret-word@127.0.0.1:1/none",
            "postgres://heddle:s3cret-word@127.0.0.1/none?nothing=1",
            "postgres://heddle:a@s3cret-word@127.0.0.1" + port,
            "postgres://heddle:a/s3cret-word@127.0.0.1" + port,
            "postgres://heddle:a?s3cret-word@127.0.0.1" + port,
            "postgres://heddle:a:s3cret-word@127.0.0.1" + port,
            "postgres://heddle:%s3cret-word@127.0.0.1" + port,
            "postgres://heddle@127.0.0.1:1/none?password=s3cret-word",
            "mysql://heddle:s3cret-word@127.0.0.1/none",
            "host=127.0.0.1 password=s3cret-word",
        };
        for (const std::string& url : urls) {
            const auto error = errorOf([&] { openPostgres(url); });
            QVERIFY2(error, url.c_str());
            const std::string said = error->what() + messageText(error->code(), error->facts());
            QVERIFY2(said.find("s3cret") == std::string::npos, said.c_str());
        }
        const auto error = errorOf([&] { m_database->writeNow([](Connection& c) { c.execute("SELECT nothing"); }); });
        QVERIFY(std::string(error->what()).find(PostgresServer::kPassword) == std::string::npos);
        QVERIFY(std::string(error->what()).find(PostgresServer::kPasswordInUrl) == std::string::npos);
    }
    void everyByteComesBack() {
        std::string bytes;
        for (int round = 0; round < 2; ++round)
            for (int byte = 0; byte < 256; ++byte)
                bytes += static_cast<char>(byte);
        std::vector<std::string> texts{"",
                                       bytes,
                                       "plain",
                                       "中文 \U0001F600",
                                       "\U0010FFFE",
                                       "\U0010FFFE00 \U0010FFFF",
                                       "\xed\xa0\x80 \xc0\x80 \xf4\x90\x80\x80 \xf4\x8f\xbf"};
        texts.emplace_back(1, '\0');
        texts.push_back(std::string(300'000, 'x') + texts.back());
        addChat();
        for (const std::string& text : texts) {
            m_database->writeNow([&](Connection& c) {
                MessagesTable(c).put({.id = "m", .chatId = "c", .role = "user", .content = text});
                SettingsTable(c).setWindowState("w", text);
            });
            m_database->readNow([&](Connection& c) {
                QVERIFY(MessagesTable(c).find("m")->content == text);
                QVERIFY(*SettingsTable(c).windowState("w") == text);
            });
        }
    }
    void itIsTidiedCheckedAndCopied() {
        addChat();
        m_database->writeNow(
            [](Connection& c) { MessagesTable(c).put({.id = "m", .chatId = "c", .role = "user", .content = "kept"}); });
        tests::await(m_database->alone([](Connection& c) { c.compact(false); }));
        tests::await(m_database->alone([](Connection& c) { c.compact(true); }));
        QVERIFY(m_database->readNow([](Connection& c) { return c.integrityProblems().empty(); }));

        const QTemporaryDir folder;
        const std::string file = folder.filePath("copy.dump").toStdString();
        const auto backup = [&] { m_database->readNow([&](Connection& c) { c.backup(file); }); };
        backup();
        backup();  // over the first
        const std::string restored = PostgresServer::instance()->emptyDatabase();
        QCOMPARE(QProcess::execute("pg_restore", {"--no-owner", "-d", QString::fromStdString(restored),
                                                  QString::fromStdString(file)}),
                 0);
        openPostgres(restored)->readNow([](Connection& c) {
            QCOMPARE(MessagesTable(c).find("m")->content, std::string("kept"));
            QVERIFY(c.integrityProblems().empty());
        });
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files).size(), 1);

        PostgresServer::run(m_url, "CREATE EXTENSION amcheck");
        QVERIFY(m_database->readNow([](Connection& c) { return c.integrityProblems().empty(); }));
        PostgresServer::run(m_url, "DELETE FROM message_keys");
        QCOMPARE(m_database->readNow([](Connection& c) { return c.integrityProblems().size(); }), std::size_t(1));
    }
    void runsTravelBetweenDatabases() {
        m_database->writeNow([](Connection& c) {
            ExecutionsTable(c).put(
                {.id = "r", .threadId = "t", .status = "completed", .result = "done", .startedMs = 5});
            EventsTable(c).append("r", std::vector<domain::RunEvent>{{.seq = 1, .text = "x\0y"}, {.seq = 2}});
            for (const std::string thread : {"t", "t|child"}) {
                for (int i = 0; i < 300; ++i) {
                    CheckpointCommit commit{.thread = thread, .epoch = i, .tasks = {{"a", "n", "1"}}};
                    commit.checkpoint = CheckpointRow{.id = std::to_string(i),
                                                      .parent = i > 0 ? std::to_string(i - 1) : "",
                                                      .source = "loop",
                                                      .snapshot = i == 0,
                                                      .metadata = "{}",
                                                      .body = "b"};
                    commit.effects.push_back({"a", "a", i, "c", "e"});
                    QVERIFY(CheckpointsTable(c).commit(commit));
                }
            }
        });
        const QTemporaryDir folder;
        const std::string file = folder.filePath("r.run").toStdString();
        QCOMPARE(codeOf([&] { exportRun(*m_database, "nobody", file, 1); }), std::string("storage.no_execution"));
        exportRun(*m_database, "r", file, 1);
        const auto sqlite = openWorkspace(folder.filePath("w.db").toStdString());
        for (Database* database : {sqlite.get(), m_database.get()}) {
            const RunFile source(file, folder.path().toStdString());
            tests::await(database->alone([&](Connection& c) { source.addTo(c, "new", nullptr); }));
            database->readNow([](Connection& c) {
                QCOMPARE(ExecutionsTable(c).find("new")->result, Json("done"));
                QCOMPARE(EventsTable(c).list("new").size(), 2u);
                CheckpointsTable threads(c);
                QCOMPARE(threads.load("new")->chain.size(), 300u);
                QCOMPARE(threads.load("new|child")->tasks.size(), 1u);
                QCOMPARE(threads.effects("new|child", "a", "a").size(), 300u);
                QVERIFY(threads.problems().empty());
            });
        }
    }
    void killingTheServerLosesNothingThatWasAcknowledged() {
        PostgresServer& server = *PostgresServer::instance();
        std::atomic<int> acknowledged = 0;
        std::thread writing([&] {
            for (int i = 1; i < 100'000; ++i) {
                if (!codeOf([&] {
                         m_database->writeNow([&](Connection& c) { SettingsTable(c).set("last", i); });
                     }).empty())
                    return;
                acknowledged = i;
            }
        });
        while (acknowledged < 200)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        server.kill();
        writing.join();
        QCOMPARE(codeOf([&] { settingOf(*m_database, "last"); }), std::string("storage.io"));
        server.start();
        QVERIFY(settingOf(*m_database, "last").get<int>() >= acknowledged);
        countUp(*m_database, 1);
    }
};

HEDDLE_TEST(PostgresTest);
#include "postgres_test.moc"
