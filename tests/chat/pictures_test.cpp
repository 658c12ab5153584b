#include "app/chat/chat_pane.h"
#include "tests/chat/opened_pane.h"
#include "tests/support/test_main.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QTest>
#include <QTimer>
#include <QTranslator>
#include <QWebEngineView>
using namespace heddle::app;
using heddle::tests::OpenedPane;
class PicturesTest : public QObject {
    Q_OBJECT
private slots:
    void take();
    void prof();
};
class Zh : public QTranslator {
public:
    bool isEmpty() const override { return false; }
    QString translate(const char*, const char* s, const char*, int) const override {
        static const QHash<QString, QString> t{
            {"en", "zh-CN"},
            {"You", "你"},
            {"Writing…", "正在书写…"},
            {"Steps", "步骤"},
            {"Step {done} of {all}: {title}", "第 {done} 步，共 {all} 步：{title}"},
            {"{all} steps", "{all} 个步骤"},
            {"Send answer", "提交回答"},
            {"Try again", "重试"},
            {"Answered", "已回答"},
            {"Ask anything… (Enter sends, Shift+Enter starts a new line)", "随便问点什么…（回车发送，Shift+回车换行）"},
            {"Stopped", "已停止"},
            {"Choose…", "请选择…"},
            {"Sending…", "正在发送…"}};
        return t.value(s, s);
    }
};
void PicturesTest::take() {
    const QString dir = qEnvironmentVariable("PICTURES", "/tmp/pics");
    OpenedPane o;
    ChatPane& p = o.pane();
    p.resize(qEnvironmentVariableIntValue("PIC_W") ? qEnvironmentVariableIntValue("PIC_W") : 420, 860);
    Zh zh;
    for (bool cn : {false, true}) {
        if (cn) qApp->installTranslator(&zh);
        QTest::qWait(50);
        for (bool dark : {true, false}) {
            const auto& th = dark ? heddle::editor::Theme::dark() : heddle::editor::Theme::light();
            qApp->setPalette(th.palette());
            qApp->setFont(heddle::editor::uiFont());
            p.setStyleSheet("#chatPane{background:" + th.panel.name() + "}");
            p.setAttribute(Qt::WA_StyledBackground);
            p.setTheme(th);
            const QString suffix = QString(dark ? "-dark" : "-light") + (cn ? "-zh" : "-en");
            auto grab = [&](const QString& name) {
                QTest::qWait(350);
                p.grab().save(dir + "/" + name + suffix + ".png");
            };
            p.setMessages({});
            p.setBusy(false);
            p.setComposerText("");
            p.setEmptyState(
                cn ? ChatEmptyState{"代码评审团队",
                                    "粘贴一段代码，三位评审会同时查看，然后给出一份总结。",
                                    {"评审这段 C++：int* p = new int[3]; delete p;", "这个 SQL 查询有什么安全问题？"}}
                   : ChatEmptyState{
                         "Code review team",
                         "Paste some code. Three reviewers look at it in parallel, then you get one summary.",
                         {"Review this C++: int* p = new int[3]; delete p;", "What is unsafe about this SQL query?",
                          "Explain what this regular expression matches and where it could be slow: ^(a+)+$"}});
            grab("empty");
            ChatMessage u;
            u.id = "u1";
            u.author = "You";
            u.text = cn ? "为什么 **webhook** 失败了？" : "Why did the **webhook** fail?";
            u.time = QDateTime::currentDateTime();
            p.appendMessage(u);
            p.beginAnswer("a1", cn ? "评审团队" : "Code review team",
                          cn ? "离线模型，并非语言模型" : "Offline model, not a language model");
            QList<ChatStep> steps{{"1", cn ? "检索" : "Retriever", ChatStep::State::Done,
                                   cn ? "8 篇文档" : "8 documents, best score 0.91", 318},
                                  {"2", cn ? "安全评审" : "Security review", ChatStep::State::Done, "", 95},
                                  {"3", cn ? "网络请求" : "HTTP webhook", ChatStep::State::Failed,
                                   "502 from /hooks/escalate, will retry", 1240},
                                  {"4", cn ? "总结" : "Summary", ChatStep::State::Running, "", 3800},
                                  {"5", cn ? "发送" : "Send reply", ChatStep::State::Waiting, "", -1}};
            p.setProgress("a1", steps);
            p.setBusy(true);
            p.setComposerText(cn ? "接下来" : "And then…");
            p.appendTokens("a1",
                           "The `HTTP webhook` got **502** twice. I suggest:\n\n1. Add back-off with jitter\n2. Queue "
                           "the escalation\n\n```python\nasync def post(url, n=5):\n    # try again, with jitter\n    "
                           "for i in range(n):\n        await retry(post, base=0.25)\n```\n\nExpected wait: "
                           "$E[T]=\\sum_i b\\,2^i p^i$\n\n");
            QTest::qWait(100);
            p.appendTokens("a1", "中文：重试节点会按指数退避等");
            grab("streaming");
            p.appendTokens(
                "a1",
                "待。\n\n## Findings\n\n| Place | Severity | Count |\n|---|---|--:|\n| `net/http.cpp` | high | 3 |\n| "
                "`llm/openai.cpp` | low | 12 |\n\n$$\\int_0^1 x^2\\,dx = \\frac{1}{3}$$\n\n> A quote from the "
                "[source](https://example.org/doc).\n\n![diagram](https://example.org/a.png)\n");
            steps[3].state = ChatStep::State::Done;
            steps[4].state = ChatStep::State::Done;
            steps[4].ms = 12;
            p.setProgress("a1", steps);
            p.finishAnswer("a1", ChatMessage::State::Complete);
            p.setBusy(false);
            p.setComposerText("");
            grab("complete");
            ChatQuestion q;
            q.interruptId = "q";
            q.title = cn ? "发送这封回复吗？" : "Send this reply?";
            q.text = cn ? "> 您的订单已于周二发货。" : "> Your order was shipped on Tuesday.";
            q.form = {
                {"choices",
                 QJsonArray{QJsonObject{{"value", "send"}, {"label", cn ? "发送" : "Send"}, {"style", "primary"}},
                            QJsonObject{{"value", "edit"}, {"label", cn ? "再改改" : "Change it"}},
                            QJsonObject{{"value", "drop"}, {"label", cn ? "丢弃" : "Discard"}, {"style", "danger"}}}}};
            p.setMessages({u});
            p.beginAnswer("a2", "Triage");
            p.appendTokens("a2", "I have drafted an answer.");
            p.showQuestion("a2", q);
            ChatQuestion f;
            f.interruptId = "f";
            f.title = cn ? "需要更多信息" : "Some facts are missing";
            f.form = {{"type", "object"},
                      {"required", QJsonArray{"name"}},
                      {"properties",
                       QJsonObject{
                           {"name", QJsonObject{{"type", "string"},
                                                {"title", cn ? "姓名" : "Name"},
                                                {"description", cn ? "合同上的姓名" : "As in the contract"}}},
                           {"count", QJsonObject{{"type", "integer"},
                                                 {"title", cn ? "数量" : "Count"},
                                                 {"minimum", 1},
                                                 {"maximum", 9},
                                                 {"default", 12}}},
                           {"note",
                            QJsonObject{{"type", "string"}, {"format", "multiline"}, {"title", cn ? "备注" : "Note"}}},
                           {"route", QJsonObject{{"enum", QJsonArray{"sales", "support"}},
                                                 {"title", cn ? "部门" : "Department"}}},
                           {"urgent",
                            QJsonObject{{"type", "boolean"}, {"title", cn ? "紧急" : "Urgent"}, {"default", true}}}}}};
            p.showQuestion("a2", f);
            p.finishAnswer("a2", ChatMessage::State::Complete);
            QTest::qWait(200);
            o.eval("[...document.querySelectorAll('.choice.primary')].at(-1).click()");
            grab("question");
            q.answer = {{"choice", "send"}};
            f.answer = {{"name", "Ada"}, {"count", 3}, {"urgent", true}, {"route", "support"}};
            ChatMessage fail;
            fail.id = "a3";
            fail.role = ChatMessage::Role::Agent;
            fail.author = "Triage";
            fail.state = ChatMessage::State::Failed;
            fail.text = "The first half of an answ";
            fail.error = cn ? "地址 http://127.0.0.1:11434 没有回应。请检查模型服务器是否在运行。"
                            : "http://127.0.0.1:11434 does not answer. Check that the model server is running.";
            ChatMessage stop;
            stop.id = "a4";
            stop.role = ChatMessage::Role::Agent;
            stop.author = "Triage";
            stop.state = ChatMessage::State::Stopped;
            stop.text = "An answer that was stopped in";
            ChatMessage note;
            note.id = "n";
            note.role = ChatMessage::Role::Notice;
            note.author = "Heddle";
            note.text = "This chat goes on with version 1.2.0.";
            ChatMessage sending;
            sending.id = "u2";
            sending.text = "Again, please.";
            sending.state = ChatMessage::State::Sending;
            ChatMessage a2;
            a2.id = "a2";
            a2.role = ChatMessage::Role::Agent;
            a2.author = "Triage";
            a2.text = "I have drafted an answer.";
            a2.questions = {q, f};
            p.setMessages({u, a2, fail, stop, note, sending});
            grab("states");
        }
    }
}
static const QString text = QStringLiteral(
    "## Retry with back-off\n\nThe `HTTP webhook` got **502** twice, so the *escalation* was never queued. What I "
    "suggest, in this order:\n\n1. Add back-off with jitter to the node\n2. Queue the escalation instead of waiting\n"
    "3. Report what was dropped\n\n```python\nasync def post(url, body, attempts=5):\n    for i in range(attempts):\n"
    "        await sleep(0.25 * 2 ** i)\n        if await send(url, body):\n            return True\n    return "
    "False\n```\n\nThe expected wait is $E[T]=\\sum_i b\\,2^i p^i$ seconds.\n\n| node | calls | failed "
    "|\n|---|--:|--:|\n"
    "| retriever | 12 | 0 |\n| webhook | 7 | 2 |\n\n中文：重试节点会按指数退避等待，然后把失败的请求放入队列。\n\n");
void PicturesTest::prof() {
    OpenedPane o;
    o.pane().resize(900, 900);
    QTest::qWait(300);
    for (int rate : {200, 5000}) {
        o.pane().setMessages({});
        o.pane().beginAnswer("a", "Agent");
        o.eval(
            "window.prof = undefined; window.fr = 0; window.run_ = true; (function f() { fr++; if (run_) "
            "requestAnimationFrame(f) })(); 0");
        QElapsedTimer clock;
        clock.start();
        qsizetype done = 0;
        QTimer tick;
        connect(&tick, &QTimer::timeout, this, [&] {
            for (const qsizetype due = clock.elapsed() * rate / 1000; done < due; ++done)
                o.pane().appendTokens("a", text.mid(done * 4 % text.size(), 4));
        });
        tick.start(1);
        QTest::qWait(5000);
        tick.stop();
        qWarning()
            << rate
            << o.eval("run_ = false; JSON.stringify([window.prof ?? 0, fr, document.querySelectorAll('*').length])");
    }
}

HEDDLE_TEST(PicturesTest);
#include "pictures_test.moc"
