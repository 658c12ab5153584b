#include "tests/rest/server/certificate.h"
#include "tests/support/test_main.h"

#include <QDir>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>

using namespace heddle::tests;

/// Somebody else's hostile clients (shared/tools/http), against the sample server as a program.
class TortureTest : public QObject {
    Q_OBJECT
private slots:
    void hostileClientsAreAllTurnedAway() {
        const QString script = QDir(HEDDLE_SOURCE_DIR "/../shared/tools/http").filePath("http_torture.py");
        if (!QFile::exists(script)) QSKIP("the hostile clients (shared/tools/http/http_torture.py) are not here");
        const QString python = QStandardPaths::findExecutable("python3");
        if (python.isEmpty()) QSKIP("there is no python3 to run them");
        Attack plain, tls;
        plain.begin(python, script, {});
        tls.begin(python, script, {"--tls"});
        for (Attack* attack : {&plain, &tls}) {
            const QByteArray said = attack->end();
            QCOMPARE(said.count("PASS "), 34);
            QVERIFY2(said.contains("all passed"), said);
        }
    }

private:
    /// A server, and what attacks it.
    class Attack {
    public:
        void begin(const QString& python, const QString& script, const QStringList& options) {
            QStringList serving;
            if (!options.isEmpty()) {
                const auto files = makeCertificate(m_folder.path().toStdString(), "localhost");
                serving = {"--tls", QString::fromStdString(files.certificates.string()),
                           QString::fromStdString(files.key.string())};
            }
            m_server.start(QCoreApplication::applicationDirPath() + "/rest_server", serving);
            m_server.setReadChannel(QProcess::StandardError);
            QVERIFY(m_server.waitForReadyRead());
            const QString port = QString::fromUtf8(m_server.readAllStandardError()).section(' ', -1).trimmed();
            m_clients.setProcessChannelMode(QProcess::MergedChannels);
            m_clients.start(python, QStringList{script, "--port", port, "--pid", QString::number(m_server.processId()),
                                                "--get", "/health", "--post", "/echo", "--stream", "/ticks"} +
                                        options);
        }
        QByteArray end() {
            m_clients.waitForFinished(240'000);
            m_server.terminate();
            m_server.waitForFinished();
            return m_clients.readAll();
        }

    private:
        QTemporaryDir m_folder;
        QProcess m_server;
        QProcess m_clients;
    };
};

HEDDLE_TEST(TortureTest);
#include "torture_test.moc"
