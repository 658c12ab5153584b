#pragma once
#include <string>

struct pg_conn;
struct pg_result;

namespace heddle::storage {

/// Throws the Error (connection.h) that says what PostgreSQL's answer means: by its SQLSTATE, or as a lost connection.
/// `where` is its address without a password. Only the primary message is told: details quote what is stored.
[[noreturn]] void throwPostgres(const pg_conn* connection, const pg_result* result, const std::string& where,
                                const char* sql = nullptr);

}  // namespace heddle::storage
