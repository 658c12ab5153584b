#pragma once
#include "core/storage/query.h"
#include "core/storage/sql.h"

#include <filesystem>
#include <memory>
#include <unordered_map>
#include <vector>

namespace heddle::storage {

/// What a committed write survives.
enum class Durability {
    Process,  ///< a kill of the process at any instant
    Power,    ///< a power loss too: waits for the disk
};

/// One connection to a database: the port that the tables are written against, with a driver behind it. Used by one
/// thread at a time. Everything throws Error: (Storage, "storage.full" | "storage.read_only" | "storage.corrupt" |
/// "storage.io"), (Conflict, "storage.busy" | "storage.constraint"), (Internal, "storage.statement"), each with the
/// facts `file` and `reason`.
class Connection {
public:
    Connection() = default;
    virtual ~Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    virtual Dialect dialect() const = 0;
    /// A prepared statement, from this connection's cache when there is one.
    Query query(Sql sql);
    /// Runs a script of several statements.
    virtual void execute(Sql script) = 0;
    /// Rows that the last insert, update or delete touched.
    virtual std::int64_t changes() const = 0;

    virtual void beginWrite(Durability durability) = 0;
    /// All reads until endRead() see one state of the database.
    virtual void beginRead() = 0;
    virtual void endRead() noexcept = 0;
    virtual void commit() = 0;
    virtual void rollback() noexcept = 0;
    /// False after a failure that made the database give the whole transaction up.
    virtual bool inTransaction() const = 0;
    virtual void savepoint();
    virtual void releaseSavepoint();
    virtual void rollbackToSavepoint();

    /// 0 in a database without tables.
    virtual int schemaVersion() = 0;
    virtual void setSchemaVersion(int version) = 0;
    /// Writes a checked copy of the whole database to `file`, which appears whole or not at all.
    virtual void backup(const std::filesystem::path& file) = 0;
    /// What the database's own check of every page and index finds wrong; nothing in a sound one.
    virtual std::vector<std::string> integrityProblems() = 0;
    /// Gives free pages back to the disk and folds the log into the file; `whole` packs the pages that are in use too.
    /// Outside of a transaction.
    virtual void compact(bool whole) = 0;
    /// From now on commits leave the log as it is, and foldLog() folds it into the file: that waits for the disk.
    virtual void foldOnDemand() = 0;
    /// Whether the log has grown so long that readers would feel it.
    virtual bool isLogLong() const = 0;
    virtual void foldLog() noexcept = 0;
    /// Bytes that the database takes on its disk, its log included.
    virtual std::int64_t size() = 0;
    /// The database's file; empty where there is none on this computer.
    virtual std::filesystem::path file() const = 0;

protected:
    virtual std::unique_ptr<Statement> prepare(const char* sql) = 0;
    /// A driver calls this before it closes.
    void dropStatements() { m_idle.clear(); }

private:
    friend class Query;
    void giveBack(const char* sql, std::unique_ptr<Statement> statement) noexcept;

    std::unordered_map<const char*, std::vector<std::unique_ptr<Statement>>> m_idle;
};

/// Opens connections to one database. Safe from any thread.
class Driver {
public:
    virtual ~Driver() = default;
    /// The one connection that writes. Throws (Storage, "storage.read_only") when the database cannot be written.
    virtual std::unique_ptr<Connection> openWriter() = 0;
    virtual std::unique_ptr<Connection> openReader() = 0;
};

}  // namespace heddle::storage
