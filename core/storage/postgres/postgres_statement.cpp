#include "core/storage/postgres/postgres_statement.h"

#include "core/storage/postgres/postgres_text.h"

#include <charconv>
#include <cmath>
#include <cstdlib>
#include <libpq-fe.h>

namespace heddle::storage {
namespace {

constexpr Oid kBytea = 17;
constexpr Oid kBoolean = 16;

std::string bytesFromHex(const char* text) {
    std::size_t size = 0;
    unsigned char* bytes = PQunescapeBytea(reinterpret_cast<const unsigned char*>(text), &size);
    std::string result(reinterpret_cast<const char*>(bytes), bytes ? size : 0);
    PQfreemem(bytes);
    return result;
}

}  // namespace

std::string withDollars(std::string_view sql) {
    std::string text(sql);
    char quote = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quote) {
            if (c == quote) quote = 0;
        } else if (c == '\'' || c == '"') {
            quote = c;
        } else if (c == '?' && i + 1 < text.size() && text[i + 1] >= '1' && text[i + 1] <= '9') {
            text[i] = '$';
        }
    }
    return text;
}

PostgresStatement::PostgresStatement(PostgresConnection& connection, const char* sql)
    : m_connection(connection), m_sql(sql), m_text(withDollars(sql)) {}

PostgresStatement::Value& PostgresStatement::value(int parameter) {
    const auto index = static_cast<std::size_t>(parameter - 1);
    if (m_values.size() <= index) m_values.resize(index + 1);
    return m_values[index];
}

void PostgresStatement::bindNull(int parameter) { value(parameter) = Value(); }

void PostgresStatement::bindInteger(int parameter, std::int64_t number) {
    value(parameter) = {false, false, std::to_string(number)};
}

void PostgresStatement::bindReal(int parameter, double number) {
    constexpr double kExact = 9007199254740992.0;                      // 2^53
    if (std::abs(number) <= kExact && std::trunc(number) == number) {  // it may stand where the server wants an integer
        return bindInteger(parameter, static_cast<std::int64_t>(number));
    }
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, number).ptr;
    value(parameter) = {false, false, std::string(text, end)};
}

void PostgresStatement::bindText(int parameter, std::string_view text) {
    value(parameter) = {false, false, toPostgresText(text)};
}

void PostgresStatement::bindBlob(int parameter, std::string_view bytes) {
    value(parameter) = {false, true, std::string(bytes)};
}

void PostgresStatement::run() {
    std::vector<const char*> values;
    std::vector<int> lengths;
    std::vector<int> formats;
    for (const Value& v : m_values) {
        values.push_back(v.isNull ? nullptr : v.bytes.c_str());
        lengths.push_back(static_cast<int>(v.bytes.size()));
        formats.push_back(v.isBinary ? 1 : 0);
    }
    while (!m_result) {
        if (m_session != m_connection.session()) {
            m_name = m_connection.newStatementName();
            m_connection.prepareNamed(m_name, m_text, m_sql);
            m_session = m_connection.session();
        }
        m_result = m_connection.runNamed(m_name, values, lengths, formats, m_sql);
    }
}

bool PostgresStatement::step() {
    if (!m_result) run();
    m_decoded.clear();
    if (m_row + 1 >= PQntuples(m_result.get())) return false;
    ++m_row;
    return true;
}

void PostgresStatement::reset() noexcept {
    m_result.reset();
    m_values.clear();
    m_decoded.clear();
    m_row = -1;
}

bool PostgresStatement::isNull(int column) const { return PQgetisnull(m_result.get(), m_row, column) == 1; }

std::int64_t PostgresStatement::integer(int column) const {
    const char* text = PQgetvalue(m_result.get(), m_row, column);
    if (PQftype(m_result.get(), column) == kBoolean) return *text == 't' ? 1 : 0;
    return std::strtoll(text, nullptr, 10);
}

double PostgresStatement::real(int column) const {
    return std::strtod(PQgetvalue(m_result.get(), m_row, column), nullptr);
}

std::string_view PostgresStatement::bytes(int column) const {
    const char* text = PQgetvalue(m_result.get(), m_row, column);
    const std::string_view view(text, static_cast<std::size_t>(PQgetlength(m_result.get(), m_row, column)));
    const bool isBytea = PQftype(m_result.get(), column) == kBytea;
    if (!isBytea && !isEscapedText(view)) return view;
    if (m_decoded.empty()) m_decoded.resize(static_cast<std::size_t>(PQnfields(m_result.get())));
    std::string& decoded = m_decoded[static_cast<std::size_t>(column)];
    decoded = isBytea ? bytesFromHex(text) : fromPostgresText(view);
    return decoded;
}

}  // namespace heddle::storage
