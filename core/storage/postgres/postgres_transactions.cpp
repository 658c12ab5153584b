#include "core/base/error.h"
#include "core/storage/postgres/postgres_connection.h"

#include <libpq-fe.h>
#include <utility>

namespace heddle::storage {
namespace {

// The number is "Hedl"; a transaction gives it back when it ends.
constexpr const char* kBeginWrite = "BEGIN; SELECT pg_advisory_xact_lock(1214604396)";
constexpr const char* kBeginRead = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";
constexpr const char* kSavepoint = "SAVEPOINT job";

Error wentOn(const std::string& where) {
    return Error(ErrorKind::Internal, "storage.statement",
                 {{"file", where}, {"reason", "a statement failed, and its job went on"}});
}

}  // namespace

bool PostgresConnection::isReadDue() const { return !m_due.empty() && m_due.front() == kBeginRead; }

bool PostgresConnection::isSavepointDue() const { return !m_due.empty() && m_due.back() == kSavepoint; }

void PostgresConnection::sendDue() {
    for (const char* text : std::exchange(m_due, {}))
        checked(PostgresResult(PQexec(link(), text)), text);
}

bool PostgresConnection::recovers() {
    if (PQstatus(m_link) == CONNECTION_OK || m_hasRecovered) return false;
    connect();
    m_due = {kBeginRead};
    return m_hasRecovered = true;
}

// Nothing is lost with a connection that broke while nothing was going on, so that is tried once more.
void PostgresConnection::begin(const char* sql) {
    const std::uint64_t before = session();
    m_isOpen = true;
    try {
        run(sql);
        return;
    } catch (const Error&) {
        const bool isLost = PQstatus(m_link) != CONNECTION_OK;
        rollback();
        if (!isLost || before != m_session) throw;
    }
    connect();
    m_isOpen = true;
    try {
        run(sql);
    } catch (const Error&) {
        rollback();
        throw;
    }
}

void PostgresConnection::beginTurn() { begin(kBeginWrite); }

void PostgresConnection::beginWrite(Durability) {
    keepPartitions();
    beginTurn();
}

void PostgresConnection::beginRead() {
    link();
    m_hasRecovered = false;
    m_isOpen = true;
    m_due = {kBeginRead};
}

void PostgresConnection::endRead() noexcept {
    if (inTransaction()) m_isAnswerLate = PQsendQuery(m_link, "ROLLBACK") == 1;
    m_isOpen = false;
    m_due.clear();
}

void PostgresConnection::commit() {
    m_due.clear();  // savepoints end with it
    const PostgresResult result = run("COMMIT");
    m_isOpen = false;
    if (std::string_view(PQcmdStatus(result.get())) != "COMMIT") throw wentOn(name());
}

void PostgresConnection::rollback() noexcept {
    m_due.clear();
    if (inTransaction()) PQclear(PQexec(m_link, "ROLLBACK"));
    m_isOpen = false;
}

bool PostgresConnection::inTransaction() const {
    const PGTransactionStatusType status = PQtransactionStatus(m_link);
    return m_isOpen && (status == PQTRANS_INTRANS || status == PQTRANS_INERROR);
}

void PostgresConnection::savepoint() { m_due.push_back(kSavepoint); }

void PostgresConnection::releaseSavepoint() {
    if (isSavepointDue()) return m_due.pop_back();
    if (PQtransactionStatus(m_link) != PQTRANS_INTRANS) throw wentOn(name());
    m_due.push_back("RELEASE job");
}

void PostgresConnection::rollbackToSavepoint() {
    if (isSavepointDue()) return m_due.pop_back();
    run("ROLLBACK TO job; RELEASE job");
}

}  // namespace heddle::storage
