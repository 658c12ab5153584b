#pragma once
#include "core/base/json.h"
#include "core/storage/statement.h"

#include <concepts>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace heddle::storage {

class Connection;

/// Binary bytes, as parameter and as column.
struct Blob {
    std::string_view bytes;
};

/// A text that is stored as null when it is empty: optional references.
struct OrNull {
    std::string_view text;
};

/// What to bind to LIMIT: 0 stands for all rows.
constexpr std::int64_t rowLimit(std::int64_t limit) {
    return limit > 0 ? limit : std::numeric_limits<std::int64_t>::max();
}

/// One use of a cached statement: bind, then run() or next() and read(). Gives the statement back, reset, at the end of
/// its scope, so that no read lock lingers. Must not outlive its connection.
class Query {
public:
    Query(Connection& connection, const char* sql, std::unique_ptr<Statement> statement);
    ~Query();
    Query(Query&&) noexcept = default;
    Query& operator=(Query&&) = delete;

    /// Binds ?1, ?2, … in this order. JSON null, an absent optional and an empty OrNull are stored as null; JSON and
    /// lists as compact JSON text.
    template <class... Values>
    Query& bind(const Values&... values) {
        int parameter = 0;
        (put(++parameter, values), ...);
        return *this;
    }
    /// Runs it to its end, without looking at rows.
    void run();
    /// Whether there is a (next) row.
    bool next() { return m_statement->step(); }

    /// Reads the columns 0, 1, … of the row into `targets`. Null becomes the empty value.
    template <class... Targets>
    void read(Targets&... targets) const {
        int column = 0;
        (get(column++, targets), ...);
    }

private:
    template <std::integral Number>
    void put(int parameter, Number value) {
        m_statement->bindInteger(parameter, static_cast<std::int64_t>(value));
    }
    void put(int parameter, double value) { m_statement->bindReal(parameter, value); }
    void put(int parameter, const char* value) { m_statement->bindText(parameter, value); }
    void put(int parameter, std::string_view value) { m_statement->bindText(parameter, value); }
    void put(int parameter, const std::string& value) { m_statement->bindText(parameter, value); }
    void put(int parameter, Blob value) { m_statement->bindBlob(parameter, value.bytes); }
    void put(int parameter, OrNull value);
    void put(int parameter, const Json& value);
    void put(int parameter, const std::vector<std::string>& values) { put(parameter, Json(values)); }
    template <class Value>
    void put(int parameter, const std::optional<Value>& value) {
        if (value) {
            put(parameter, *value);
        } else {
            m_statement->bindNull(parameter);
        }
    }

    template <std::integral Number>
    void get(int column, Number& target) const {
        target = static_cast<Number>(m_statement->integer(column));
    }
    void get(int column, double& target) const { target = m_statement->real(column); }
    void get(int column, std::string& target) const { target = m_statement->bytes(column); }
    void get(int column, Json& target) const;
    void get(int column, std::vector<std::string>& target) const;
    template <class Value>
    void get(int column, std::optional<Value>& target) const {
        target.reset();
        if (!m_statement->isNull(column)) get(column, target.emplace());
    }

    Connection* m_connection;
    const char* m_sql;
    std::unique_ptr<Statement> m_statement;
};

}  // namespace heddle::storage
