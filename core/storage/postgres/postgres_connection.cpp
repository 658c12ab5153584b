#include "core/storage/postgres/postgres_connection.h"

#include "core/base/error.h"
#include "core/base/log.h"
#include "core/storage/postgres/postgres_error.h"
#include "core/storage/postgres/postgres_statement.h"

#include <chrono>
#include <cstdlib>
#include <libpq-fe.h>
#include <limits>

namespace heddle::storage {
namespace {

// What the address does not say. A server that is gone without a word is noticed within half a minute.
constexpr std::pair<const char*, const char*> kDefaults[] = {
    {"connect_timeout", "5"},    {"keepalives_idle", "15"},     {"keepalives_interval", "5"},
    {"keepalives_count", "3"},   {"tcp_user_timeout", "30000"}, {"fallback_application_name", "heddle"},
    {"client_encoding", "UTF8"},
};
constexpr const char* kSessionSettings =
    "SET statement_timeout = '10s';"
    "SET lock_timeout = '5s';"  // as long as SQLite's busy_timeout
    "SET idle_in_transaction_session_timeout = '30s';"
    "SET synchronous_commit = on;"
    "SET client_min_messages = warning;";

// The number is "Hedl"; a transaction gives it back when it ends.
constexpr const char* kBeginWrite = "BEGIN; SELECT pg_advisory_xact_lock(1214604396)";
constexpr const char* kBeginRead = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY";

std::int64_t nowMs() {
    using namespace std::chrono;
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}
constexpr std::int64_t kDayMs = 86'400'000;

}  // namespace

void ClearResult::operator()(pg_result* result) const { PQclear(result); }

PostgresConnection::PostgresConnection(const PostgresAddress& address, PostgresMode mode)
    : m_address(address), m_mode(mode), m_partitionsDueMs(std::numeric_limits<std::int64_t>::max()) {
    try {
        connect();
    } catch (const Error&) {
        PQfinish(m_link);
        throw;
    }
}

PostgresConnection::~PostgresConnection() {
    dropStatements();
    PQfinish(m_link);
}

void PostgresConnection::connect() {
    PQfinish(m_link);
    std::vector<const char*> keywords, values;
    for (const auto& [keyword, value] : kDefaults) {
        keywords.push_back(keyword);
        values.push_back(value);
    }
    for (const auto& [keyword, value] : m_address.options()) {  // the last of a keyword holds
        keywords.push_back(keyword.c_str());
        values.push_back(value.c_str());
    }
    keywords.push_back(nullptr);
    values.push_back(nullptr);
    m_link = PQconnectdbParams(keywords.data(), values.data(), 0);
    ++m_session;
    if (PQstatus(m_link) != CONNECTION_OK) throwPostgres(m_link, nullptr, name());
    PQsetNoticeProcessor(
        m_link, [](void*, const char*) {}, nullptr);
    const char* encoding = PQparameterStatus(m_link, "server_encoding");
    if (!encoding || std::string_view(encoding) != "UTF8") {
        throw Error(ErrorKind::InvalidArgument, "storage.encoding",
                    {{"file", name()}, {"encoding", encoding ? encoding : "?"}});
    }
    checked(PostgresResult(PQexec(m_link, kSessionSettings)), nullptr);
    if (m_mode == PostgresMode::Write) return;
    checked(PostgresResult(PQexec(m_link, "SET default_transaction_read_only = on")), nullptr);
}

void PostgresConnection::takeLateAnswer() {
    if (!m_isAnswerLate) return;
    m_isAnswerLate = false;
    while (pg_result* result = PQgetResult(m_link))
        PQclear(result);
}

pg_conn* PostgresConnection::link() {
    takeLateAnswer();
    if (!m_isOpen && PQstatus(m_link) != CONNECTION_OK) connect();
    return m_link;
}

bool PostgresConnection::recovers() {
    if (PQstatus(m_link) == CONNECTION_OK || m_hasRecovered) return false;
    connect();
    return m_hasRecovered = m_isReadDue = true;
}

PostgresResult PostgresConnection::checked(PostgresResult result, const char* sql) {
    const ExecStatusType status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK && status != PGRES_EMPTY_QUERY) {
        throwPostgres(m_link, result.get(), name(), sql);
    }
    const std::string_view tag = PQcmdStatus(result.get());
    if (tag.starts_with("INSERT") || tag.starts_with("UPDATE") || tag.starts_with("DELETE")) {
        m_changes = std::strtoll(PQcmdTuples(result.get()), nullptr, 10);
    }
    return result;
}

PostgresResult PostgresConnection::run(const char* sql) {
    if (std::exchange(m_isReadDue, false)) run(kBeginRead);
    return checked(PostgresResult(PQexec(link(), sql)), sql);
}

std::int64_t PostgresConnection::number(const char* sql) {
    const PostgresResult result = run(sql);
    return PQntuples(result.get()) > 0 ? std::strtoll(PQgetvalue(result.get(), 0, 0), nullptr, 10) : 0;
}

std::uint64_t PostgresConnection::session() {
    link();
    return m_session;
}

std::unique_ptr<Statement> PostgresConnection::prepare(const char* sql) {
    return std::make_unique<PostgresStatement>(*this, sql);
}

