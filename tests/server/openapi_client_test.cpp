#include "tests/server/store.h"
#include "tests/support/npm_peer.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QProcess>
#include <QtTest>

using namespace heddle::tests;

/// Other people's programs read the API's document and use the store by it: openapi_client.mjs.
class OpenApiClientTest : public QObject {
    Q_OBJECT
private slots:
    void aClientThatTheDocumentMakesWorks() {
        if (!QFile::exists(npmNode()) || !QFile::exists(npmPeer("openapi-client-axios/package.json")))
            QSKIP("the OpenAPI client is not installed: run ./dev test, which installs the npm peers");
        Store store;
        QProcess client;
        client.setProcessChannelMode(QProcess::MergedChannels);
        client.start(npmNode(), {HEDDLE_SOURCE_DIR "/tests/server/openapi_client.mjs", npmPeer(""),
                                 "http://127.0.0.1:" + QString::number(store.port()),
                                 QString::fromStdString(store.token("developer"))});
        QVERIFY(client.waitForFinished(60'000));
        const QByteArray said = client.readAll();
        QVERIFY2(client.exitCode() == 0, said);
        for (const char* step : {"valid: OpenAPI 3.1", "operations: all", "agents: created, read, changed",
                                 "store: published, found, answered: completed", "pages: followed to their end"})
            QVERIFY2(said.contains(step), said);
    }
};

HEDDLE_TEST(OpenApiClientTest);
#include "openapi_client_test.moc"
