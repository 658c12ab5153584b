#include "tests/rest/server/certificate.h"
#include "tests/support/hostile_clients.h"
#include "tests/support/test_main.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

using namespace heddle::tests;

/// Hostile clients against the sample server as a program, which has routes for all that they try.
class TortureTest : public QObject {
    Q_OBJECT
private slots:
    void hostileClientsAreAllTurnedAway() {
        if (const QString why = HostileClients::whyNot(); !why.isEmpty()) QSKIP(qPrintable(why));
        const QTemporaryDir folder;
        const auto files = makeCertificate(folder.path().toStdString(), "localhost");
        Attacked plain({}, {});
        Attacked tls(
            {"--tls", QString::fromStdString(files.certificates.string()), QString::fromStdString(files.key.string())},
            {"--tls"});
        for (Attacked* attacked : {&plain, &tls}) {
            const QByteArray said = attacked->end();
            QCOMPARE(said.count("PASS "), 34);
            QVERIFY2(said.contains("all passed"), said);
        }
    }

private:
    /// A server, and what attacks it.
    class Attacked {
    public:
        Attacked(const QStringList& serving, const QStringList& attacking) {
            m_server.start(QCoreApplication::applicationDirPath() + "/rest_server", serving);
            m_server.setReadChannel(QProcess::StandardError);
            if (!m_server.waitForReadyRead()) qWarning("the sample server said nothing");
            const QString port = QString::fromUtf8(m_server.readAllStandardError()).section(' ', -1).trimmed();
            const QStringList paths{"--get", "/health", "--post", "/echo", "--stream", "/ticks"};
            m_clients = std::make_unique<HostileClients>(port.toUShort(), m_server.processId(), paths + attacking);
        }
        QByteArray end() {
            const QByteArray said = m_clients->end();
            m_server.terminate();
            m_server.waitForFinished();
            return said;
        }

    private:
        QProcess m_server;
        std::unique_ptr<HostileClients> m_clients;
    };
};

HEDDLE_TEST(TortureTest);
#include "torture_test.moc"
