#include "app/chat/web/app_scheme.h"
#include "app/chat/web/page_locks.h"
#include "tests/chat/attempts.h"
#include "tests/chat/listener.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QRegularExpression>
#include <QSignalSpy>
#include <QTest>
#include <QWebEngineProfile>

using heddle::app::LockedPage;
using heddle::app::OwnFilesOnly;
using heddle::tests::Attempt;
using heddle::tests::Listener;

/// Each lock alone, against what it is there for; and the proof that without it the listener does hear the page.
class LocksTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void theInterceptorStops_data() { listLoads(); }
    void theInterceptorStops();
    void theContentPolicyStops_data() { listLoads(); }
    void theContentPolicyStops();
    void navigationIsRefused_data();
    void navigationIsRefused();
    void theScriptTakesPeersAway();

private:
    static void listLoads();
    static void load(QWebEnginePage& page, const QString& html);
    static bool reached(QWebEnginePage& page, Listener& listener, const QString& script, int ms);
};

namespace {

QString contentPolicy() {
    QFile file(QStringLiteral(HEDDLE_SOURCE_DIR "/resources/chat/src/index.html"));
    if (!file.open(QIODevice::ReadOnly)) return {};
    static const QRegularExpression meta("<meta\\s+http-equiv=\"Content-Security-Policy\"[^>]*>");
    return meta.match(QString::fromUtf8(file.readAll())).captured();
}

}  // namespace

void LocksTest::initTestCase() {
    Listener listener;
    QWebEngineProfile bare;
    QWebEnginePage page(&bare);
    load(page, "<body></body>");
    if (!reached(page, listener, heddle::tests::loads().first().script, 5000)) {
        QSKIP("the web engine of this process is locked already: run this file alone");
    }
}

void LocksTest::listLoads() {
    QTest::addColumn<QString>("script");
    for (const Attempt& attempt : heddle::tests::loads())
        QTest::newRow(attempt.name) << QString(attempt.script);
}

void LocksTest::load(QWebEnginePage& page, const QString& html) {
    QSignalSpy loaded(&page, &QWebEnginePage::loadFinished);
    page.setHtml(html, QUrl("http://page.invalid/"));
    QVERIFY(loaded.wait(10000));
}

bool LocksTest::reached(QWebEnginePage& page, Listener& listener, const QString& script, int ms) {
    page.runJavaScript(listener.in(script));
    return listener.hears(ms);
}

void LocksTest::theInterceptorStops() {
    QFETCH(QString, script);
    Listener listener;
    QWebEngineProfile bare;
    QWebEnginePage open(&bare);
    load(open, "<body></body>");
    QVERIFY(reached(open, listener, script, 5000));

    Listener second;
    QWebEngineProfile guarded;
    QWebEnginePage page(&guarded);
    load(page, "<body></body>");
    guarded.setUrlRequestInterceptor(new OwnFilesOnly(&guarded));
    QVERIFY2(!reached(page, second, script, 400), qPrintable(second.heard().join('\n')));
}

void LocksTest::theContentPolicyStops() {
    QFETCH(QString, script);
    Listener listener;
    QWebEngineProfile bare;
    QWebEnginePage page(&bare);
    const QString policy = contentPolicy();
    QVERIFY(policy.contains("default-src 'none'"));
    load(page, policy + "<body></body>");
    QVERIFY2(!reached(page, listener, script, 400), qPrintable(listener.heard().join('\n')));
}

void LocksTest::navigationIsRefused_data() {
    QTest::addColumn<QString>("script");
    for (const Attempt& attempt : heddle::tests::journeys())
        QTest::newRow(attempt.name) << QString(attempt.script);
}

void LocksTest::navigationIsRefused() {
    class Locked : public LockedPage {
    public:
        using LockedPage::LockedPage;
        bool locked = false;

    protected:
        bool acceptNavigationRequest(const QUrl& url, NavigationType type, bool isMainFrame) override {
            return !locked || LockedPage::acceptNavigationRequest(url, type, isMainFrame);
        }
    };
    QFETCH(QString, script);
    Listener listener;
    QWebEngineProfile bare;
    Locked page(&bare, nullptr);
    load(page, "<body></body>");
    page.locked = true;
    const QUrl before = page.url();
    QVERIFY2(!reached(page, listener, script, 400), qPrintable(listener.heard().join('\n')));
    QCOMPARE(page.url(), before);
}

void LocksTest::theScriptTakesPeersAway() {
    Listener listener;
    QWebEngineProfile bare;
    QWebEnginePage open(&bare);
    load(open, "<body></body>");
    QVERIFY(reached(open, listener, heddle::tests::kPeers, 5000));

    QWebEngineProfile locked;
    heddle::app::lockProfile(locked);
    QWebEnginePage page(&locked);
    load(page, "<body></body>");
    QVariant missing;
    page.runJavaScript("window.RTCPeerConnection === undefined && window.WebTransport === undefined",
                       [&](const QVariant& value) { missing = value; });
    QTRY_VERIFY(missing.isValid());
    QVERIFY(missing.toBool());
}

HEDDLE_TEST(LocksTest);
#include "locks_test.moc"
