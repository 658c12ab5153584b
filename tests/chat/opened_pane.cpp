#include "tests/chat/opened_pane.h"

#include <QSignalSpy>
#include <QTest>
#include <QWebEngineView>

namespace heddle::tests {

OpenedPane::OpenedPane() {
    QSignalSpy ready(&m_pane, &app::ChatPane::ready);
    m_pane.resize(560, 800);
    m_pane.setTheme(editor::Theme::dark());
    m_pane.show();
    m_pane.openPage(QStringLiteral(HEDDLE_BIN_DIR "/plugins"));
    if (ready.isEmpty()) ready.wait(20000);
}

QWebEngineView* OpenedPane::view() { return m_pane.findChild<QWebEngineView*>(); }

QVariant OpenedPane::eval(const QString& script) {
    QVariant result;
    bool done = false;
    view()->page()->runJavaScript(script, [&](const QVariant& value) {
        result = value;
        done = true;
    });
    if (!QTest::qWaitFor([&] { return done; }, 20000)) qWarning("the page does not answer");
    return result;
}

QString OpenedPane::text(const QString& selector) {
    return eval(QStringLiteral("document.querySelector('%1')?.innerText ?? ''").arg(selector)).toString();
}

int OpenedPane::count(const QString& selector) {
    return eval(QStringLiteral("document.querySelectorAll('%1').length").arg(selector)).toInt();
}

void OpenedPane::click(const QString& selector) {
    const QVariantList place = eval(QStringLiteral("{ const r = document.querySelector('%1').getBoundingClientRect();"
                                                   "[r.x + r.width / 2, r.y + r.height / 2] }")
                                        .arg(selector))
                                   .toList();
    QVERIFY2(place.size() == 2, qPrintable("there is no " + selector));
    const QPoint point(qRound(place[0].toDouble()), qRound(place[1].toDouble()));
    QTest::mouseClick(view()->focusProxy(), Qt::LeftButton, {}, point);
}

void OpenedPane::show(const QString& markdown) {
    app::ChatMessage message;
    message.id = "shown";
    message.role = app::ChatMessage::Role::Agent;
    message.author = "Agent";
    message.text = markdown;
    m_pane.setMessages({message});
}

}  // namespace heddle::tests