void PostgresConnection::prepareNamed(const std::string& statement, const std::string& text, const char* sql) {
    const auto prepareIt = [&] {
        return PostgresResult(PQprepare(link(), statement.c_str(), text.c_str(), 0, nullptr));
    };
    PostgresResult result = prepareIt();
    if (m_isReadDue && recovers()) result = prepareIt();
    checked(std::move(result), sql);
}

PostgresResult PostgresConnection::runNamed(const std::string& statement, const std::vector<const char*>& values,
                                            const std::vector<int>& lengths, const std::vector<int>& formats,
                                            const char* sql) {
    if (m_isReadDue) return runFirst(statement, values, lengths, formats, sql);
    return checked(PostgresResult(PQexecPrepared(link(), statement.c_str(), static_cast<int>(values.size()),
                                                 values.data(), lengths.data(), formats.data(), 0)),
                   sql);
}

// BEGIN and the first statement of a read in one message: most reads have one statement, and the way to the server and
// back is what they take.
PostgresResult PostgresConnection::runFirst(const std::string& statement, const std::vector<const char*>& values,
                                            const std::vector<int>& lengths, const std::vector<int>& formats,
                                            const char* sql) {
    m_isReadDue = false;
    PQenterPipelineMode(m_link);
    PQsendQueryParams(m_link, kBeginRead, 0, nullptr, nullptr, nullptr, nullptr, 0);
    PQsendQueryPrepared(m_link, statement.c_str(), static_cast<int>(values.size()), values.data(), lengths.data(),
                        formats.data(), 0);
    PQpipelineSync(m_link);
    const auto next = [this] {
        PostgresResult result(PQgetResult(m_link));
        if (PQresultStatus(result.get()) != PGRES_PIPELINE_SYNC) PQclear(PQgetResult(m_link));  // null, after each
        return result;
    };
    PostgresResult begun = next();
    PostgresResult result = next();
    next();
    PQexitPipelineMode(m_link);  // fails only with the connection
    if (recovers()) return {};
    checked(std::move(begun), kBeginRead);
    return checked(std::move(result), sql);
}

void PostgresConnection::execute(Sql script) { run(script.text(Dialect::Postgres)); }

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

void PostgresConnection::beginWrite(Durability) {
    keepPartitions();
    begin(kBeginWrite);
}

// Sent with the first statement.
void PostgresConnection::beginRead() {
    link();
    m_hasRecovered = false;
    m_isOpen = m_isReadDue = true;
}

void PostgresConnection::endRead() noexcept {
    if (inTransaction()) m_isAnswerLate = PQsendQuery(m_link, "ROLLBACK") == 1;
    m_isOpen = m_isReadDue = false;
}

void PostgresConnection::commit() {
    const PostgresResult result = run("COMMIT");
    m_isOpen = false;
    if (std::string_view(PQcmdStatus(result.get())) == "COMMIT") return;
    throw Error(ErrorKind::Internal, "storage.statement",
                {{"file", name()}, {"reason", "a statement failed, and its job went on"}});
}

void PostgresConnection::rollback() noexcept {
    if (inTransaction()) PQclear(PQexec(m_link, "ROLLBACK"));
    m_isOpen = false;
}

bool PostgresConnection::inTransaction() const {
    const PGTransactionStatusType status = PQtransactionStatus(m_link);
    return m_isOpen && (status == PQTRANS_INTRANS || status == PQTRANS_INERROR);
}

int PostgresConnection::schemaVersion() {
    if (number("SELECT CASE WHEN to_regclass('schema_version') IS NULL THEN 0 ELSE 1 END") == 0) return 0;
    return static_cast<int>(number("SELECT version FROM schema_version"));
}

void PostgresConnection::setSchemaVersion(int version) {
    query(
        "INSERT INTO schema_version(version) VALUES(?1) ON CONFLICT(only_row) DO UPDATE SET version = excluded.version")
        .bind(version)
        .run();
}

bool PostgresConnection::foreign() {
    if (schemaVersion() > 0) return false;
    return number(
               "SELECT count(*) FROM pg_class c WHERE c.relnamespace = to_regnamespace(current_schema()) "
               "AND c.relkind IN ('r', 'p') AND NOT EXISTS(SELECT 1 FROM pg_depend d WHERE d.objid = c.oid "
               "AND d.deptype = 'e')") > 0;
}

void PostgresConnection::makePartitions() {
    begin(kBeginWrite);
    try {
        number(
            "SELECT make_partitions(ms, ms + 5184000000) "  // 60 days
            "FROM (SELECT CAST(extract(epoch FROM now()) * 1000 AS BIGINT) AS ms) AS today");
        commit();
    } catch (const Error&) {
        rollback();
        throw;
    }
    m_partitionsDueMs = nowMs() + kDayMs;
}

// A failure costs nothing now: what has no partition goes to the default one. It is tried again within the hour.
void PostgresConnection::keepPartitions() noexcept {
    if (nowMs() < m_partitionsDueMs) return;
    try {
        makePartitions();
    } catch (const Error& error) {
        m_partitionsDueMs = nowMs() + kDayMs / 24;
        roomLogger("storage")->warn("no partitions were made: {}", error.what());
    }
}

}  // namespace heddle::storage
