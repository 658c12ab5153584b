#pragma once
#include "core/storage/statement.h"

#include <string>

struct sqlite3;
struct sqlite3_stmt;

namespace heddle::storage {

/// A statement of a SqliteConnection, which owns `file` and outlives it.
class SqliteStatement final : public Statement {
public:
    SqliteStatement(sqlite3* db, const std::string& file, const char* sql);
    ~SqliteStatement() override;
    SqliteStatement(const SqliteStatement&) = delete;
    SqliteStatement& operator=(const SqliteStatement&) = delete;

    void bindNull(int parameter) override;
    void bindInteger(int parameter, std::int64_t value) override;
    void bindReal(int parameter, double value) override;
    void bindText(int parameter, std::string_view value) override;
    void bindBlob(int parameter, std::string_view value) override;
    bool step() override;
    void reset() noexcept override;
    bool isNull(int column) const override;
    std::int64_t integer(int column) const override;
    double real(int column) const override;
    std::string_view bytes(int column) const override;

private:
    void check(int code) const;

    sqlite3* m_db;
    const std::string& m_file;
    sqlite3_stmt* m_statement = nullptr;
};

}  // namespace heddle::storage
