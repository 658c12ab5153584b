#include "core/storage/connection.h"

namespace heddle::storage {

Query::Query(Connection& connection, const char* sql, std::unique_ptr<Statement> statement)
    : m_connection(&connection), m_sql(sql), m_statement(std::move(statement)) {}

Query::~Query() {
    if (m_statement) m_connection->giveBack(m_sql, std::move(m_statement));
}

void Query::run() {
    while (m_statement->step()) {
    }
}

void Query::put(int parameter, OrNull value) {
    if (value.text.empty()) {
        m_statement->bindNull(parameter);
    } else {
        m_statement->bindText(parameter, value.text);
    }
}

void Query::put(int parameter, const Json& value) {
    if (value.is_null()) {
        m_statement->bindNull(parameter);
    } else {
        m_statement->bindText(parameter, compactJson(value));
    }
}

void Query::get(int column, Json& target) const {
    target = m_statement->isNull(column) ? Json() : parseJson(m_statement->bytes(column), m_sql);
}

void Query::get(int column, std::vector<std::string>& target) const {
    Json list;
    get(column, list);
    target = list.is_null() ? std::vector<std::string>() : list.get<std::vector<std::string>>();
}

Query Connection::query(Sql sql) {
    const char* text = sql.text(dialect());
    auto& idle = m_idle[text];
    if (idle.empty()) return Query(*this, text, prepare(text));
    auto statement = std::move(idle.back());
    idle.pop_back();
    return Query(*this, text, std::move(statement));
}

void Connection::giveBack(const char* sql, std::unique_ptr<Statement> statement) noexcept {
    statement->reset();
    m_idle[sql].push_back(std::move(statement));
}

void Connection::savepoint() { query("SAVEPOINT job").run(); }

void Connection::releaseSavepoint() { query("RELEASE job").run(); }

void Connection::rollbackToSavepoint() {
    query("ROLLBACK TO job").run();
    releaseSavepoint();
}

}  // namespace heddle::storage
