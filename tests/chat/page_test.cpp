#include "app/chat/chat_pane.h"
#include "tests/chat/opened_pane.h"
#include "tests/support/test_main.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QSignalSpy>
#include <QTest>
#include <QUrl>
#include <QWebEngineView>

using heddle::app::ChatMessage;
using heddle::app::ChatPane;
using heddle::app::ChatQuestion;
using heddle::app::ChatStep;
using heddle::tests::OpenedPane;

class PageTest : public QObject {
    Q_OBJECT

private slots:
    void streamsMarkdownWithCodeAndFormula();
    void aStreamedAnswerLooksLikeTheSameTextAtOnce_data();
    void aStreamedAnswerLooksLikeTheSameTextAtOnce();
    void showsStepsAndFoldsThem();
    void choicesAnswerAQuestion();
    void aDraftGoesBackWithTheChoice();
    void aFormAsksAgainUntilItIsRight();
    void linksComeOutAsSignals();
    void failedAnswersOfferRetry();
    void copiesCode();
    void opensFiveThousandMessages();
    void followsTheThemeAndTheEmptyState();
    void recoversWhenThePageDies();
};

namespace {

const QString kAnswer = QStringLiteral(
    "# Result\n\nThe *webhook* got **502**.\n\n- one\n- two\n\n```python\nawait retry(post, n=5)\n```\n\n"
    "Wait: $E[T]=\\sum_i b\\,2^i$ and\n\n$$\\int_0^1 x\\,dx$$\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\n中文：重试。\n");

void stream(ChatPane& pane, const QString& text, int piece) {
    pane.beginAnswer("a", "Agent");
    for (int at = 0; at < text.size(); at += piece) {
        pane.appendTokens("a", text.mid(at, piece));
        QTest::qWait(1);
    }
}

ChatQuestion approval() {
    ChatQuestion question;
    question.interruptId = "q1";
    question.title = "Send this reply?";
    question.form = {{"choices", QJsonArray{QJsonObject{{"value", "send"}, {"label", "Send it"}, {"style", "primary"}},
                                            QJsonObject{{"value", "drop"}, {"label", "Drop it"}}}}};
    return question;
}

}  // namespace

void PageTest::streamsMarkdownWithCodeAndFormula() {
    OpenedPane opened;
    stream(opened.pane(), kAnswer, 3);
    opened.pane().finishAnswer("a", ChatMessage::State::Complete);
    QTRY_COMPARE(opened.text("article .body h1"), QString("Result"));
    QTRY_VERIFY(opened.text("article .body").contains("中文：重试。"));
    QCOMPARE(opened.count(".code .hljs-keyword"), 1);
    QCOMPARE(opened.count(".katex"), 2);
    QCOMPARE(opened.count(".katex-display"), 1);
    QCOMPARE(opened.count("td.align-right"), 1);
    QCOMPARE(opened.eval("document.querySelector('article').getAttribute('aria-busy')").toString(), QString("false"));
}

void PageTest::aStreamedAnswerLooksLikeTheSameTextAtOnce_data() {
    QTest::addColumn<QString>("text");
    QTest::newRow("mixed") << kAnswer;
    QTest::newRow("loose list") << "1. a\n\n   more\n2. b\n\n   ```js\n   let x = 1;\n   ```\n\n3. c\n";
    QTest::newRow("late link") << "See [this][x] and\n\nthat.\n\n[x]: https://example.org/\n";
    QTest::newRow("long code") << "```\n" + QString("line of code\n").repeated(70) + "```\n\nend\n";
    QTest::newRow("unclosed code") << "Look:\n\n```cpp\nint main() {\n";
    QTest::newRow("setext") << "Title\n=====\n\ntext\n---\n\n> quote\nlazy\n";
}

void PageTest::aStreamedAnswerLooksLikeTheSameTextAtOnce() {
    QFETCH(QString, text);
    const QString body =
        "document.querySelector('article .body').innerHTML.replace(/<div class=\"tail\"><\\/div>/, '')";
    OpenedPane opened;
    stream(opened.pane(), text, 4);
    opened.pane().finishAnswer("a", ChatMessage::State::Complete);
    QTRY_COMPARE(opened.eval("document.querySelector('article')?.dataset.state").toString(), QString("complete"));
    const QString streamed = opened.eval(body).toString();
    opened.show(text);
    QTRY_COMPARE(opened.eval("document.querySelector('article').dataset.id").toString(), QString("shown"));
    QCOMPARE(streamed, opened.eval(body).toString());
}

