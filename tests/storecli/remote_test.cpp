#include "tests/storecli/served.h"
#include "tests/support/test_main.h"

#include <QCryptographicHash>
#include <QDir>
#include <QFileInfo>
#include <QRegularExpression>
#include <QtTest>

using namespace heddle::tests;

/// Looking after a server from another computer.
class RemoteTest : public QObject {
    Q_OBJECT
    std::unique_ptr<Heddlectl> m_program;
    std::unique_ptr<Heddlectl> m_elsewhere;  ///< where the administrator sits: no workspace
    std::unique_ptr<Served> m_served;
    QString m_key;

    Finished ask(const QStringList& arguments, const QStringList& who = {"--as", "root"}) const {
        return m_elsewhere->run(QStringList{"--server", m_served->url().replace("127.0.0.1", "localhost"), "--ca",
                                            m_program->path("heddle.crt")} +
                                who + arguments);
    }

private slots:
    void init() {
        m_program = std::make_unique<Heddlectl>();
        m_elsewhere = std::make_unique<Heddlectl>();
        m_key = QString::fromStdString(initialised(*m_program));
        m_program->run({"cert", m_program->path(""), "--name", "localhost"});
        const QStringList tls{"--cert", m_program->path("heddle.crt"), "--key", m_program->path("heddle.key")};
        m_served = std::make_unique<Served>(*m_program, tls);
        qputenv("HEDDLE_LOGIN_PASSWORD", "a long way to tipperary");
        qputenv("HEDDLE_PASSWORD", "another long way to go");
    }
    void cleanup() {
        for (const char* name : {"HEDDLE_LOGIN_PASSWORD", "HEDDLE_PASSWORD", "HEDDLE_TOKEN"})
            qunsetenv(name);
        m_served.reset();
    }

