#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/log.h"
#include "core/base/messages.h"
#include "core/storage/migrations/migrations.h"
#include "core/storage/secret_file.h"
#include "core/storage/sqlite/sqlite_connection.h"
#include "core/storage/tables/agents_table.h"
#include "core/storage/tables/chats_table.h"
#include "core/storage/tables/checkpoints_table.h"
#include "core/storage/tables/edits_table.h"
#include "core/storage/tables/events_table.h"
#include "core/storage/tables/executions_table.h"
#include "core/storage/tables/messages_table.h"
#include "core/storage/tables/processes_table.h"
#include "core/storage/tables/requests_table.h"
#include "core/storage/tables/services_table.h"
#include "core/storage/tables/settings_table.h"
#include "core/storage/tables/versions_table.h"
#include "core/storage/workspace_database.h"
#include "tests/support/await.h"
#include "tests/support/failing_vfs.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QtTest>

#include <sys/wait.h>

#include <unistd.h>

using namespace heddle;
using namespace heddle::storage;
namespace fs = std::filesystem;

namespace {

std::optional<Error> errorOf(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& error) {
        return error;
    }
    return std::nullopt;
}

/// The error's code, if its words say which file it is about.
std::string clearCodeOf(const fs::path& file, const OpenOptions& options = {}) {
    const auto error = errorOf([&] { openWorkspace(file, options); });
    if (!error) return "opened";
    const std::string words = messageText(error->code(), error->facts());
    return words.find(file.string()) != std::string::npos ? error->code() : "unclear: " + words;
}

int modeOf(const fs::path& file) { return static_cast<int>(fs::status(file).permissions()); }

/// A sample is the text of a whole database, as its schema's last release left it.
void load(const fs::path& sample, const fs::path& file) {
    sqlite3* db = nullptr;
    QCOMPARE(sqlite3_open(file.c_str(), &db), SQLITE_OK);
    const int code = sqlite3_exec(db, readFile(sample).c_str(), nullptr, nullptr, nullptr);
    const std::string reason = sqlite3_errmsg(db);
    sqlite3_close(db);
    QVERIFY2(code == SQLITE_OK, reason.c_str());
}

/// A vault with this one key.
SecretFile::OpenVault vaultOf(security::DataKey key) {
    const auto keys = std::make_shared<std::vector<security::DataKey>>();
    keys->push_back(std::move(key));
    return [keys] { return security::Vault(*keys); };
}

constexpr int kKnown = 7;
constexpr Migration kNext[] = {{kKnown, "SELECT 1"}, {kKnown + 1, "ALTER TABLE settings ADD COLUMN note TEXT"}};
constexpr Migration kBroken[] = {{kKnown, "SELECT 1"}, {kKnown + 1, "CREATE TABLE half(x); CREATE TABLE half(y)"}};

}  // namespace

class WorkspaceTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<QTemporaryDir> m_folder;
    fs::path m_file;

    /// A database with one setting, closed.
    void makeDatabase() {
        openWorkspace(m_file)->writeNow([](Connection& c) { SettingsTable(c).set("k", "kept"); });
    }
    Json keptSetting() {
        return openWorkspace(m_file)->readNow([](Connection& c) { return SettingsTable(c).get("k"); });
    }

