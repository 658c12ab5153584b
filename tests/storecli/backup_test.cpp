#include "tests/storecli/served.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <atomic>
#include <set>
#include <sqlite3.h>
#include <thread>

using namespace heddle::tests;

namespace {

QJsonObject jsonOf(const QByteArray& text) { return QJsonDocument::fromJson(text).object(); }
QJsonObject jsonOf(const RawReply& reply) { return jsonOf(QByteArray::fromStdString(reply.body)); }

void sql(const QString& file, const QByteArray& script) {
    sqlite3* db = nullptr;
    QCOMPARE(sqlite3_open(file.toUtf8().constData(), &db), SQLITE_OK);
    char* reason = nullptr;
    const int code = sqlite3_exec(db, script.constData(), nullptr, nullptr, &reason);
    QVERIFY2(code == SQLITE_OK, reason);
    sqlite3_close(db);
}

bool isPrivate(const QString& file) {
    return !(QFileInfo(file).permissions() & (QFile::ReadGroup | QFile::ReadOther | QFile::WriteOther));
}

/// Makes agents without a pause, as long as it lives.
class Writer {
public:
    Writer(const Served& served, std::string token) : m_thread([this, &served, token] { write(served, token); }) {}
    ~Writer() { stop(); }
    /// Of the agents whose making was answered.
    std::set<QString> stop() {
        m_isOver = true;
        if (m_thread.joinable()) m_thread.join();
        return m_made;
    }
    int count() const { return m_count; }

private:
    void write(const Served& served, const std::string& token) {
        while (!m_isOver) {
            const auto reply = served.ask(token, "POST", "/agents", R"({"name": "A", "template_id": "triage"})");
            if (reply.status != 201) continue;
            m_made.insert(jsonOf(reply)["id"].toString());
            ++m_count;
        }
    }

    std::atomic<bool> m_isOver = false;
    std::atomic<int> m_count = 0;
    std::set<QString> m_made;
    std::thread m_thread;
};

std::set<QString> agentsOf(const Served& served, const std::string& token) {
    std::set<QString> ids;
    std::string cursor;
    do {
        const auto page = jsonOf(served.ask(token, "GET", "/agents?limit=200" + cursor));
        for (const auto& agent : page["items"].toArray())
            ids.insert(agent.toObject()["id"].toString());
        cursor = page["next_cursor"].isString() ? "&cursor=" + page["next_cursor"].toString().toStdString() : "";
    } while (!cursor.empty());
    return ids;
}

}  // namespace

/// Copies of a workspace, and what is found wrong with one.
class BackupTest : public QObject {
    Q_OBJECT
    std::unique_ptr<Heddlectl> m_program;

    Finished run(const QStringList& arguments) const { return m_program->run(arguments); }
    QString database() const { return m_program->workspace() + "/workspace.db"; }

private slots:
    void init() { m_program = std::make_unique<Heddlectl>(); }

