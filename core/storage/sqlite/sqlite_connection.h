#pragma once
#include "core/storage/connection.h"

#include <string>

struct sqlite3;

namespace heddle::storage {

/// How a SQLite file is opened.
enum class SqliteMode {
    Write,
    Read,
    Frozen,  ///< a file that nobody writes, on a disk that cannot be written: takes no locks
};

/// One SQLite connection with the settings that all of ours have.
class SqliteConnection final : public Connection {
public:
    SqliteConnection(const std::filesystem::path& file, SqliteMode mode, const char* vfs);
    ~SqliteConnection() override;

    Dialect dialect() const override { return Dialect::Sqlite; }
    void execute(Sql script) override;
    std::int64_t changes() const override;
    void beginWrite(Durability durability) override;
    void beginRead() override;
    void endRead() noexcept override;
    void commit() override;
    void rollback() noexcept override;
    bool inTransaction() const override;
    int schemaVersion() override;
    void setSchemaVersion(int version) override;
    void backup(const std::filesystem::path& file) override;
    std::vector<std::string> integrityProblems() override;
    void compact(bool whole) override;
    void foldOnDemand() override;
    bool isLogLong() const override;
    void foldLog() noexcept override;
    std::int64_t size() override;
    std::filesystem::path file() const override { return m_file; }

    /// Whether this is a database of another program.
    bool foreign();
    /// Reads every page. Throws (Storage, "storage.corrupt") with the first finding as `reason`.
    void check();
    /// Folds the log into the file and leaves no other file beside it.
    void makeSingleFile();

protected:
    std::unique_ptr<Statement> prepare(const char* sql) override;

private:
    void open(SqliteMode mode, const char* vfs);
    void run(const char* sql);
    int number(const char* sql);

    std::string m_file;
    sqlite3* m_db = nullptr;
    Durability m_durability = Durability::Process;
    int m_logPages = 0;  ///< after the last commit, when the log is folded on demand
};

}  // namespace heddle::storage