    void usersAreLookedAfter() {
        const Finished made = ask({"user", "add", "ada", "--role", "developer", "--name", "Ada"});
        QVERIFY2(made.code == 0 && made.out.contains("developer"), qPrintable(made.all()));
        QVERIFY(ask({"user", "list"}).out.contains("Ada"));
        QCOMPARE(ask({"user", "list", "--json"}).out.count("\"login\""), 2);
        QVERIFY(ask({"user", "roles", "ada", "reviewer"}).out.contains("reviewer"));
        QVERIFY(ask({"user", "disable", "ada"}).out.contains("(disabled)"));
        QVERIFY(!ask({"user", "enable", "ada"}).out.contains("(disabled)"));
        qputenv("HEDDLE_PASSWORD", "yet another long way");
        QCOMPARE(ask({"user", "password", "ada"}).code, 0);
        QCOMPARE(ask({"user", "remove", "ada"}).code, 0);
        QVERIFY(ask({"user", "remove", "ada"}).err.contains("no user ada"));
        QVERIFY(!QFile::exists(m_elsewhere->workspace()));
    }
    void keysAreMadeForOneself() {
        const Finished made = ask({"token", "create", "root", "ci", "--scope", "chats.*", "--days", "3"});
        QVERIFY2(made.out.startsWith("hdl_"), qPrintable(made.all()));
        QVERIFY(ask({"token", "list"}).out.contains("ci"));
        const QString id = made.err.section("id is ", 1).left(36);
        QCOMPARE(ask({"token", "revoke", id}).code, 0);
        QVERIFY(ask({"token", "list"}).out.contains("(revoked)"));
        ask({"user", "add", "ada"});
        QVERIFY(ask({"token", "create", "ada", "ci", "--scope", "*"}).err.contains("for oneself only"));
    }
    void theLogIsReadAndVerified() {
        const Finished whole = ask({"audit", "verify"});
        QVERIFY2(whole.code == 0 && whole.out.contains("is whole"), qPrintable(whole.all()));
        const QString end = whole.out.trimmed().section('\n', -1);
        QCOMPARE(ask({"audit", "verify", "--anchor", end}).code, 0);
        const Finished other = ask({"audit", "verify", "--anchor", "2:" + QString(64, '0')});
        QVERIFY2(other.code == 1 && other.err.contains("not what was written"), qPrintable(other.all()));
        const Finished listed = ask({"audit", "list", "--limit", "3"});
        QVERIFY2(listed.out.count('\n') == 3 && listed.out.contains("auth.sign_in"), qPrintable(listed.all()));
    }
    void settingsAreKeptForTheNextStart() {
        QVERIFY(ask({"config", "list"}).out.contains("limits.rate.login"));
        QCOMPARE(ask({"config", "set", "http.port", "9000"}).out, QString("9000\n"));
        QCOMPARE(ask({"config", "get", "http.port"}).out, QString("9000\n"));
        QVERIFY(ask({"config", "list"}).out.contains("http.port              * 9000"));
        QVERIFY(ask({"config", "set", "http.port", "70000"}).err.contains("Allowed is"));
        QVERIFY(ask({"config", "get", "http.colour"}).err.contains("http.colour"));
        QVERIFY(ask({"audit", "list"}).out.contains("settings/http.port"));
        QCOMPARE(ask({"config", "unset", "http.port"}).out, QString("8321\n"));
    }
    void aCopyIsTakenHome() {
        const QString copy = m_elsewhere->path("a.backup");
        const Finished made = ask({"backup", copy});
        QVERIFY2(made.code == 0 && made.out.contains("SHA-256") && made.err.contains("NOT in it"),
                 qPrintable(made.all()));
        QVERIFY(
            made.out.contains(QCryptographicHash::hash(Heddlectl::bytesOf(copy), QCryptographicHash::Sha256).toHex()));
        QVERIFY(!(QFileInfo(copy).permissions() & (QFile::ReadGroup | QFile::ReadOther)));
        QVERIFY(ask({"audit", "list"}).out.contains("server.backup"));
        const QByteArray first = Heddlectl::bytesOf(copy);
        QVERIFY(ask({"backup", copy}).err.contains("already a file"));
        QCOMPARE(Heddlectl::bytesOf(copy), first);
        QCOMPARE(ask({"backup", copy, "--force"}).code, 0);
        QVERIFY(Heddlectl::bytesOf(copy) != first);  // the log has gone on
        QVERIFY(ask({"backup", m_elsewhere->path("b"), "--with-keys"}).err.contains("Keys do not leave"));
        QCOMPARE(QDir(m_elsewhere->path("")).entryList(QDir::Files), QStringList("a.backup"));
        QCOMPARE(QDir(m_program->workspace()).entryList({"backup-*"}).size(), 0);

        const Heddlectl other;
        QCOMPARE(other.run({"restore", copy}).code, 0);
        const Finished found = other.run({"verify"});
        QVERIFY2(found.code == 0 && found.out.contains("not checked"), qPrintable(found.all()));
        QVERIFY(other.run({"user", "list"}).err.contains("root key"));
        QVERIFY(QDir().mkpath(other.workspace() + "/keys"));
        QVERIFY(QFile::copy(m_program->workspace() + "/keys/root.key", other.workspace() + "/keys/root.key"));
        QVERIFY(other.run({"verify"}).out.contains("(whole)"));
        QVERIFY(other.run({"user", "list"}).out.contains("root"));
    }
    void theDatabaseIsVerifiedAsOnItsComputer() {
        const Finished found = ask({"verify"});
        QVERIFY2(found.code == 0 && found.out.contains("(whole): all is well."), qPrintable(found.all()));
        // There is an entry for each sign-in.
        static const QRegularExpression entries("[0-9]+ audit entries");
        QCOMPARE(QString(found.out).remove(entries), QString(m_program->run({"verify"}).out).remove(entries));
        const QStringList wrong{"verify", "--anchor", "2:" + QString(64, '0')};
        const Finished there = ask(wrong);
        const Finished here = m_program->run(wrong);
        QVERIFY2(there.code == 1 && there.out.contains("1 problems"), qPrintable(there.all()));
        QCOMPARE(there.code, here.code);
        QCOMPARE(there.out.section('\n', 0, 0), here.out.section('\n', 0, 0));
        QVERIFY(ask({"verify", "--json"}).out.contains("\"state\": \"whole\""));
        QVERIFY(ask({"audit", "list"}).out.contains("server.verify"));
    }
    void aServerThatRunsSealsWithTheNewKey() {
        const QString before = ask({"keys", "list"}).out;
        QVERIFY2(before.contains("kept in: file") && before.count("seals\n") == 1, qPrintable(before));
        const Finished rotated = ask({"keys", "rotate"});
        QVERIFY2(rotated.code == 0 && rotated.out.contains("0 configurations"), qPrintable(rotated.all()));
        const QString active = rotated.out.trimmed().section(' ', -1).chopped(1);
        const QString after = ask({"keys", "list"}).out;
        QVERIFY2(after.section('\n', 1, 1).startsWith(active) && after.count("opens what") == 1, qPrintable(after));
        QVERIFY(ask({"user", "list"}).out.contains("root"));
        // On its computer, only one process at a time has the workspace.
        QVERIFY(m_program->run({"keys", "rotate"}).err.contains("is open in another Heddle"));
        m_served.reset();
        QCOMPARE(m_program->run({"keys", "list"}).out, after);
    }
    void whatNeedsTheDatabaseForItselfSaysSo() {
        for (const QStringList& command :
             {QStringList{"init", "ada"}, QStringList{"restore", "a.backup"}, QStringList{"migrate"}}) {
            const Finished refused = ask(command);
            QVERIFY2(refused.code == 1 && refused.err.contains("“" + command.front() + "” needs the database") &&
                         refused.err.contains("stop the server"),
                     qPrintable(refused.all()));
        }
        QVERIFY(ask({"models"}).err.contains("without --server"));
    }
    void aTokenIsACredentialToo() {
        qputenv("HEDDLE_TOKEN", m_key.toUtf8());
        QVERIFY(ask({"audit", "list"}, {}).out.contains("users.create"));
        // What only people may do in person, no key does.
        QVERIFY(ask({"user", "add", "ada"}, {}).err.contains("users.create"));
        QVERIFY(ask({"backup", m_elsewhere->path("a")}, {}).err.contains("server.backup"));
        QVERIFY(ask({"keys", "rotate"}, {}).err.contains("server.rotate_keys"));
        QVERIFY(!QFile::exists(m_elsewhere->path("a")));
        QCOMPARE(ask({"verify"}, {}).code, 0);
    }
    void whatGoesWrongIsSaid() {
        QVERIFY(ask({"user", "list"}, {}).err.contains("--as LOGIN"));
        qputenv("HEDDLE_LOGIN_PASSWORD", "wrong");
        QVERIFY(ask({"user", "list"}).err.contains("password"));
        const auto at = [&](const QString& server) { return m_elsewhere->run({"--server", server, "user", "list"}); };
        QVERIFY(at("http://store.example").err.contains("not encrypted"));
        QVERIFY(at("store.example").err.contains("not the address"));
        const Finished stranger = m_elsewhere->run({"--server", m_served->url(), "--as", "root", "user", "list"});
        QVERIFY2(stranger.code == 1 && stranger.err.contains("certificate"), qPrintable(stranger.err));
    }
};

HEDDLE_TEST(RemoteTest);
#include "remote_test.moc"
