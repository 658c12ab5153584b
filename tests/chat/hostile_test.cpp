#include "app/chat/chat_pane.h"
#include "tests/chat/attempts.h"
#include "tests/chat/listener.h"
#include "tests/chat/opened_pane.h"
#include "tests/support/test_main.h"

#include <QSignalSpy>
#include <QTest>
#include <QWebEngineProfile>
#include <QWebEngineView>

using heddle::app::ChatPane;
using heddle::tests::Attempt;
using heddle::tests::Listener;
using heddle::tests::OpenedPane;

/// The page as it ships, with all its locks.
class HostileTest : public QObject {
    Q_OBJECT

private slots:
    void nothingThatAModelWritesRuns();
    void injectedScriptsReachNothing();
    void injectedScriptsGoNowhere();
    void peersFindNoWayOut();
    void theFlagsAloneStopPeers();
};

namespace {

const QStringList kTexts{
    "<script>window.pwned = 1</script>",
    "<img src=x onerror='window.pwned = 2'>",
    "<img src='http://%HOST/html-image'>",
    "![pixel](http://%HOST/markdown-image)",
    "![x](javascript:window.pwned=3)",
    "[x](javascript:window.pwned=4) <javascript:window.pwned=5>",
    "[x](data:text/html,<script>window.pwned=6</script>)",
    "<iframe src='http://%HOST/frame'></iframe><svg onload='window.pwned=7'>",
    "<style>@import 'http://%HOST/style';</style><link rel=prefetch href=http://%HOST/prefetch>",
    "<form action=http://%HOST/form><button>x</button></form><meta http-equiv=refresh content='0;url=http://%HOST/'>",
    "```<img src=x onerror=window.pwned=8>\nx\n```",
    "```html\n<script>window.pwned = 9</script>\n```",
    "$\\href{javascript:window.pwned=10}{x} \\includegraphics{http://%HOST/tex} \\htmlData{a=b}{c}$",
    "$$\\def\\a{\\a\\a}\\a$$ $\\rule{9999em}{9999em}$",
    "[a]: http://%HOST/reference\n\n![a]",
    "<a href='http://%HOST/x' onclick='window.pwned=11' style='position:fixed;inset:0'>y</a>",
};

}  // namespace

void HostileTest::nothingThatAModelWritesRuns() {
    Listener listener;
    OpenedPane opened;
    int number = 0;
    for (const QString& text : kTexts) {
        const QString id = QString::number(++number);
        opened.pane().beginAnswer(id, text);
        opened.pane().appendTokens(id, listener.in(text).left(9));
        opened.pane().appendTokens(id, listener.in(text).mid(9));
        opened.pane().setProgress(id, {{"n", text, heddle::app::ChatStep::State::Done, text, 1}});
        heddle::app::ChatQuestion question;
        question.interruptId = "q" + id;
        question.title = text;
        question.text = text;
        question.form = {{"choices", QJsonArray{QJsonObject{{"value", "v"}, {"label", text}}}}};
        opened.pane().showQuestion(id, question);
        opened.pane().finishAnswer(id, heddle::app::ChatMessage::State::Failed, text);
    }
    QTRY_VERIFY(opened.text("#announcer").contains("fixed"));
    QVERIFY2(!listener.hears(), qPrintable(listener.heard().join('\n')));
    for (double at = 0; at <= 1.0; at += 0.1) {
        opened.eval(QStringLiteral("scroller.scrollTop = scroller.scrollHeight * %1").arg(at));
        QCOMPARE(
            opened.count(
                ".message :is(script, iframe, style, link, meta, form, object, embed, svg:not(.icon, .katex svg))"),
            0);
        QCOMPARE(opened.count(".message img"), 0);
        QVERIFY(opened
                    .eval("[...document.querySelectorAll('.message *')].every(e => e.getAttributeNames()"
                          ".every(n => !n.startsWith('on')) && !/^(javascript|data):/.test(e.href ?? ''))")
                    .toBool());
    }
    QVERIFY(opened.eval("window.pwned ?? null").isNull());
}

void HostileTest::injectedScriptsReachNothing() {
    Listener listener;
    OpenedPane opened;
    for (const Attempt& attempt : heddle::tests::loads())
        opened.eval(listener.in(attempt.script));
    opened.eval(listener.in(
        "try { new Worker('http://%HOST/worker') } catch {}; void import('http://%HOST/m').catch(() => 0)"));
    QVERIFY2(!listener.hears(), qPrintable(listener.heard().join('\n')));
    const QString runs =
        "(() => { const s = document.createElement('script');"
        "s.append('window.pwned = 1'); document.head.append(s); try { eval('window.pwned = 2') } catch {}"
        "return window.pwned ?? 0; })()";
    QCOMPARE(opened.eval(runs).toInt(), 0);
}

void HostileTest::injectedScriptsGoNowhere() {
    Listener listener;
    OpenedPane opened;
    QSignalSpy clicked(&opened.pane(), &ChatPane::linkActivated);
    for (const Attempt& attempt : heddle::tests::journeys()) {
        if (QByteArray(attempt.name) == "link")
            continue;  // a click on a link is the page's own way: it becomes a signal
        opened.eval(listener.in(attempt.script));
    }
    QVERIFY2(!listener.hears(), qPrintable(listener.heard().join('\n')));
    QCOMPARE(opened.view()->url(), QUrl("app://chat/index.html"));
    QCOMPARE(clicked.size(), 0);
    QCOMPARE(opened.count("#scroller"), 1);
}

void HostileTest::peersFindNoWayOut() {
    Listener listener;
    OpenedPane opened;
    QVERIFY(opened.eval("window.RTCPeerConnection === undefined").toBool());
    opened.eval(listener.in(heddle::tests::kPeers));
    QVERIFY2(!listener.hears(), qPrintable(listener.heard().join('\n')));
}

void HostileTest::theFlagsAloneStopPeers() {
    Listener listener;
    OpenedPane opened;
    QWebEngineProfile bare;
    QWebEnginePage page(&bare);
    QSignalSpy loaded(&page, &QWebEnginePage::loadFinished);
    page.setHtml("<body></body>");
    QVERIFY(loaded.wait(10000));
    page.runJavaScript(listener.in(heddle::tests::kPeers));
    QVERIFY2(!listener.hears(), qPrintable(listener.heard().join('\n')));
    QVariant peers;
    page.runJavaScript("(window.peers ?? []).length", [&](const QVariant& value) { peers = value; });
    QTRY_VERIFY(peers.toInt() > 0);
}

HEDDLE_TEST(HostileTest);
#include "hostile_test.moc"
