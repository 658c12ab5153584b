#include "tests/rest/refusal.h"
#include "tests/rest/served.h"
#include "tests/rest/server/certificate.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <fstream>

using namespace heddle;
using namespace heddle::tests;
using std::chrono::milliseconds;

namespace {

constexpr int kSoonMs = 10'000;

/// A server with TLS, and its files.
struct ServedTls {
    ServedTls() : files(makeCertificate(folder.path().toStdString(), "first")), served(options()) {}

    rest::ServerOptions options() const {
        rest::ServerOptions made = quickOptions();
        made.tls = files;
        return made;
    }

    QTemporaryDir folder;
    rest::TlsFiles files;
    Served served;
};

/// Makes a file look older, so that the next change is seen whatever the file system's clock.
void age(const std::filesystem::path& file) {
    std::filesystem::last_write_time(file, std::filesystem::last_write_time(file) - std::chrono::hours(1));
}

}  // namespace

class TlsTest : public QObject {
    Q_OBJECT
private slots:
    void requestsAndStreamsGoOverTls() {
        ServedTls tls;
        RawClient client(tls.served.server.port(), RawClient::Wire::Tls);
        const RawReply large = client.ask("GET", "/large");
        QCOMPARE(large.body, std::string(64u << 10, 'x'));
        QVERIFY(large.headers.contains("strict-transport-security"));
        QVERIFY(client.ask("GET", "/burst").body.ends_with("{\"line\":999}\n"));
        QCOMPARE(
            client.ask("POST", "/echo", "Content-Type: application/octet-stream\r\n", std::string(100'000, 'y')).body,
            std::string(100'000, 'y'));
    }
    void plainBytesGetNoReply() {
        ServedTls tls;
        RawClient client(tls.served.server.port());
        QCOMPARE(client.ask("GET", "/health").status, 0);
        QVERIFY(client.isClosedSoon());
    }
    void aSilentHandshakeIsCutOff() {
        ServedTls tls;
        RawClient silent(tls.served.server.port());
        RawClient other(tls.served.server.port(), RawClient::Wire::Tls);
        QCOMPARE(other.ask("GET", "/health").status, 200);
        QVERIFY(whileTimePasses(tls.served.clock, silent, {}, [&] { return silent.isClosedSoon(); }));
    }
    void aLeavingClientCancelsItsHandler() {
        ServedTls tls;
        RawClient client(tls.served.server.port(), RawClient::Wire::Tls);
        client.send(requestText("GET", "/slow"));
        QTRY_COMPARE_WITH_TIMEOUT(tls.served.api.started.load(), 1, kSoonMs);
        client.hangUp();
        QTRY_COMPARE_WITH_TIMEOUT(tls.served.api.cancelled.load(), 1, kSoonMs);
    }
    void whatComesWhileAHandlerWorksIsNotLost() {
        ServedTls tls;
        RawClient client(tls.served.server.port(), RawClient::Wire::Tls);
        client.send(requestText("GET", "/ticks"));
        QVERIFY(client.readUntil("\"tick\":0").ends_with("0"));
        client.send(requestText("GET", "/health"));
        QVERIFY(client.readUntil("\"tick\":1").ends_with("1"));
    }
    void newFilesAreUsedForNewConnections() {
        ServedTls tls;
        age(tls.files.certificates);
        age(tls.files.key);
        RawClient before(tls.served.server.port(), RawClient::Wire::Tls);
        QCOMPARE(before.certificateName(), std::string("first"));
        makeCertificate(tls.folder.path().toStdString(), "second");
        RawClient after(tls.served.server.port(), RawClient::Wire::Tls);
        QCOMPARE(after.certificateName(), std::string("second"));
        QCOMPARE(before.ask("GET", "/health").status, 200);
    }
    void brokenFilesLeaveTheOldInUse() {
        ServedTls tls;
        age(tls.files.key);
        std::ofstream(tls.files.key) << "half a k";
        RawClient client(tls.served.server.port(), RawClient::Wire::Tls);
        QCOMPARE(client.certificateName(), std::string("first"));
    }
    void filesThatDoNotFitAreAnErrorAtTheStart() {
        QTemporaryDir other;
        ServedTls tls;
        rest::ServerOptions options = tls.options();
        options.tls->key = makeCertificate(other.path().toStdString(), "other").key;
        QCOMPARE(refusal([&] { Served served(options); }), std::string("rest.certificate"));
        options.tls->key = "/nowhere";
        QCOMPARE(refusal([&] { Served served(options); }), std::string("rest.certificate"));
    }
};

HEDDLE_TEST(TlsTest);
#include "tls_test.moc"
