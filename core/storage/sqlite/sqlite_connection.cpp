#include "core/storage/sqlite/sqlite_connection.h"

#include "core/base/error.h"
#include "core/storage/sqlite/sqlite_error.h"
#include "core/storage/sqlite/sqlite_statement.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

namespace heddle::storage {
namespace fs = std::filesystem;
namespace {

constexpr int kApplicationId = 0x4865646c;  // "Hedl"

// Each is explained in sqlite.org/pragma.html. The write-ahead log lets readers read while the writer writes.
constexpr const char* kSettings =
    "PRAGMA busy_timeout = 5000;"
    "PRAGMA foreign_keys = ON;"
    "PRAGMA temp_store = MEMORY;"
    "PRAGMA trusted_schema = OFF;"
    "PRAGMA cell_size_check = ON;"
    "PRAGMA cache_size = -16384;"
    "PRAGMA mmap_size = 268435456;";

// A new database's free pages can be given back (compact()); an old one's only after it was packed once.
constexpr int kIncremental = 2;
constexpr int kLongLog = 2000;  // pages
constexpr const char* kWriterSettings =
    "PRAGMA journal_mode = WAL;"
    "PRAGMA synchronous = NORMAL;"
    "PRAGMA journal_size_limit = 67108864;";

std::string frozenUri(const std::string& file) {
    std::string uri = "file:";
    for (const char c : file) {
        if (c == '%' || c == '?' || c == '#') {
            constexpr char kHex[] = "0123456789abcdef";
            uri += {'%', kHex[(c >> 4) & 15], kHex[c & 15]};
        } else {
            uri += c;
        }
    }
    return uri + "?immutable=1";
}

/// An empty file that only its owner may read: SQLite would let everybody read what it makes.
class OwnFile {
public:
    explicit OwnFile(const fs::path& file) : m_name(file.string()) {
        ::unlink(file.c_str());
        m_descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        if (m_descriptor < 0) fail(errno);
    }
    ~OwnFile() { ::close(m_descriptor); }
    OwnFile(const OwnFile&) = delete;
    OwnFile& operator=(const OwnFile&) = delete;

    /// What SQLite wrote is on the disk when it returns; it does not wait for that by itself.
    void sync() const {
        if (::fsync(m_descriptor) != 0) fail(errno);
    }

private:
    [[noreturn]] void fail(int reason) const {
        throw Error(ErrorKind::Storage, reason == ENOSPC || reason == EDQUOT ? "storage.full" : "storage.io",
                    {{"file", m_name}, {"reason", std::strerror(reason)}});
    }

