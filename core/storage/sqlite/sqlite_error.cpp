#include "core/storage/sqlite/sqlite_error.h"

#include "core/base/error.h"

#include <cerrno>
#include <cstring>
#include <sqlite3.h>

namespace heddle::storage {

void throwSqlite(sqlite3* db, int code, const std::string& file, const char* sql) {
    const int system = db ? sqlite3_system_errno(db) : 0;
    std::string reason = db ? sqlite3_errmsg(db) : sqlite3_errstr(code);
    Json facts{{"file", file}};
    const auto fail = [&](ErrorKind kind, const char* word) {
        facts["reason"] = reason;
        throw Error(kind, word, facts);
    };
    switch (code & 0xff) {
        case SQLITE_FULL:
            fail(ErrorKind::Storage, "storage.full");
            break;
        case SQLITE_READONLY:
        case SQLITE_PERM:
            fail(ErrorKind::Storage, "storage.read_only");
            break;
        case SQLITE_CORRUPT:
        case SQLITE_NOTADB:
            fail(ErrorKind::Storage, "storage.corrupt");
            break;
        case SQLITE_IOERR:
        case SQLITE_CANTOPEN:
            if (system != 0) reason += ": " + std::string(std::strerror(system));
            if (system == ENOSPC || system == EDQUOT) fail(ErrorKind::Storage, "storage.full");
            if (system == EROFS || system == EACCES) fail(ErrorKind::Storage, "storage.read_only");
            fail(ErrorKind::Storage, "storage.io");
            break;
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            fail(ErrorKind::Conflict, "storage.busy");
            break;
        case SQLITE_CONSTRAINT:
            fail(ErrorKind::Conflict, "storage.constraint");
            break;
        default:
            break;
    }
    if (sql) facts["sql"] = sql;
    fail(ErrorKind::Internal, "storage.statement");
    std::abort();
}

}  // namespace heddle::storage
