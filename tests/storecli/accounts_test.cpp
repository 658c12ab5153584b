#include "tests/storecli/heddlectl.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QFileInfo>
#include <QtTest>

using namespace heddle::tests;

/// The commands of who looks after a workspace's users.
class AccountsCommandTest : public QObject {
    Q_OBJECT
    std::unique_ptr<Heddlectl> m_program;

    Finished run(const QStringList& arguments) const { return m_program->run(arguments); }

private slots:
    void init() {
        m_program = std::make_unique<Heddlectl>();
        qputenv("HEDDLE_PASSWORD", "a long way to tipperary");
    }
    void cleanup() { qunsetenv("HEDDLE_PASSWORD"); }

    void aWorkspaceGetsItsUsers() {
        const Finished first = run({"init", "root"});
        QVERIFY2(first.code == 0, qPrintable(first.all()));
        QVERIFY(first.err.contains("root key"));
        QVERIFY(run({"init", "again"}).err.contains("already"));
        QCOMPARE(run({"user", "add", "ada", "--role", "developer", "--role", "reviewer", "--name", "Ada"}).code, 0);
        const QString listed = run({"user", "list"}).out;
        QVERIFY2(listed.contains("developer, reviewer") && listed.contains("Ada"), qPrintable(listed));
        QCOMPARE(run({"user", "roles", "ada", "user"}).code, 0);
        QVERIFY(run({"user", "disable", "ada"}).out.contains("(disabled)"));
        QVERIFY(!run({"user", "enable", "ada"}).out.contains("(disabled)"));
        QCOMPARE(run({"user", "password", "ada"}).code, 0);
        QVERIFY(run({"user", "disable", "root"}).err.contains("last administrator"));
        QVERIFY(run({"user", "roles", "ada", "king"}).code != 0);
        QVERIFY(run({"user", "remove", "nobody"}).err.contains("no user nobody"));
        QCOMPARE(run({"user", "remove", "ada"}).code, 0);
        const Finished audit = run({"audit", "list", "--json"});
        QVERIFY(audit.out.contains("users.delete") && !audit.out.contains("tipperary"));
    }
    void aBadPasswordIsExplained() {
        qputenv("HEDDLE_PASSWORD", "password");
        const Finished refused = run({"init", "root"});
        QCOMPARE(refused.code, 1);
        QVERIFY2(refused.err.contains("cannot be used"), qPrintable(refused.err));
        qunsetenv("HEDDLE_PASSWORD");
        QCOMPARE(run({"init", "root"}).code, 1);  // nothing on standard input
    }
    void keysAreShownOnceAndRevoked() {
        run({"init", "root"});
        const Finished made = run({"token", "create", "root", "ci", "--scope", "agents.*", "--days", "30"});
        QVERIFY2(made.code == 0 && made.out.startsWith("hdl_"), qPrintable(made.all()));
        const QString listed = run({"token", "list"}).out;
        QVERIFY(!listed.contains(made.out.trimmed()) && listed.contains("ci"));
        QCOMPARE(run({"token", "revoke", listed.left(36)}).code, 0);
        QVERIFY(run({"token", "list"}).out.contains("(revoked)"));
        QVERIFY(run({"token", "create", "root", "x", "--scope", "agents.fly"}).err.contains("agents.fly"));
        QCOMPARE(run({"keys", "rotate"}).code, 0);
        QCOMPARE(run({"user", "list"}).code, 0);
        const QFileInfo key(m_program->workspace() + "/keys/root.key");
        QVERIFY(key.exists() && !(key.permissions() & (QFile::ReadGroup | QFile::ReadOther)));
    }
    void theLogIsVerifiedAgainstAnEndThatWasKept() {
        run({"init", "root"});
        run({"user", "add", "ada"});
        const Finished whole = run({"audit", "verify"});
        QVERIFY2(whole.code == 0 && whole.out.contains("2 entries"), qPrintable(whole.all()));
        const QString end = whole.out.trimmed().section('\n', -1);
        QCOMPARE(run({"audit", "verify", "--anchor", end}).code, 0);
        const Finished other = run({"audit", "verify", "--anchor", "2:" + QString(64, '0')});
        QVERIFY2(other.code == 1 && other.err.contains("not what was written"), qPrintable(other.all()));
        QVERIFY(run({"audit", "verify", "--anchor", "nonsense"}).err.contains("no place in the audit log"));
    }
    void aCertificateForTrialsIsWritten() {
        const QString folder = m_program->path("tls");
        QCOMPARE(run({"cert", folder, "--name", "heddle.example", "--days", "3"}).code, 0);
        QVERIFY(Heddlectl::bytesOf(folder + "/heddle.crt").startsWith("-----BEGIN CERTIFICATE-----"));
        QVERIFY(!(QFileInfo(folder + "/heddle.key").permissions() & (QFile::ReadGroup | QFile::ReadOther)));
        QVERIFY(run({"cert", folder}).err.contains("already a file"));
        QVERIFY(run({"cert", m_program->path("b"), "--name", "no name"}).code != 0);
    }
};

HEDDLE_TEST(AccountsCommandTest);
#include "accounts_test.moc"