    std::string m_name;
    int m_descriptor = -1;
};

}  // namespace

SqliteConnection::SqliteConnection(const fs::path& file, SqliteMode mode, const char* vfs) : m_file(file.string()) {
    try {
        open(mode, vfs);
    } catch (const Error&) {
        sqlite3_close_v2(m_db);
        throw;
    }
}

SqliteConnection::~SqliteConnection() {
    dropStatements();
    sqlite3_close_v2(m_db);
}

void SqliteConnection::open(SqliteMode mode, const char* vfs) {
    const int access = mode == SqliteMode::Write    ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
                       : mode == SqliteMode::Frozen ? SQLITE_OPEN_READONLY | SQLITE_OPEN_URI
                                                    : SQLITE_OPEN_READONLY;
    const std::string name = mode == SqliteMode::Frozen ? frozenUri(m_file) : m_file;
    const int code = sqlite3_open_v2(name.c_str(), &m_db, access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, vfs);
    if (code != SQLITE_OK) throwSqlite(m_db, code, m_file);
    // SQLite falls back to reading when it may not write; we want to know at once.
    if (mode == SqliteMode::Write && sqlite3_db_readonly(m_db, "main") == 1) {
        throwSqlite(nullptr, SQLITE_READONLY, m_file);
    }
    run(kSettings);
    if (mode != SqliteMode::Write) return;
    if (number("PRAGMA page_count") == 0) run("PRAGMA auto_vacuum = INCREMENTAL");
    run(kWriterSettings);
    sqlite3_wal_autocheckpoint(m_db, kLongLog);
}

std::unique_ptr<Statement> SqliteConnection::prepare(const char* sql) {
    return std::make_unique<SqliteStatement>(m_db, m_file, sql);
}

void SqliteConnection::run(const char* sql) {
    const int code = sqlite3_exec(m_db, sql, nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) throwSqlite(m_db, code, m_file, sql);
}

int SqliteConnection::number(const char* sql) {
    SqliteStatement statement(m_db, m_file, sql);
    return statement.step() ? static_cast<int>(statement.integer(0)) : 0;
}

void SqliteConnection::execute(Sql script) { run(script.text(Dialect::Sqlite)); }

std::int64_t SqliteConnection::changes() const { return sqlite3_changes64(m_db); }

// IMMEDIATE takes the write lock first: a transaction that asks for it later can lose it without a wait.
void SqliteConnection::beginWrite(Durability durability) {
    if (durability != m_durability) {
        run(durability == Durability::Power ? "PRAGMA synchronous = FULL" : "PRAGMA synchronous = NORMAL");
        m_durability = durability;
    }
    query("BEGIN IMMEDIATE").run();
}

void SqliteConnection::beginRead() { query("BEGIN").run(); }

void SqliteConnection::endRead() noexcept {
    // Cheaper than to roll back, which has every page forgotten that was changed; but it can fail.
    try {
        commit();
    } catch (const Error&) {
        rollback();
    }
}

void SqliteConnection::commit() { query("COMMIT").run(); }

void SqliteConnection::rollback() noexcept {
    if (inTransaction()) sqlite3_exec(m_db, "ROLLBACK", nullptr, nullptr, nullptr);
}

bool SqliteConnection::inTransaction() const { return sqlite3_get_autocommit(m_db) == 0; }

int SqliteConnection::schemaVersion() { return number("PRAGMA user_version"); }

void SqliteConnection::setSchemaVersion(int version) {
    run(("PRAGMA application_id = " + std::to_string(kApplicationId)).c_str());
    run(("PRAGMA user_version = " + std::to_string(version)).c_str());
}

bool SqliteConnection::foreign() {
    if (number("PRAGMA application_id") == kApplicationId) return false;
    return number("SELECT count(*) FROM sqlite_schema") > 0;
}

void SqliteConnection::check() {
    SqliteStatement statement(m_db, m_file, "PRAGMA quick_check(1)");
    if (statement.step() && statement.bytes(0) != "ok") {
        throw Error(ErrorKind::Storage, "storage.corrupt", {{"file", m_file}, {"reason", statement.bytes(0)}});
    }
}

std::vector<std::string> SqliteConnection::integrityProblems() {
    std::vector<std::string> problems;
    SqliteStatement statement(m_db, m_file, "PRAGMA integrity_check(100)");
    while (statement.step()) {
        if (statement.bytes(0) != "ok") problems.emplace_back(statement.bytes(0));
    }
    SqliteStatement references(m_db, m_file, "SELECT \"table\", rowid, parent FROM pragma_foreign_key_check LIMIT 100");
    while (references.step()) {
        problems.push_back(std::string(references.bytes(0)) + " row " + std::to_string(references.integer(1)) +
                           " belongs to a row of " + std::string(references.bytes(2)) + " that is not there");
    }
    return problems;
}

void SqliteConnection::compact(bool whole) {
    if (whole || number("PRAGMA auto_vacuum") != kIncremental) {
        run("PRAGMA auto_vacuum = INCREMENTAL; VACUUM");
    } else {
        run("PRAGMA incremental_vacuum");
    }
    run("PRAGMA wal_checkpoint(TRUNCATE)");
}

void SqliteConnection::foldOnDemand() {
    const auto count = [](void* pages, sqlite3*, const char*, int logPages) {
        *static_cast<int*>(pages) = logPages;
        return SQLITE_OK;
    };
    sqlite3_wal_hook(m_db, count, &m_logPages);  // in the place of SQLite's own, which folds
}

bool SqliteConnection::isLogLong() const { return m_logPages >= kLongLog; }

// A failure is met again by the next commit, or the next time: nothing is lost.
void SqliteConnection::foldLog() noexcept {
    m_logPages = 0;
    sqlite3_wal_checkpoint_v2(m_db, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
}

std::int64_t SqliteConnection::size() {
    std::int64_t bytes = 0;
    for (const char* ending : {"", "-wal"}) {
        std::error_code missing;
        const auto size = fs::file_size(m_file + ending, missing);
        if (!missing) bytes += static_cast<std::int64_t>(size);
    }
    return bytes;
}

void SqliteConnection::makeSingleFile() { run("PRAGMA journal_mode = DELETE"); }

void SqliteConnection::backup(const fs::path& file) {
    const fs::path unfinished = file.string() + ".tmp";
    const OwnFile made(unfinished);
    query("VACUUM INTO ?1").bind(unfinished.string()).run();
    SqliteConnection(unfinished, SqliteMode::Read, nullptr).check();
    made.sync();
    std::error_code failure;
    fs::rename(unfinished, file, failure);
    if (failure) {
        throw Error(ErrorKind::Storage, "storage.io", {{"file", file.string()}, {"reason", failure.message()}});
    }
}

}  // namespace heddle::storage