void PageTest::showsStepsAndFoldsThem() {
    OpenedPane opened;
    opened.pane().beginAnswer("a", "Agent", "Offline model, not a language model");
    opened.pane().setProgress("a", {{"n1", "Retriever", ChatStep::State::Done, "8 documents", 318},
                                    {"n2", "Summary", ChatStep::State::Running, "", -1}});
    QTRY_COMPARE(opened.count(".steps li"), 2);
    QCOMPARE(opened.text(".badge"), QString("Offline model, not a language model"));
    QVERIFY(opened.text(".steps summary").contains("Step 2 of 2: Summary"));
    QVERIFY(opened.text(".steps li .step-time").contains("318 ms"));
    QVERIFY(opened.eval("document.querySelector('.steps').open").toBool());
    opened.pane().finishAnswer("a", ChatMessage::State::Complete);
    QTRY_VERIFY(!opened.eval("document.querySelector('.steps').open").toBool());
}

void PageTest::choicesAnswerAQuestion() {
    OpenedPane opened;
    opened.show("A draft.");
    opened.pane().showQuestion("shown", approval());
    QTRY_COMPARE(opened.count(".choice"), 2);
    QSignalSpy given(&opened.pane(), &ChatPane::answerGiven);
    opened.click(".choice.primary");
    QTRY_COMPARE(given.size(), 1);
    QCOMPARE(given[0][0].toString(), QString("q1"));
    QCOMPARE(given[0][1].toJsonObject(), (QJsonObject{{"choice", "send"}}));
    QVERIFY(opened.text(".question").contains("Send it"));
    QCOMPARE(opened.count(".choice"), 0);
}

void PageTest::aDraftGoesBackWithTheChoice() {
    OpenedPane opened;
    opened.show("A draft.");
    ChatQuestion asked = approval();
    asked.form["choices"] = QJsonArray{QJsonObject{{"value", "reject"}, {"style", "danger"}}};
    asked.form["properties"] =
        QJsonObject{{"draft", QJsonObject{{"type", "string"}, {"format", "multiline"}, {"default", "Dear Ada"}}}};
    opened.pane().showQuestion("shown", asked);
    QTRY_COMPARE(opened.eval("document.querySelector('textarea')?.value").toString(), QString("Dear Ada"));
    opened.eval("document.querySelector('textarea').value += '!'");
    QSignalSpy given(&opened.pane(), &ChatPane::answerGiven);
    opened.click(".choice.danger");
    QTRY_COMPARE(given.size(), 1);
    QCOMPARE(given[0][1].toJsonObject(), (QJsonObject{{"choice", "reject"}, {"draft", "Dear Ada!"}}));
}

void PageTest::aFormAsksAgainUntilItIsRight() {
    ChatQuestion question;
    question.interruptId = "q2";
    question.form = {
        {"type", "object"},
        {"required", QJsonArray{"name"}},
        {"properties",
         QJsonObject{{"name", QJsonObject{{"type", "string"}, {"title", "Name"}}},
                     {"count", QJsonObject{{"type", "integer"}, {"minimum", 1}, {"default", 3}}},
                     {"note", QJsonObject{{"type", "string"}, {"format", "multiline"}}},
                     {"urgent", QJsonObject{{"type", "boolean"}, {"default", true}}},
                     {"route", QJsonObject{{"enum", QJsonArray{"sales", "support"}}, {"default", "support"}}}}}};
    OpenedPane opened;
    opened.show("Please fill in.");
    opened.pane().showQuestion("shown", question);
    QTRY_COMPARE(opened.count(".field"), 5);
    QSignalSpy given(&opened.pane(), &ChatPane::answerGiven);
    opened.click(".choice");
    QTRY_COMPARE(opened.count(".field [aria-invalid=true]"), 1);
    QCOMPARE(given.size(), 0);
    opened.eval(
        "[...document.querySelectorAll('.field input[type=text]')].forEach(f => f.labels[0].textContent"
        ".startsWith('Name') && (f.value = 'Ada'))");
    opened.click(".choice");
    QTRY_COMPARE(given.size(), 1);
    QCOMPARE(given[0][1].toJsonObject(),
             (QJsonObject{{"name", "Ada"}, {"count", 3}, {"urgent", true}, {"route", "support"}}));
}

