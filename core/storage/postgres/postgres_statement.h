#pragma once
#include "core/storage/postgres/postgres_connection.h"

#include <vector>

namespace heddle::storage {

/// A statement of a PostgresConnection. Prepared on the server when it first runs, and again on a new connection. The
/// server tells a parameter's type from where it stands, so values travel as text; its rows come all at once.
class PostgresStatement final : public Statement {
public:
    PostgresStatement(PostgresConnection& connection, const char* sql);

    void bindNull(int parameter) override;
    void bindInteger(int parameter, std::int64_t value) override;
    void bindReal(int parameter, double value) override;
    void bindText(int parameter, std::string_view value) override;
    void bindBlob(int parameter, std::string_view value) override;
    bool step() override;
    void reset() noexcept override;
    bool isNull(int column) const override;
    std::int64_t integer(int column) const override;
    double real(int column) const override;
    std::string_view bytes(int column) const override;

private:
    struct Value {
        bool isNull = true;
        bool isBinary = false;
        std::string bytes;
    };
    Value& value(int parameter);
    void run();

    PostgresConnection& m_connection;
    const char* m_sql;
    std::string m_text;  ///< with $1 for ?1
    std::string m_name;
    std::uint64_t m_session = 0;
    std::vector<Value> m_values;
    PostgresResult m_result;
    int m_row = -1;
    /// Bytes of the row that the server sends in another form than ours, by column.
    mutable std::vector<std::string> m_decoded;
};

/// `sql` with $1 for ?1, outside of 'texts' and "names".
std::string withDollars(std::string_view sql);

}  // namespace heddle::storage
