#pragma once
#include "core/storage/postgres_database.h"
#include "core/storage/workspace_database.h"
#include "tests/support/postgres_server.h"

#include <QTemporaryDir>
#include <QtTest>

#include <memory>

namespace heddle::tests {

/// For initTestCase_data(): every test of the class runs on each database. Use it as:
///
///     void initTestCase_data() { tests::addDatabases(); }
///     void init() {
///         QFETCH_GLOBAL(bool, isPostgres);
///         if (!tests::hasDatabase(isPostgres)) QSKIP(tests::PostgresServer::whyNot().c_str());
///         m_place = std::make_unique<tests::DatabasePlace>(isPostgres);
///         m_database = m_place->open();
///     }
inline void addDatabases() {
    QTest::addColumn<bool>("isPostgres");
    QTest::newRow("sqlite") << false;
    QTest::newRow("postgres") << true;
}

inline bool hasDatabase(bool isPostgres) { return !isPostgres || PostgresServer::instance(); }

/// A new database of either kind, which can be opened several times. Outlives what it opens.
class DatabasePlace {
public:
    explicit DatabasePlace(bool isPostgres) {
        if (isPostgres) m_url = PostgresServer::instance()->readyDatabase();
    }
    ~DatabasePlace() {
        if (isPostgres()) PostgresServer::instance()->giveBack(m_url);
    }
    DatabasePlace(const DatabasePlace&) = delete;
    DatabasePlace& operator=(const DatabasePlace&) = delete;

    std::unique_ptr<storage::Database> open() const {
        return m_url.empty() ? storage::openWorkspace(file()) : storage::openPostgres(m_url);
    }
    bool isPostgres() const { return !m_url.empty(); }
    std::string file() const { return m_folder.filePath("w.db").toStdString(); }
    const std::string& url() const { return m_url; }

private:
    QTemporaryDir m_folder;
    std::string m_url;
};

}  // namespace heddle::tests
