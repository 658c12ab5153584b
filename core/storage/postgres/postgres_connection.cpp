#include "core/storage/postgres/postgres_connection.h"

#include "core/base/error.h"
#include "core/storage/postgres/postgres_error.h"
#include "core/storage/postgres/postgres_statement.h"

#include <cstdlib>
#include <libpq-fe.h>
#include <limits>
#include <utility>

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
    sendDue();
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
    if (!isReadDue()) sendDue();  // a statement that is wrong must not fail before the savepoint
    PostgresResult result = prepareIt();
    if (isReadDue() && recovers()) result = prepareIt();
    checked(std::move(result), sql);
}

PostgresResult PostgresConnection::runNamed(const std::string& statement, const std::vector<const char*>& values,
                                            const std::vector<int>& lengths, const std::vector<int>& formats,
                                            const char* sql) {
    if (!m_due.empty()) return runAfterDue(statement, values, lengths, formats, sql);
    return checked(PostgresResult(PQexecPrepared(link(), statement.c_str(), static_cast<int>(values.size()),
                                                 values.data(), lengths.data(), formats.data(), 0)),
                   sql);
}

PostgresResult PostgresConnection::runAfterDue(const std::string& statement, const std::vector<const char*>& values,
                                               const std::vector<int>& lengths, const std::vector<int>& formats,
                                               const char* sql) {
    const bool isRead = isReadDue();
    const std::vector<const char*> due = std::exchange(m_due, {});
    PQenterPipelineMode(link());
    for (const char* text : due)
        PQsendQueryParams(m_link, text, 0, nullptr, nullptr, nullptr, nullptr, 0);
    PQsendQueryPrepared(m_link, statement.c_str(), static_cast<int>(values.size()), values.data(), lengths.data(),
                        formats.data(), 0);
    PQpipelineSync(m_link);
    const auto next = [this] {
        PostgresResult result(PQgetResult(m_link));
        if (PQresultStatus(result.get()) != PGRES_PIPELINE_SYNC) PQclear(PQgetResult(m_link));  // null, after each
        return result;
    };
    std::vector<PostgresResult> answers;
    for (std::size_t i = 0; i < due.size(); ++i)
        answers.push_back(next());
    PostgresResult result = next();
    next();
    PQexitPipelineMode(m_link);  // fails only with the connection
    if (isRead && recovers()) return {};
    for (std::size_t i = 0; i < due.size(); ++i)
        checked(std::move(answers[i]), due[i]);
    return checked(std::move(result), sql);
}

void PostgresConnection::execute(Sql script) { run(script.text(Dialect::Postgres)); }

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

}  // namespace heddle::storage
