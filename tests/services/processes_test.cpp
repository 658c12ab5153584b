#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/runtime/accounts.h"
#include "core/runtime/runtime.h"
#include "core/services/backup_service.h"
#include "core/services/runs/run_service.h"
#include "core/services/workspace_files.h"
#include "core/storage/database.h"
#include "core/storage/tables/executions_table.h"
#include "core/storage/tables/processes_table.h"
#include "tests/support/test_database.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include <future>

using namespace heddle;
using namespace heddle::services;
using tests::PostgresServer;

namespace {

constexpr const char* kRootKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

/// Waits for an hour, in memory.
domain::Graph waitingGraph() {
    return domain::graphFromJson(Json::parse(R"json({
        "schema_version": 1,
        "name": "Waiting",
        "state": {"text": {"schema": {"type": "string"}}},
        "entry": ["input"],
        "output": "text",
        "nodes": {
            "input": {"type": "input", "config": {"fields": [{"field": "text", "title": "Text"}]}},
            "wait": {"type": "wait", "config": {"for": "3600"}}
        },
        "edges": {"a": {"from": "input", "to": "wait"}}
    })json"));
}

/// A server's process as far as its database sees it: a folder of its own, and the rows that all share.
struct Process {
    explicit Process(const std::string& url) {
        runtime::Options options;
        options.workspace = folder.path().toStdString();
        options.database = url;
        options.threads = 2;
        runtime = std::make_unique<runtime::Runtime>(options);
    }

    template <typename T>
    T wait(boost::asio::awaitable<T> task) {
        return boost::asio::co_spawn(runtime->executor(), std::move(task), boost::asio::use_future).get();
    }
    std::string statusOf(const std::string& run) { return wait(runtime->runs().get(run)).status; }

    QTemporaryDir folder;
    std::unique_ptr<runtime::Runtime> runtime;
};

std::string codeOfFailure(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& error) {
        return error.code();
    }
    return {};
}

}  // namespace

/// Several servers on one PostgreSQL.
class ProcessesTest : public QObject {
    Q_OBJECT
    std::unique_ptr<tests::DatabasePlace> m_place;

    std::string run(const std::string& sql) { return PostgresServer::run(m_place->url(), sql); }
    /// A run that goes on in `process`, at its wait; how it ends.
    std::future<RunOutcome> begun(Process& process, const std::string& id) {
        const auto waits = std::make_shared<std::promise<void>>();
        RunRequest request;
        request.graph = waitingGraph();
        request.input = {{"text", "tea"}};
        const auto listener = [waits, isTold = false](const domain::RunEvent& event) mutable {
            if (event.node != "wait" || std::exchange(isTold, true)) return;
            waits->set_value();
        };
        auto ended = boost::asio::co_spawn(
            process.runtime->executor(), process.runtime->runs().start(id, request, listener), boost::asio::use_future);
        waits->get_future().wait();
        return ended;
    }

private slots:
    void init() {
        if (!tests::hasDatabase(true)) QSKIP(PostgresServer::whyNot().c_str());
        m_place = std::make_unique<tests::DatabasePlace>(true);
        qputenv("HEDDLE_ROOT_KEY", kRootKey);
    }
    void cleanup() {
        qunsetenv("HEDDLE_ROOT_KEY");
        m_place.reset();
    }

