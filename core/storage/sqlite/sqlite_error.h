#pragma once
#include <string>

struct sqlite3;

namespace heddle::storage {

/// Throws the Error (connection.h) that says what SQLite's `code` means. `db` is its connection, or null.
[[noreturn]] void throwSqlite(sqlite3* db, int code, const std::string& file, const char* sql = nullptr);

}  // namespace heddle::storage
