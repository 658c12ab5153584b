#include "app/chat/composer.h"

#include "app/chat/chat_pane.h"
#include "tests/support/test_main.h"

#include <QAccessible>
#include <QInputMethodEvent>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>
#include <QToolButton>

using heddle::app::ChatPane;

class ComposerTest : public QObject {
    Q_OBJECT

private slots:
    void enterSendsAndShiftEnterBreaks();
    void anInputMethodKeepsItsEnter();
    void stopsWhileBusy();
    void growsWithItsText();
    void everyControlHasAName();
    void saysWhenThePageIsMissing();
};

namespace {

QPlainTextEdit* input(ChatPane& pane) { return pane.findChild<QPlainTextEdit*>("chatInput"); }

}  // namespace

void ComposerTest::enterSendsAndShiftEnterBreaks() {
    ChatPane pane;
    QSignalSpy sent(&pane, &ChatPane::sendRequested);
    QTest::keyClick(input(pane), Qt::Key_Return);
    QCOMPARE(sent.size(), 0);
    QTest::keyClicks(input(pane), "one");
    QTest::keyClick(input(pane), Qt::Key_Return, Qt::ShiftModifier);
    QTest::keyClicks(input(pane), "two ");
    QTest::keyClick(input(pane), Qt::Key_Return);
    QCOMPARE(sent.size(), 1);
    QCOMPARE(sent[0][0].toString(), QString("one\ntwo"));
    QVERIFY(pane.composerText().isEmpty());
}

void ComposerTest::anInputMethodKeepsItsEnter() {
    ChatPane pane;
    pane.show();
    QSignalSpy sent(&pane, &ChatPane::sendRequested);
    QInputMethodEvent typing("zhongwen", {});
    QCoreApplication::sendEvent(input(pane), &typing);
    QTest::keyClick(input(pane), Qt::Key_Return);
    QCOMPARE(sent.size(), 0);
    QInputMethodEvent commit;
    commit.setCommitString("中文");
    QCoreApplication::sendEvent(input(pane), &commit);
    QCOMPARE(pane.composerText(), QString("中文"));
    QTest::keyClick(input(pane), Qt::Key_Return);
    QCOMPARE(sent.size(), 1);
    QCOMPARE(sent[0][0].toString(), QString("中文"));
}

void ComposerTest::stopsWhileBusy() {
    ChatPane pane;
    QSignalSpy sent(&pane, &ChatPane::sendRequested);
    QSignalSpy stopped(&pane, &ChatPane::stopRequested);
    auto* button = pane.findChild<QToolButton*>("chatSend");
    QVERIFY(!button->isEnabled());
    pane.setBusy(true);
    QVERIFY(button->isEnabled());
    QCOMPARE(button->accessibleName(), QString("Stop"));
    button->click();
    QCOMPARE(stopped.size(), 1);
    QTest::keyClicks(input(pane), "next");
    QTest::keyClick(input(pane), Qt::Key_Return);
    QTest::keyClick(input(pane), Qt::Key_Escape);
    QCOMPARE(stopped.size(), 2);
    QCOMPARE(sent.size(), 0);
    QCOMPARE(pane.composerText(), QString("next"));
    pane.setBusy(false);
    button->click();
    QCOMPARE(sent.size(), 1);
}

void ComposerTest::growsWithItsText() {
    ChatPane pane;
    pane.resize(400, 500);
    pane.show();
    const int one = input(pane)->height();
    pane.setComposerText("1\n2\n3\n4");
    QTRY_VERIFY(input(pane)->height() > one + 30);
    const int four = input(pane)->height();
    pane.setComposerText(QString("line\n").repeated(100));
    QTRY_VERIFY(input(pane)->height() > four);
    QVERIFY(input(pane)->height() < 250);
}

void ComposerTest::everyControlHasAName() {
    ChatPane pane;
    for (QToolButton* button : pane.findChildren<QToolButton*>())
        QVERIFY(!button->accessibleName().isEmpty());
    QVERIFY(!input(pane)->accessibleName().isEmpty());
}

void ComposerTest::saysWhenThePageIsMissing() {
    QTemporaryDir nothing;
    ChatPane pane;
    pane.show();
    pane.openPage(nothing.path());
    auto* failure = pane.findChild<QLabel*>("chatFailure");
    QTRY_VERIFY(failure->text().contains("cannot be shown"));
    QVERIFY(failure->isVisible());
    QVERIFY(input(pane)->isVisible());
}

HEDDLE_TEST(ComposerTest);
#include "composer_test.moc"