    void aRunOfALivingProcessIsLeftAlone() {
        Process first(m_place->url());
        auto ended = begun(first, "run");
        {
            Process second(m_place->url());
            QCOMPARE(second.statusOf("run"), std::string("running"));
            QCOMPARE(second.wait(second.runtime->runs().adoptOrphans()), 0);
            const auto resumed = [&] { second.wait(second.runtime->runs().resume("run", Json::object(), {})); };
            QCOMPARE(codeOfFailure(resumed), std::string("run.active"));
            QCOMPARE(second.statusOf("run"), std::string("running"));
            QCOMPARE(run("SELECT count(*) FROM processes"), std::string("2"));
        }
        QCOMPARE(run("SELECT count(*) FROM processes"), std::string("1"));
        QVERIFY(first.runtime->runs().cancel("run"));
        QCOMPARE(ended.get().status, std::string("cancelled"));
        QCOMPARE(run("SELECT count(*) FROM run_holders"), std::string("0"));
    }
    void aRunOfADeadProcessIsAdoptedAtTheNextStart() {
        Process first(m_place->url());
        auto ended = begun(first, "run");
        // As if it had been killed a while ago.
        run("UPDATE processes SET lease_until_ms = 0");
        Process second(m_place->url());
        // It only waited: it can go on when its time comes.
        QCOMPARE(second.statusOf("run"), std::string("paused"));
        first.runtime->runs().cancel("run");
        ended.get();
    }
    void whatAKilledServerLeftIsAdoptedByOneThatLives() {
        Process living(m_place->url());
        domain::Execution left;
        left.id = left.threadId = "left";
        left.status = "running";
        left.workflow = left.input = Json::object();
        const std::int64_t now = living.runtime->clock().nowMs();
        const auto leave = [&](storage::Connection& connection) {
            storage::ExecutionsTable(connection).put(left);
            storage::ProcessesTable(connection).renew("killed", now, now + 3'600'000);
            storage::ProcessesTable(connection).hold("left", "killed");
        };
        living.runtime->database().writeNow(leave);
        QCOMPARE(living.wait(living.runtime->runs().adoptOrphans()), 0);
        QCOMPARE(living.statusOf("left"), std::string("running"));
        run("UPDATE processes SET lease_until_ms = 0 WHERE id = 'killed'");
        QCOMPARE(living.wait(living.runtime->runs().adoptOrphans()), 1);
        QCOMPARE(living.statusOf("left"), std::string("failed"));
        QCOMPARE(living.wait(living.runtime->runs().get("left")).error.at("code"), Json("run.interrupted"));
    }
    void aKeyThatAnotherProcessMakesSealsHereAtOnce() {
        Process first(m_place->url());
        Process second(m_place->url());
        const security::Vault here = first.runtime->accounts().vault();
        const std::string old = here.seal("secret", "place");
        const RotatedKeys rotated = second.wait(second.runtime->accounts().keys().rotate(Caller::local()));
        const std::string sealed = here.seal("secret", "place");
        QCOMPARE(security::Vault::keyOf(sealed), rotated.active);
        QVERIFY(security::Vault::keyOf(old) != rotated.active);
        QCOMPARE(second.runtime->accounts().vault().open(old, "place"), std::string("secret"));
        // One that has not sealed since opens what the other has sealed.
        const RotatedKeys again = first.wait(first.runtime->accounts().keys().rotate(Caller::local()));
        const std::string newest = here.seal("secret", "place");
        QCOMPARE(security::Vault::keyOf(newest), again.active);
        QCOMPARE(second.runtime->accounts().vault().open(newest, "place"), std::string("secret"));
    }
    void aCopyIsWhatPgDumpWrites() {
        Process server(m_place->url());
        BackupService backups(server.runtime->database(), server.runtime->folder(), server.runtime->accounts().audit());
        const auto copy = server.wait(backups.make(Caller::local()));
        std::string all;
        for (std::string bytes = copy->read(4096); !bytes.empty(); bytes = copy->read(4096))
            all += bytes;
        QVERIFY(all.starts_with("PGDMP"));
        QCOMPARE(all.size(), static_cast<std::size_t>(copy->bytes()));
        BackupTarget target;
        target.path = server.folder.filePath("local.backup").toStdString();
        const BackupReport report = backUp(server.runtime->folder(), m_place->url(), target);
        QCOMPARE(report.schema, copy->schema());
        QVERIFY(readFile(target.path).starts_with("PGDMP"));
        QCOMPARE(codeOfFailure([&] { backUp(server.runtime->folder(), m_place->url(), target); }),
                 std::string("file.exists"));
    }
};

HEDDLE_TEST(ProcessesTest);
#include "processes_test.moc"