private slots:
    void init() {
        m_folder = std::make_unique<QTemporaryDir>();
        m_file = m_folder->filePath("deep/er/w.db").toStdString();
    }

    void aNewOneIsPrivateAndReopens() {
        makeDatabase();
        QCOMPARE(keptSetting(), Json("kept"));
        QCOMPARE(modeOf(m_file), 0600);
        QVERIFY(!fs::exists(m_file.string() + "-wal"));  // closing folds the log in
    }
    void aSecondInstanceIsToldWhoHoldsIt() {
        const auto first = openWorkspace(m_file);
        first->writeNow([](Connection& c) { SettingsTable(c).set("k", 1); });
        const auto error = errorOf([&] { openWorkspace(m_file); });
        QVERIFY(error && error->kind() == ErrorKind::Conflict);
        QCOMPARE(error->code(), std::string("storage.locked_by"));
        QCOMPARE(error->facts().at("pid"), Json(::getpid()));
        QVERIFY(!error->facts().at("host").get<std::string>().empty());

        const auto reader = openWorkspace(m_file, {.readOnly = true});
        QCOMPARE(reader->readNow([](Connection& c) { return SettingsTable(c).get("k"); }), Json(1));
        first->writeNow([](Connection& c) { SettingsTable(c).set("k", 2); });
        QCOMPARE(reader->readNow([](Connection& c) { return SettingsTable(c).get("k"); }), Json(2));
        const auto refused = errorOf([&] { reader->writeNow([](Connection&) {}); });
        QCOMPARE(refused->code(), std::string("storage.opened_for_reading"));
    }
    void aRequestIsLeftBesideTheProcessThatHoldsIt() {
        QCOMPARE(errorOf([&] { openWorkspace(m_file, {.beside = true}); })->code(), std::string("file.not_found"));
        const auto holder = openWorkspace(m_file);
        {
            const auto other = openWorkspace(m_file, {.beside = true});
            other->writeNow([](Connection& c) { RequestsTable(c).askToCancel("r", 1); });
        }
        QCOMPARE(holder->readNow([](Connection& c) { return RequestsTable(c).toCancel().size(); }), std::size_t(1));
        holder->writeNow([](Connection& c) { RequestsTable(c).remove("r"); });
    }
    void freeSpaceIsGivenBack() {
        const auto database = openWorkspace(m_file);
        const auto fill = [&](const Json& value) {
            database->writeNow([&](Connection& c) {
                for (int i = 0; i < 200; ++i)
                    SettingsTable(c).set(std::to_string(i), value);
            });
        };
        fill(std::string(20000, 'x'));
        fill(nullptr);
        fill(1);
        const auto compact = [&](bool whole) {
            tests::await(database->alone([whole](Connection& c) { c.compact(whole); }));
            return fs::file_size(m_file);
        };
        QVERIFY(compact(false) < 1'000'000);
        QVERIFY(compact(true) < 500'000);
        QCOMPARE(database->readNow([](Connection& c) { return SettingsTable(c).all().size(); }), std::size_t(200));
    }
    void aFailedJobThatStandsAloneLeavesNothing() {
        const auto database = openWorkspace(m_file);
        QVERIFY(errorOf([&] {
            tests::await(database->alone([](Connection& c) {
                c.beginWrite(Durability::Process);
                SettingsTable(c).set("k", 1);
                throw Error(ErrorKind::Internal, "test.failed");
            }));
        }));
        database->writeNow([](Connection& c) { SettingsTable(c).set("l", 1); });
        QCOMPARE(database->readNow([](Connection& c) { return SettingsTable(c).all().size(); }), std::size_t(1));
    }
    void aKilledHolderLetsGo() {
        const pid_t child = ::fork();
        if (child == 0) {
            const auto held = openWorkspace(m_file);
            ::kill(::getpid(), SIGKILL);
        }
        int status = 0;
        ::waitpid(child, &status, 0);
        QVERIFY(WIFSIGNALED(status));
        QVERIFY(openWorkspace(m_file) != nullptr);
    }
    void aNewerOneIsRefusedAndUntouched() {
        makeDatabase();
        SqliteConnection(m_file, SqliteMode::Write, nullptr).setSchemaVersion(99);
        const std::string before = readFile(m_file);
        const auto error = errorOf([&] { openWorkspace(m_file); });
        QVERIFY(error && error->kind() == ErrorKind::TooNew);
        QCOMPARE(error->facts().at("got"), Json(99));
        QCOMPARE(error->facts().at("known"), Json(kKnown));
        QCOMPARE(clearCodeOf(m_file), std::string("storage.too_new"));
        QCOMPARE(clearCodeOf(m_file, {.readOnly = true}), std::string("storage.too_new"));
        QVERIFY(readFile(m_file) == before);
    }
    void aForeignDatabaseIsRefused() {
        fs::create_directories(m_file.parent_path());
        SqliteConnection(m_file, SqliteMode::Write, nullptr).execute("CREATE TABLE bookmarks(x)");
        QCOMPARE(clearCodeOf(m_file), std::string("storage.foreign"));
        QCOMPARE(clearCodeOf(m_file, {.readOnly = true}), std::string("storage.foreign"));
    }
    void aDamagedFileIsNamed() {
        writeFile(m_file, "This is no database, but a text that somebody put here. " + std::string(4096, 'x'));
        QCOMPARE(clearCodeOf(m_file), std::string("storage.corrupt"));

        fs::remove(m_file);
        makeDatabase();
        std::string bytes = readFile(m_file);
        for (std::size_t at = 4096; at < bytes.size(); ++at)
            bytes[at] = '\x5a';
        writeFile(m_file, bytes);
        const auto error = errorOf([&] { keptSetting(); });
        QVERIFY(error);
        QCOMPARE(error->code(), std::string("storage.corrupt"));
    }
    void damageIsFoundAfterAnUncleanStop() {
        makeDatabase();
        std::string bytes = readFile(m_file);
        bytes.replace(bytes.size() - 8192, 8192, 8192, '\x5a');
        writeFile(m_file, bytes);
        writeFile(m_file.string() + "-wal", "left over");
        QCOMPARE(clearCodeOf(m_file), std::string("storage.corrupt"));
    }
    void aReadOnlyDiskIsNamedAndCanBeRead() {
        makeDatabase();
        tests::FailingVfs disk;
        disk.mountReadOnly();
        QCOMPARE(clearCodeOf(m_file, {.vfs = tests::FailingVfs::kName}), std::string("storage.read_only"));
        const auto reader = openWorkspace(m_file, {.readOnly = true, .vfs = tests::FailingVfs::kName});
        QCOMPARE(reader->readNow([](Connection& c) { return SettingsTable(c).get("k"); }), Json("kept"));
        QCOMPARE(clearCodeOf(fs::path("/proc/heddle/w.db")), std::string("storage.read_only"));
        QCOMPARE(clearCodeOf(m_folder->filePath("none.db").toStdString(), {.readOnly = true}),
                 std::string("file.not_found"));
    }
    void anOlderOneIsCopiedThenMigrated() {
        makeDatabase();
        SqliteConnection connection(m_file, SqliteMode::Write, nullptr);
        migrate(connection, kNext, m_file);
        QCOMPARE(connection.schemaVersion(), kKnown + 1);
        connection.execute("UPDATE settings SET note = 'new'");
        SqliteConnection copy(m_file.string() + ".backup-" + std::to_string(kKnown), SqliteMode::Read, nullptr);
        QCOMPARE(copy.schemaVersion(), kKnown);
        QCOMPARE(SettingsTable(copy).get("k"), Json("kept"));
    }
    void aFailedStepLeavesTheOldSchema() {
        makeDatabase();
        {
            SqliteConnection connection(m_file, SqliteMode::Write, nullptr);
            QVERIFY(errorOf([&] { migrate(connection, kBroken, m_file); }));
            QCOMPARE(connection.schemaVersion(), kKnown);
        }
        QCOMPARE(keptSetting(), Json("kept"));
    }
    void theFrozenSamplesOpen_data() {
        QTest::addColumn<int>("version");
        for (int version = 1; version < kKnown; ++version)
            QTest::addRow("schema %d", version) << version;
    }
    void theFrozenSamplesOpen() {
        QFETCH(int, version);
        fs::create_directories(m_file.parent_path());
        const std::string sample = "schema_" + std::to_string(version) + ".sql";
        load(fs::path(HEDDLE_SOURCE_DIR) / "tests/storage/samples" / sample, m_file);
        openWorkspace(m_file)->readNow([](Connection& c) {
            const auto agents = AgentsTable(c).list();
            QCOMPARE(agents.size(), 1u);
            const std::string agent = agents.front().id;
            QCOMPARE(agents.front().tags.size(), 2u);
            QVERIFY(AgentsTable(c).findDocument(agent)->graph.nodes.contains("ask"));
            QCOMPARE(EditsTable(c).list(agent).size(), 2u);
            QVERIFY(VersionsTable(c).current(agent)->workflow);
            const auto chats = ChatsTable(c).list("local", agent);
            QCOMPARE(chats.size(), 1u);
            QCOMPARE(MessagesTable(c).list(chats.front().id).size(), 2u);
            const auto runs = ExecutionsTable(c).list("completed", agent, 0);
            QCOMPARE(runs.size(), 1u);
            QCOMPARE(EventsTable(c).list(runs.front().id).size(), 2u);
            QCOMPARE(CheckpointsTable(c).load(runs.front().threadId)->chain.size(), 2u);
            QCOMPARE(ServicesTable(c).list().size(), 1u);
            QCOMPARE(SettingsTable(c).get("theme"), Json("dark"));
            QVERIFY(SettingsTable(c).windowState("main"));
            QVERIFY(CheckpointsTable(c).problems().empty());
            QVERIFY(c.integrityProblems().empty());
        });
        // Schema 2: requests of other processes.
        openWorkspace(m_file)->writeNow([](Connection& c) {
            QCOMPARE(c.schemaVersion(), kKnown);
            RequestsTable(c).askToCancel("r", 5);
            RequestsTable(c).askToCancel("q", 4);
            QCOMPARE(RequestsTable(c).toCancel(), (std::vector<std::string>{"q", "r"}));
            RequestsTable(c).remove("q");
            RequestsTable(c).removeUnheld();
            QVERIFY(RequestsTable(c).toCancel().empty());
            // Schema 3: effects.
            CheckpointCommit commit{"thread-1", 2};
            commit.effects.push_back({"task-1", "task-1", 0, "checkpoint-2", "{}"});
            QVERIFY(CheckpointsTable(c).commit(commit));
            QCOMPARE(CheckpointsTable(c).effects("thread-1", "task-1", "task-1").size(), 1u);
            // Schema 7: processes and the runs that they hold.
            ProcessesTable(c).renew("p", 1, 2);
            ProcessesTable(c).hold("r", "p");
            QCOMPARE(ProcessesTable(c).holder("r"), std::optional<std::string>("p"));
            ProcessesTable(c).remove("p");
            QVERIFY(!ProcessesTable(c).holder("r"));
        });
        const std::string backup = m_file.string() + ".backup-" + std::to_string(version);
        QCOMPARE(SqliteConnection(backup, SqliteMode::Read, nullptr).schemaVersion(), version);
    }
    void secretsAreForTheirOwnerOnly() {
        const fs::path file = m_file.parent_path() / "secrets.json";
        const auto open = vaultOf(security::DataKey::make());
        {
            SecretFile secrets(file, open);
            QVERIFY(!secrets.find("s"));
            secrets.set("s", "sk-storage-test-1");
            secrets.set("t", "sk-storage-test-2");
            secrets.remove("t");
        }
        QCOMPARE(modeOf(file), 0600);
        QVERIFY(readFile(file).find("sk-storage") == std::string::npos);
        fs::permissions(file, fs::perms::others_read, fs::perm_options::add);
        SecretFile again(file, open);
        QCOMPARE(*again.find("s"), std::string("sk-storage-test-1"));
        QVERIFY(!again.find("t"));
        QCOMPARE(modeOf(file), 0600);
        QCOMPARE(masked("key sk-storage-test-1"), std::string("key ***"));
        writeFile(file, "[1]");
        QCOMPARE(errorOf([&] { SecretFile(file, open); })->code(), std::string("json.type"));
    }
    void secretsInClearAreTakenOver() {
        const fs::path file = m_file.parent_path() / "secrets.json";
        const std::string plain = R"({"s": "sk-older-1", "t": "sk-older-2"})";
        writeFile(file, plain);
        const auto refusing = []() -> security::Vault { throw Error(ErrorKind::NotFound, "root_key.missing"); };
        const auto open = vaultOf(security::DataKey::make());
        // Who only reads, or has no key at hand, goes on with what is there.
        QCOMPARE(*SecretFile(file, open, true).find("s"), std::string("sk-older-1"));
        QCOMPARE(*SecretFile(file, refusing).find("s"), std::string("sk-older-1"));
        QCOMPARE(readFile(file), plain);
        QCOMPARE(*SecretFile(file, open).find("s"), std::string("sk-older-1"));
        const std::string sealed = readFile(file);
        QVERIFY(sealed.find("sk-older") == std::string::npos);
        QCOMPARE(modeOf(file), 0600);
        QCOMPARE(*SecretFile(file, open).find("t"), std::string("sk-older-2"));
        QCOMPARE(readFile(file), sealed);
        SecretFile without(file, refusing);
        QVERIFY(!without.find("s"));
        QCOMPARE(errorOf([&] { without.set("u", "sk-older-3"); })->code(), std::string("root_key.missing"));
        QCOMPARE(readFile(file), sealed);
    }
    void aDamagedSecretIsNamedAndStays() {
        const fs::path file = m_file.parent_path() / "secrets.json";
        const auto open = vaultOf(security::DataKey::make());
        SecretFile(file, open).set("s", "sk-damaged-1");
        SecretFile(file, open).set("t", "sk-damaged-2");
        Json stored = Json::parse(readFile(file));
        std::string& envelope = stored["s"].get_ref<std::string&>();
        char& flipped = envelope[envelope.size() - 10];
        flipped = flipped == 'A' ? 'B' : 'A';
        writeFile(file, stored.dump());
        SecretFile damaged(file, open);
        const auto error = errorOf([&] { damaged.find("s"); });
        QCOMPARE(error->code(), std::string("secrets.damaged"));
        QCOMPARE(error->facts().at("service"), Json("s"));
        QCOMPARE(*damaged.find("t"), std::string("sk-damaged-2"));
        QCOMPARE(readFile(file), stored.dump());
        // A key may be entered anew in its place.
        damaged.set("s", "sk-damaged-3");
        QCOMPARE(*SecretFile(file, open).find("s"), std::string("sk-damaged-3"));
    }
    void secretsAreSealedWithANewKey() {
        const fs::path file = m_file.parent_path() / "secrets.json";
        std::vector<security::DataKey> keys;
        keys.push_back(security::DataKey::make());
        const auto open = [&] { return security::Vault(keys); };
        SecretFile(file, open).set("s", "sk-rotated-1");
        keys.insert(keys.begin(), security::DataKey::make());
        SecretFile later(file, open);
        later.reseal();
        QCOMPARE(security::Vault::keyOf(Json::parse(readFile(file)).at("s").get<std::string>()), keys.front().id);
        QCOMPARE(*later.find("s"), std::string("sk-rotated-1"));
    }
};

HEDDLE_TEST(WorkspaceTest);
#include "workspace_test.moc"