void PageTest::linksComeOutAsSignals() {
    OpenedPane opened;
    opened.show("[one](https://example.org/a?b=c) and [two](ftp://example.org/) and [three](javascript:alert(1))");
    QTRY_COMPARE(opened.count(".body a"), 1);
    QSignalSpy clicked(&opened.pane(), &ChatPane::linkActivated);
    opened.click(".body a");
    QTRY_COMPARE(clicked.size(), 1);
    QCOMPARE(clicked[0][0].toUrl(), QUrl("https://example.org/a?b=c"));
    QCOMPARE(opened.view()->url().scheme(), QString("app"));
}

void PageTest::failedAnswersOfferRetry() {
    OpenedPane opened;
    opened.pane().beginAnswer("a", "Agent");
    opened.pane().finishAnswer("a", ChatMessage::State::Failed, "The address does not answer.");
    QTRY_COMPARE(opened.text(".error"), QString("The address does not answer."));
    QSignalSpy retry(&opened.pane(), &ChatPane::retryRequested);
    opened.click(".plain");
    QTRY_COMPARE(retry.size(), 1);
    QCOMPARE(retry[0][0].toString(), QString("a"));
}

void PageTest::copiesCode() {
    OpenedPane opened;
    opened.show("```js\nlet a = '<b>';\n```");
    QTRY_COMPARE(opened.count("[data-copy=code]"), 1);
    opened.click("[data-copy=code]");
    QTRY_COMPARE(QGuiApplication::clipboard()->text(), QString("let a = '<b>';"));
}

void PageTest::opensFiveThousandMessages() {
    QList<ChatMessage> messages;
    for (int i = 0; i < 5000; ++i) {
        ChatMessage message;
        message.id = QString::number(i);
        message.role = i % 2 ? ChatMessage::Role::Agent : ChatMessage::Role::User;
        message.author = "Agent";
        message.text = QString("Message **%1**\n\n").arg(i) + (i % 7 ? "text" : "```cpp\nint x = 1;\n```");
        messages << message;
    }
    OpenedPane opened;
    opened.pane().setMessages(messages);
    const QString last = "[...document.querySelectorAll('article')].at(-1)?.dataset.id";
    QTRY_COMPARE(opened.eval(last).toString(), QString("4999"));
    QVERIFY(opened.count("article") < 60);
    const QString atEnd = "Math.abs(scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight) < 2";
    QTRY_VERIFY(opened.eval(atEnd).toBool());
    opened.eval("scroller.scrollTop = 0");
    QTRY_COMPARE(opened.eval("document.querySelector('article')?.dataset.id").toString(), QString("0"));
    QTRY_VERIFY(!opened.eval("document.getElementById('to-end').hidden").toBool());
    opened.click("#to-end");
    QTRY_COMPARE(opened.eval(last).toString(), QString("4999"));
    QTRY_VERIFY(opened.eval(atEnd).toBool());
}

void PageTest::followsTheThemeAndTheEmptyState() {
    OpenedPane opened;
    opened.pane().setEmptyState({"Ask", "Anything.", {"First example", "Second"}});
    const QString background = "getComputedStyle(document.body).backgroundColor";
    QTRY_COMPARE(opened.eval(background).toString(), QString("rgb(27, 30, 36)"));
    opened.pane().setTheme(heddle::editor::Theme::light());
    QTRY_COMPARE(opened.eval(background).toString(), QString("rgb(248, 249, 251)"));
    QTRY_COMPARE(opened.count(".chip"), 2);
    QSignalSpy sent(&opened.pane(), &ChatPane::sendRequested);
    opened.click(".chip");
    QTRY_COMPARE(sent.size(), 1);
    QCOMPARE(sent[0][0].toString(), QString("First example"));
}

void PageTest::recoversWhenThePageDies() {
    OpenedPane opened;
    opened.show("Still **here**.");
    QTRY_COMPARE(opened.count("article"), 1);
    QSignalSpy ready(&opened.pane(), &ChatPane::ready);
    QSignalSpy ended(opened.view()->page(), &QWebEnginePage::renderProcessTerminated);
    opened.view()->page()->setUrl(QUrl("chrome://crash"));
    opened.view()->page()->triggerAction(QWebEnginePage::Stop);
    if (ended.isEmpty() && !ended.wait(2000)) QSKIP("this engine does not crash on demand");
    QTRY_COMPARE(ready.size(), 1);
    QTRY_COMPARE(opened.text("article .body"), QString("Still here."));
}

HEDDLE_TEST(PageTest);
#include "page_test.moc"
