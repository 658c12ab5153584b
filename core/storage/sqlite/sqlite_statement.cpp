#include "core/storage/sqlite/sqlite_statement.h"

#include "core/storage/sqlite/sqlite_error.h"

#include <sqlite3.h>

namespace heddle::storage {

SqliteStatement::SqliteStatement(sqlite3* db, const std::string& file, const char* sql) : m_db(db), m_file(file) {
    const int code = sqlite3_prepare_v3(db, sql, -1, SQLITE_PREPARE_PERSISTENT, &m_statement, nullptr);
    if (code != SQLITE_OK) throwSqlite(db, code, file, sql);
}

SqliteStatement::~SqliteStatement() { sqlite3_finalize(m_statement); }

void SqliteStatement::check(int code) const {
    if (code != SQLITE_OK) throwSqlite(m_db, code, m_file, sqlite3_sql(m_statement));
}

void SqliteStatement::bindNull(int parameter) { check(sqlite3_bind_null(m_statement, parameter)); }

void SqliteStatement::bindInteger(int parameter, std::int64_t value) {
    check(sqlite3_bind_int64(m_statement, parameter, value));
}

void SqliteStatement::bindReal(int parameter, double value) {
    check(sqlite3_bind_double(m_statement, parameter, value));
}

// An empty view may have a null pointer, which SQLite would take for null.
void SqliteStatement::bindText(int parameter, std::string_view value) {
    check(sqlite3_bind_text64(m_statement, parameter, value.empty() ? "" : value.data(), value.size(), SQLITE_TRANSIENT,
                              SQLITE_UTF8));
}

void SqliteStatement::bindBlob(int parameter, std::string_view value) {
    check(
        sqlite3_bind_blob64(m_statement, parameter, value.empty() ? "" : value.data(), value.size(), SQLITE_TRANSIENT));
}

bool SqliteStatement::step() {
    const int code = sqlite3_step(m_statement);
    if (code == SQLITE_ROW) return true;
    if (code != SQLITE_DONE) throwSqlite(m_db, code, m_file, sqlite3_sql(m_statement));
    return false;
}

void SqliteStatement::reset() noexcept {
    sqlite3_reset(m_statement);
    sqlite3_clear_bindings(m_statement);
}

bool SqliteStatement::isNull(int column) const { return sqlite3_column_type(m_statement, column) == SQLITE_NULL; }

std::int64_t SqliteStatement::integer(int column) const { return sqlite3_column_int64(m_statement, column); }

double SqliteStatement::real(int column) const { return sqlite3_column_double(m_statement, column); }

std::string_view SqliteStatement::bytes(int column) const {
    const void* data = sqlite3_column_blob(m_statement, column);
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(m_statement, column));
    return data ? std::string_view(static_cast<const char*>(data), size) : std::string_view();
}

}  // namespace heddle::storage