    void aCopyOfAServedWorkspaceIsRestoredElsewhere() {
        const std::string token = initialised(*m_program);
        Served served(*m_program, {"--no-limits"});
        const QString copy = m_program->path("copy");
        QJsonObject report;
        std::set<QString> before;
        std::set<QString> all;
        {
            Writer writer(served, token);
            QTRY_VERIFY(writer.count() > 20);
            before = agentsOf(served, token);
            const Finished made = run({"backup", copy, "--with-keys", "--json"});
            QVERIFY2(made.code == 0, qPrintable(made.all()));
            report = jsonOf(made.out.toUtf8());
            const Finished verified = run({"verify"});
            QVERIFY2(verified.code == 0 && verified.out.contains("(whole)"), qPrintable(verified.all()));
            all = writer.stop();
        }
        QCOMPARE(served.stop().code, 0);
        QVERIFY(before.size() > 20u);
        QVERIFY(report["bytes"].toInteger() == QFileInfo(copy + "/workspace.backup").size());
        QVERIFY(report["has_root_key"].toBool() && isPrivate(copy) && isPrivate(copy + "/workspace.backup"));
        QCOMPARE(report["sha256"].toString().toLatin1(),
                 QCryptographicHash::hash(Heddlectl::bytesOf(copy + "/workspace.backup"), QCryptographicHash::Sha256)
                     .toHex());

        const Heddlectl other;
        const Finished restored = other.run({"restore", copy});
        QVERIFY2(restored.code == 0 && restored.out.contains("keys/root.key"), qPrintable(restored.all()));
        QVERIFY(isPrivate(other.workspace() + "/keys/root.key") && isPrivate(other.workspace() + "/workspace.db"));
        QVERIFY(other.run({"verify"}).out.contains("(whole)"));
        Served again(other, {"--no-limits"});
        const auto there = agentsOf(again, token);
        QVERIFY(std::includes(there.begin(), there.end(), before.begin(), before.end()));
        QVERIFY(std::includes(all.begin(), all.end(), there.begin(), there.end()) || there.size() <= all.size() + 1);
    }
    void aCopyNeverReplacesAFile() {
        initialised(*m_program);
        const QString copy = m_program->path("a.backup");
        const Finished made = run({"backup", copy});
        QVERIFY2(made.code == 0 && made.out.contains("SHA-256") && made.err.contains("NOT in it"),
                 qPrintable(made.all()));
        QVERIFY(isPrivate(copy));
        QVERIFY(run({"backup", copy}).err.contains("already a file"));
        QCOMPARE(run({"backup", copy, "--force"}).code, 0);
        QCOMPARE(run({"backup", copy, "--force", "--with-keys"}).code, 2);
        QVERIFY(run({"backup", m_program->path("none/b.backup")}).code == 1);
        QCOMPARE(QDir(m_program->path("")).entryList({"*.tmp"}).size(), 0);
        QProcess here;
        m_program->prepare(here, {"backup"});
        here.setWorkingDirectory(m_program->path(""));
        here.start();
        QCOMPARE(Heddlectl::finish(here).code, 0);
        QCOMPARE(QDir(m_program->path("")).entryList({"workspace-????????-??????.backup"}).size(), 1);
        QVERIFY(Heddlectl().run({"backup", copy + "2"}).err.contains("no file"));
    }
    void aRestoreRefusesWhatWouldLoseSomething() {
        initialised(*m_program);
        const QString copy = m_program->path("a.backup");
        QCOMPARE(run({"backup", copy}).code, 0);
        QVERIFY(run({"restore", copy}).err.contains("--force"));
        {
            Served served(*m_program);
            QVERIFY(run({"restore", copy, "--force"}).err.contains("is open in another Heddle"));
        }
        qputenv("HEDDLE_PASSWORD", "a long way to tipperary");
        run({"user", "add", "ada"});
        qunsetenv("HEDDLE_PASSWORD");
        QCOMPARE(run({"restore", copy, "--force"}).code, 0);
        QVERIFY(!run({"user", "list"}).out.contains("ada"));
        QVERIFY(QFile::exists(database() + ".before-restore-1"));
        QVERIFY(run({"restore", database() + ".before-restore-1", "--force"}).out.contains(".before-restore-2"));
        QVERIFY(run({"user", "list"}).out.contains("ada"));

        const Heddlectl other;
        QVERIFY(other.run({"restore", m_program->write("text", "no database")}).err.contains("cannot be restored"));
        QVERIFY(other.run({"restore", m_program->path("none")}).err.contains("no file"));
        QVERIFY(QFile::copy(copy, copy + ".newer"));
        sql(copy + ".newer", "PRAGMA user_version = 99");
        QVERIFY(other.run({"restore", copy + ".newer"}).err.contains("newer Heddle"));
        QVERIFY(QFile::copy(copy, copy + ".orphan"));
        sql(copy + ".orphan", "UPDATE api_keys SET user_id = 'nobody'");
        QVERIFY(other.run({"restore", copy + ".orphan"}).err.contains("cannot be restored"));
        QVERIFY(!QFile::exists(other.workspace() + "/workspace.db"));
        QVERIFY(!QFile::exists(other.workspace() + "/workspace.db.restoring"));
    }
    void verifyFindsADamagedPage() {
        initialised(*m_program);
        QVERIFY(run({"verify"}).out.contains("all is well"));
        QFile file(database());
        QVERIFY(file.open(QIODevice::ReadWrite));
        // The kind of each page from the second on; the first is read by everybody, and found at once.
        int spoiled = 0;
        for (qint64 at = 4096; at < file.size() && spoiled == 0; at += 4096) {
            file.seek(at);
            if (file.read(1) != "\x0d") continue;
            file.seek(at + 4);  // how many cells: the second byte
            file.write("\x7f");
            ++spoiled;
        }
        file.close();
        QCOMPARE(spoiled, 1);
        const Finished found = run({"verify", "--json"});
        QCOMPARE(found.code, 1);
        QVERIFY2(found.out.contains("damage") || found.err.contains("damaged"), qPrintable(found.all()));
    }
    void verifyFindsWhatIsMissingFromTheAuditLog() {
        initialised(*m_program);
        const QString end = run({"audit", "verify"}).out.trimmed().section('\n', -1);
        QVERIFY(run({"verify", "--anchor", end}).out.contains("(whole)"));
        const QString copy = m_program->path("a.backup");
        QCOMPARE(run({"backup", copy}).code, 0);
        sql(database(), "DELETE FROM audit_log WHERE sequence = 1");
        const Finished found = run({"verify"});
        QVERIFY2(found.code == 1 && found.out.contains("entry 1 (missing)"), qPrintable(found.all()));
        QCOMPARE(run({"restore", copy, "--force"}).code, 0);
        sql(database(), "UPDATE audit_log SET actor = 'nobody' WHERE sequence = 2");
        QVERIFY(run({"verify"}).out.contains("entry 2 (changed)"));
        QCOMPARE(run({"restore", copy, "--force"}).code, 0);
        sql(database(), "DELETE FROM audit_log WHERE sequence = 2");
        QCOMPARE(run({"verify"}).code, 0);  // nobody can know
        const Finished shorter = run({"verify", "--anchor", end});
        QVERIFY2(shorter.code == 1 && shorter.out.contains("(truncated)"), qPrintable(shorter.all()));
        QCOMPARE(run({"restore", copy, "--force"}).code, 0);
        QVERIFY(QDir(m_program->workspace() + "/keys").removeRecursively());
        const Finished without = run({"verify"});
        QVERIFY2(without.code == 0 && without.out.contains("was not checked"), qPrintable(without.all()));
    }
    void anOlderDatabaseIsMigratedAfterACopy() {
        QDir().mkpath(m_program->workspace());
        sql(database(), Heddlectl::bytesOf(HEDDLE_SOURCE_DIR "/tests/storage/samples/schema_3.sql"));
        const QByteArray before = Heddlectl::bytesOf(database());
        const Finished planned = run({"migrate", "--dry-run"});
        QVERIFY2(planned.code == 0 && planned.out.contains("Schema 3 was found"), qPrintable(planned.all()));
        QCOMPARE(Heddlectl::bytesOf(database()), before);
        const Finished done = run({"migrate"});
        QVERIFY2(done.code == 0 && done.out.contains("workspace.db.backup-3"), qPrintable(done.all()));
        QVERIFY(QFile::exists(database() + ".backup-3") && isPrivate(database() + ".backup-3"));
        QVERIFY(run({"migrate"}).out.contains("nothing to do"));
        // The sample's two checkpoints hold nothing; all else of it is whole.
        QVERIFY(run({"verify"}).out.contains(": 2 problems"));
    }
};

HEDDLE_TEST(BackupTest);
#include "backup_test.moc"
