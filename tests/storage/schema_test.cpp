#include "tests/support/test_database.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <set>

using namespace heddle;
using namespace heddle::storage;

namespace {

using Lines = std::set<std::string>;

Lines linesOf(Database& database, Sql sql) {
    return database.readNow([&](Connection& c) {
        Lines lines;
        auto query = c.query(sql);
        while (query.next()) {
            std::string line;
            query.read(line);
            lines.insert(line);
        }
        return lines;
    });
}

QString difference(const Lines& left, const Lines& right) {
    QString text;
    for (const auto& line : left)
        if (!right.contains(line)) text += "\n" + QString::fromStdString(line);
    return text;
}

/// "table.column type null": what both databases must have alike.
constexpr Sql kColumns{
    "SELECT m.name || '.' || c.name || ' ' || c.type || CASE WHEN c.\"notnull\" = 1 OR c.pk > 0 THEN '' ELSE ' null' "
    "END FROM sqlite_schema m JOIN pragma_table_info(m.name) c WHERE m.type IN ('table', 'view') "
    "AND m.name NOT LIKE 'search_index%' AND m.name NOT LIKE 'sqlite_%' AND m.type = 'table'",
    "SELECT c.table_name || '.' || c.column_name || ' ' || CASE c.data_type WHEN 'bigint' THEN 'INTEGER' "
    "WHEN 'text' THEN 'TEXT' WHEN 'bytea' THEN 'BLOB' WHEN 'double precision' THEN 'REAL' ELSE c.data_type END || "
    "CASE WHEN c.is_nullable = 'YES' THEN ' null' ELSE '' END FROM information_schema.columns c "
    "JOIN pg_class t ON t.oid = CAST(c.table_name AS regclass) WHERE c.table_schema = current_schema() "
    "AND t.relkind IN ('r', 'p') AND NOT t.relispartition AND c.column_name <> 'words' "
    "AND c.table_name NOT IN ('schema_version', 'message_keys', 'execution_keys', 'audit_sequences')"};

/// The columns of unique keys, without the partitioned tables, whose keys are kept beside them.
constexpr Sql kUnique{
    "SELECT m.name || '(' || (SELECT group_concat(x.name, ',') FROM (SELECT name FROM pragma_index_info(i.name) "
    "ORDER BY seqno) x) || ')' FROM sqlite_schema m JOIN pragma_index_list(m.name) i WHERE m.type = 'table' "
    "AND i.\"unique\" = 1 AND m.name NOT LIKE 'search_index%' AND m.name NOT IN ('messages', 'executions', "
    "'mcp_tools')",
    "SELECT t.relname || '(' || (SELECT string_agg(a.attname, ',' ORDER BY k.place) FROM "
    "unnest(i.indkey) WITH ORDINALITY AS k(number, place) JOIN pg_attribute a ON a.attrelid = t.oid "
    "AND a.attnum = k.number) || ')' FROM pg_index i JOIN pg_class t ON t.oid = i.indrelid "
    "WHERE i.indisunique AND t.relnamespace = to_regnamespace(current_schema()) AND t.relkind = 'r' "
    "AND NOT t.relispartition AND t.relname NOT IN ('schema_version', 'message_keys', 'execution_keys', "
    "'audit_sequences', 'mcp_tools') AND NOT (i.indisprimary AND i.indnatts = 1 AND EXISTS(SELECT 1 FROM "
    "pg_attribute a WHERE a.attrelid = t.oid AND a.attnum = i.indkey[0] AND a.atttypid = CAST('bigint' AS regtype)))"};

constexpr Sql kReferences{
    "SELECT m.name || ' ' || lower(f.\"table\") || ' ' || f.on_delete FROM sqlite_schema m "
    "JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'",
    "SELECT t.relname || ' ' || CASE r.relname WHEN 'execution_keys' THEN 'executions' ELSE r.relname END || ' ' || "
    "CASE f.confdeltype WHEN 'c' THEN 'CASCADE' ELSE 'NO ACTION' END FROM pg_constraint f "
    "JOIN pg_class t ON t.oid = f.conrelid JOIN pg_class r ON r.oid = f.confrelid WHERE f.contype = 'f' "
    "AND NOT t.relispartition"};

}  // namespace

/// The two schemas are written by hand, each for its database, so a test holds them together.
class SchemaTest : public QObject {
    Q_OBJECT
private:
    std::unique_ptr<tests::DatabasePlace> m_sqlite;
    std::unique_ptr<tests::DatabasePlace> m_postgres;

    void compare(Sql sql) {
        const Lines here = linesOf(*m_sqlite->open(), sql);
        const Lines there = linesOf(*m_postgres->open(), sql);
        QVERIFY(!here.empty());
        const QString onlyHere = difference(here, there);
        const QString onlyThere = difference(there, here);
        QVERIFY2(onlyHere.isEmpty() && onlyThere.isEmpty(),
                 qPrintable("only in SQLite:" + onlyHere + "\nonly in PostgreSQL:" + onlyThere));
    }

private slots:
    void initTestCase() {
        if (!tests::hasDatabase(true)) QSKIP(tests::PostgresServer::whyNot().c_str());
        m_sqlite = std::make_unique<tests::DatabasePlace>(false);
        m_postgres = std::make_unique<tests::DatabasePlace>(true);
    }
    void bothHaveTheSameColumns() { compare(kColumns); }
    void bothKeepTheSameApart() { compare(kUnique); }
    void bothDeleteTheSameTogether() { compare(kReferences); }
    void bothAreOfOneVersion() {
        const auto version = [](Connection& c) { return c.schemaVersion(); };
        QCOMPARE(m_postgres->open()->readNow(version), m_sqlite->open()->readNow(version));
    }
    void textsCompareByteByByte() {
        const Lines others =
            linesOf(*m_postgres->open(),
                    "SELECT table_name || '.' || column_name FROM information_schema.columns WHERE table_schema = "
                    "current_schema() AND data_type = 'text' AND coalesce(collation_name, '') <> 'C'");
        QVERIFY2(others.empty(), qPrintable(difference(others, {})));
    }
};

HEDDLE_TEST(SchemaTest);
#include "schema_test.moc"
