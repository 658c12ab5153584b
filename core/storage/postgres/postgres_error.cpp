#include "core/storage/postgres/postgres_error.h"

#include "core/base/error.h"
#include "core/base/log.h"

#include <libpq-fe.h>

namespace heddle::storage {
namespace {

struct Meaning {
    std::string_view prefix;  // of a SQLSTATE (PostgreSQL's manual, appendix A)
    ErrorKind kind;
    const char* code;
};

// The first that fits.
constexpr Meaning kMeanings[] = {
    {"23", ErrorKind::Conflict, "storage.constraint"},
    {"40001", ErrorKind::Conflict, "storage.busy"},      // serialization failure
    {"40P01", ErrorKind::Conflict, "storage.busy"},      // deadlock
    {"55P03", ErrorKind::Conflict, "storage.busy"},      // lock_timeout
    {"57014", ErrorKind::Conflict, "storage.busy"},      // statement_timeout
    {"53300", ErrorKind::Conflict, "storage.busy"},      // too many connections
    {"53100", ErrorKind::Storage, "storage.full"},       // disk full
    {"25006", ErrorKind::Storage, "storage.read_only"},  // read-only transaction
    {"42501", ErrorKind::Storage, "storage.read_only"},  // missing privilege
    {"XX00", ErrorKind::Storage, "storage.corrupt"},
    {"08", ErrorKind::Storage, "storage.io"},     // connection
    {"25P03", ErrorKind::Storage, "storage.io"},  // idle in a transaction for too long: the server hung up
    {"53", ErrorKind::Storage, "storage.io"},     // out of memory and the like
    {"57P", ErrorKind::Storage, "storage.io"},    // shutting down, starting up
    {"58", ErrorKind::Storage, "storage.io"},     // the server's disk
};

std::string firstLine(std::string text) {
    if (const auto end = text.find('\n'); end != std::string::npos) text.resize(end);
    return text;
}

}  // namespace

void throwPostgres(const pg_conn* connection, const pg_result* result, const std::string& where, const char* sql) {
    const char* state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
    const char* primary = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : nullptr;
    const std::string reason = masked(firstLine(primary ? primary : PQerrorMessage(connection)));
    const std::string_view code = state ? state : "08";  // libpq's own failures carry none
    Json facts{{"file", where}, {"reason", reason}};
    for (const Meaning& meaning : kMeanings) {
        if (code != "XX000" && code.starts_with(meaning.prefix)) throw Error(meaning.kind, meaning.code, facts);
    }
    if (sql) facts["sql"] = sql;
    throw Error(ErrorKind::Internal, "storage.statement", facts);
}

}  // namespace heddle::storage
