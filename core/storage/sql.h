#pragma once

namespace heddle::storage {

/// The databases that there are drivers for.
enum class Dialect { Sqlite, Postgres };

/// The text of a statement. Only a literal of the source can become one, so no SQL is ever built from input. Its
/// address identifies it in the statement caches.
///
/// One text serves both databases wherever they understand the same (README.md lists what to write for that). Where
/// they do not, both are given: `connection.query({"… MATCH ?1 …", "… @@ to_tsquery('simple', ?1) …"})`.
class Sql {
public:
    consteval Sql(const char* text) : m_sqlite(text), m_postgres(text) {}
    consteval Sql(const char* sqlite, const char* postgres) : m_sqlite(sqlite), m_postgres(postgres) {}
    constexpr const char* text(Dialect dialect) const { return dialect == Dialect::Sqlite ? m_sqlite : m_postgres; }

private:
    const char* m_sqlite;
    const char* m_postgres;
};

}  // namespace heddle::storage
