#pragma once
#include "core/storage/connection.h"
#include "core/storage/postgres/postgres_address.h"

#include <string>

struct pg_conn;
struct pg_result;

namespace heddle::storage {

struct ClearResult {
    void operator()(pg_result* result) const;
};
using PostgresResult = std::unique_ptr<pg_result, ClearResult>;

enum class PostgresMode { Write, Read };

/// One connection to a PostgreSQL server. A lost one is made anew at the next use outside of a transaction; what was
/// going on fails as (Storage, "storage.io").
/// Writers take turns, also those of other processes (an advisory lock from begin to commit): a job reads before it
/// writes, and counts on nobody writing in between, as on SQLite. Every commit waits for the server's disk: less would
/// lose acknowledged data when the server is killed, which a process beside it cannot tell from a loss of power.
class PostgresConnection final : public Connection {
public:
    PostgresConnection(const PostgresAddress& address, PostgresMode mode);
    ~PostgresConnection() override;

    Dialect dialect() const override { return Dialect::Postgres; }
    void execute(Sql script) override;
    std::int64_t changes() const override { return m_changes; }
    void beginWrite(Durability durability) override;
    void beginRead() override;
    void endRead() noexcept override;
    void commit() override;
    void rollback() noexcept override;
    bool inTransaction() const override;
    void savepoint() override;
    void releaseSavepoint() override;
    void rollbackToSavepoint() override;
    int schemaVersion() override;
    void setSchemaVersion(int version) override;
    /// By pg_dump, in its custom format. Throws (Unavailable, "storage.no_pg_dump") where that is not installed.
    void backup(const std::filesystem::path& file) override;
    std::vector<std::string> integrityProblems() override;
    /// VACUUM: gives room to new rows; `whole` (FULL) to the disk, and locks each table meanwhile.
    void compact(bool whole) override;
    // The server folds its own log.
    void foldOnDemand() override {}
    bool isLogLong() const override { return false; }
    void foldLog() noexcept override {}
    std::int64_t size() override { return number("SELECT pg_database_size(current_database())"); }
    std::filesystem::path file() const override { return {}; }

    const std::string& name() const { return m_address.name(); }
    /// Whether this schema of the database holds tables, but none of ours.
    bool foreign();
    /// Makes the partitions of this month and the next ones, where they are missing.
    void makePartitions();

    /// For statements. `session` changes when the connection was made anew, which forgets what was prepared.
    std::uint64_t session();
    std::string newStatementName() { return "s" + std::to_string(++m_statements); }
    void prepareNamed(const std::string& name, const std::string& text, const char* sql);
    /// Null when the connection is another now, before anything was read: prepare it again.
    PostgresResult runNamed(const std::string& name, const std::vector<const char*>& values,
                            const std::vector<int>& lengths, const std::vector<int>& formats, const char* sql);

protected:
    std::unique_ptr<Statement> prepare(const char* sql) override;

private:
    /// The connection, made anew if it was lost and nothing is going on.
    pg_conn* link();
    void connect();
    void begin(const char* sql);
    /// Begins a transaction when it is this writer's turn.
    void beginTurn();
    PostgresResult run(const char* sql);
    PostgresResult checked(PostgresResult result, const char* sql);
    PostgresResult runAfterDue(const std::string& name, const std::vector<const char*>& values,
                               const std::vector<int>& lengths, const std::vector<int>& formats, const char* sql);
    void sendDue();
    bool isReadDue() const;
    bool isSavepointDue() const;
    /// Of a read that has seen nothing yet: makes a lost connection anew, once, and then the read is due again.
    bool recovers();
    /// That of endRead(), which nobody waited for.
    void takeLateAnswer();
    std::int64_t number(const char* sql);
    void keepPartitions() noexcept;

    PostgresAddress m_address;
    PostgresMode m_mode;
    pg_conn* m_link = nullptr;
    std::uint64_t m_session = 0;
    std::uint64_t m_statements = 0;
    std::int64_t m_changes = 0;
    bool m_isOpen = false;  ///< between begin and the end of a transaction, also of one that was lost
    /// Goes ahead of the next statement in one message with it: the way to the server and back is what small statements
    /// take. The BEGIN of a read, or savepoints.
    std::vector<const char*> m_due;
    bool m_hasRecovered = false;
    bool m_isAnswerLate = false;  ///< endRead() was not answered yet
    std::int64_t m_partitionsDueMs = 0;
};

}  // namespace heddle::storage
