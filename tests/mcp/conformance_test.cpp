#include "tests/support/npm_peer.h"
#include "tests/support/test_main.h"

#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QtTest>

using namespace heddle::tests;

/// The official suite of the Model Context Protocol against our client (npm @modelcontextprotocol/conformance).
class ConformanceTest : public QObject {
    Q_OBJECT
private:
    const QString m_suite = npmPeer("@modelcontextprotocol/conformance/dist/index.js");

private slots:
    void initTestCase() {
        if (!QFile::exists(m_suite) || !QFile::exists(npmNode()))
            QSKIP("SKIP-ALL: the npm peers are not installed: ./dev test does it");
    }
    void scenario_data() {
        QTest::addColumn<QString>("revision");
        for (const char* name : {"initialize", "tools_call", "elicitation-sep1034-client-defaults", "sse-retry",
                                 "json-schema-2020-12-preservation"})
            QTest::newRow(name) << "2025-11-25";
    }
    void scenario() {
        QFETCH(QString, revision);
        QTemporaryDir results;
        QProcess suite;
        suite.setProcessChannelMode(QProcess::MergedChannels);
        suite.start(npmNode(), {m_suite, "client", "--command", HEDDLE_BIN_DIR "/mcp_conformance_client", "--scenario",
                                QTest::currentDataTag(), "--spec-version", revision, "-o", results.path()});
        QVERIFY(suite.waitForFinished(60'000));
        const QString said = QString::fromUtf8(suite.readAll());
        const auto sum = QRegularExpression("Passed: (\\d+)/(\\d+), (\\d+) failed, (\\d+) warnings").match(said);
        QVERIFY2(sum.hasMatch(), qPrintable(said.right(2000)));
        qInfo().noquote() << QTest::currentDataTag() << sum.captured();
        QVERIFY2(suite.exitCode() == 0, qPrintable(said.right(2000)));
        QCOMPARE(sum.captured(1), sum.captured(2));
        QVERIFY(sum.captured(2).toInt() > 0);
    }
};

HEDDLE_TEST(ConformanceTest);
#include "conformance_test.moc"
