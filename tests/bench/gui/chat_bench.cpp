#include "app/chat/chat_pane.h"
#include "tests/bench/bench.h"

#include <QApplication>
#include <QDateTime>
#include <QDir>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QFile>
#include <QWebEngineView>

#include <algorithm>
#include <memory>
#include <unistd.h>

namespace heddle::bench {
namespace {

using app::ChatMessage;
using app::ChatPane;

constexpr int kSeconds = 5;

/// One for the time of the group. Only root has to do without the web engine's sandbox.
std::unique_ptr<QApplication> application() {
    static int argc = 1;
    static char name[] = "heddle_bench_gui";
    static char* argv[] = {name, nullptr};
    if (geteuid() == 0) qputenv("QTWEBENGINE_DISABLE_SANDBOX", "1");
    if (qApp) return nullptr;
    QCoreApplication::setAttribute(Qt::AA_ShareOpenGLContexts);
    return std::make_unique<QApplication>(argc, argv);
}

QByteArray procFile(const QString& pid, const char* file) {
    QFile in("/proc/" + pid + "/" + file);
    return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
}

/// This process and all that come from it.
QStringList family() {
    QStringList all{QString::number(getpid())};
    const QStringList pids = QDir("/proc").entryList({"[0-9]*"}, QDir::Dirs);
    for (qsizetype i = 0; i < all.size(); ++i) {
        for (const QString& pid : pids) {
            const QByteArray stat = procFile(pid, "stat");
            if (stat.mid(stat.lastIndexOf(')') + 2).split(' ').value(1) == all[i].toLatin1()) all << pid;
        }
    }
    return all;
}

double familyCpuSeconds() {
    double ticks = 0;
    for (const QString& pid : family()) {
        const QByteArray stat = procFile(pid, "stat");
        const QList<QByteArray> fields = stat.mid(stat.lastIndexOf(')') + 2).split(' ');
        ticks += fields.value(11).toDouble() + fields.value(12).toDouble();
    }
    return ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
}

double familyPssMb() {
    double kib = 0;
    for (const QString& pid : family()) {
        for (const QByteArray& line : procFile(pid, "smaps_rollup").split('\n')) {
            if (line.startsWith("Pss:")) kib += line.mid(4).trimmed().split(' ').first().toDouble();
        }
    }
    return kib / 1024;
}

void runFor(int ms) {
    QEventLoop loop;
    QTimer::singleShot(ms, Qt::PreciseTimer, &loop, &QEventLoop::quit);
    loop.exec();
}

QVariant eval(ChatPane& pane, const QString& script) {
    QVariant result;
    QEventLoop loop;
    pane.findChild<QWebEngineView*>()->page()->runJavaScript(script, [&](const QVariant& value) {
        result = value;
        loop.quit();
    });
    loop.exec();
    return result;
}

const QString& article() {
    static const QString text = QStringLiteral(
        "## Retry with back-off\n\nThe `HTTP webhook` got **502** twice, so the *escalation* was never queued. What I "
        "suggest, in this order:\n\n1. Add back-off with jitter to the node\n2. Queue the escalation instead of "
        "waiting\n"
        "3. Report what was dropped\n\n```python\nasync def post(url, body, attempts=5):\n    for i in "
        "range(attempts):\n"
        "        await sleep(0.25 * 2 ** i)\n        if await send(url, body):\n            return True\n    return "
        "False\n```\n\nThe expected wait is $E[T]=\\sum_i b\\,2^i p^i$ seconds.\n\n| node | calls | failed "
        "|\n|---|--:|--:|\n"
        "| retriever | 12 | 0 |\n| webhook | 7 | 2 "
        "|\n\n中文：重试节点会按指数退避等待，然后把失败的请求放入队列。\n\n");
    return text;
}

/// Words without markup, so that the characters sent and shown can be compared.
const QString& words() {
    static const QString text = QStringLiteral("what is shown of it can be counted ");
    return text;
}

/// Appends `rate` tokens a second for the time that is measured: `text` over and over in pieces of four characters,
/// which is about a token. `sent` hears of each with the characters so far.
void stream(ChatPane& pane, int rate, const QString& text, const std::function<void(qsizetype)>& sent = {}) {
    static int answers = 0;
    const QString id = QString("stream%1").arg(++answers);
    pane.setMessages({});
    pane.beginAnswer(id, "Agent");
    QElapsedTimer clock;
    clock.start();
    qsizetype done = 0;
    qsizetype characters = 0;
    QTimer tick;
    QObject::connect(&tick, &QTimer::timeout, &tick, [&] {
        for (const qsizetype due = clock.elapsed() * rate / 1000; done < due; ++done) {
            const QString piece = text.mid(done * 4 % text.size(), 4);
            pane.appendTokens(id, piece);
            characters += piece.size();
            if (sent) sent(characters);
        }
    });
    tick.setTimerType(Qt::PreciseTimer);
    tick.start(std::max(1, 1000 / rate));
    runFor(kSeconds * 1000);
    tick.stop();
    pane.finishAnswer(id, ChatMessage::State::Complete);
    runFor(200);
}

double percentile(std::vector<double> values, double part) {
    if (values.empty()) return 0;
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(part * static_cast<double>(values.size() - 1))];
}

/// Frames that the page's own clock counted since countFrames().
void countFrames(ChatPane& pane, const QString& eachFrame = {}) {
    eval(pane,
         QString("window.frames_ = []; window.counting = true; (function f(t) { if (!counting) return; frames_.push(t);"
                 "%1; requestAnimationFrame(f); })(performance.now()); 0")
             .arg(eachFrame));
}

std::vector<double> frameGaps(ChatPane& pane) {
    const QVariantList times = eval(pane, "counting = false; frames_").toList();
    std::vector<double> gaps;
    for (qsizetype i = 2; i < times.size(); ++i)
        gaps.push_back(times[i].toDouble() - times[i - 1].toDouble());
    return gaps;
}

int dropped(const std::vector<double>& gaps) {
    int count = 0;
    for (const double gap : gaps)
        count += std::max(0, static_cast<int>((gap + 4) / 16.67) - 1);
    return count;
}

void measureStreams(ChatPane& pane, Report& report) {
    double before = familyCpuSeconds();
    runFor(2000);
    report.add({"idle, all processes", "% core", (familyCpuSeconds() - before) / 2 * 100, {}});
    for (const int rate : {200, 5000}) {
        const std::string name = std::to_string(rate) + " tokens/s";
        std::vector<double> shares;
        for (int round = 0; round < 3; ++round) {
            before = familyCpuSeconds();
            stream(pane, rate, article());
            shares.push_back((familyCpuSeconds() - before) / kSeconds * 100);
        }
        const bool slow = rate == 200;
        report.add({name + ", all processes", "% core", percentile(shares, 0.5),
                    slow ? std::optional(25.0) : std::nullopt, true, "naive page", slow ? 53.0 : 110.0});
        countFrames(pane);
        stream(pane, rate, article());
        const std::vector<double> gaps = frameGaps(pane);
        double sum = 0;
        for (const double gap : gaps)
            sum += gap;
        report.add({name + ", frames", "1/s", 1000 * static_cast<double>(gaps.size()) / sum, 59.5, false});
        report.add({name + ", dropped frames in 5 s", "frames", static_cast<double>(dropped(gaps)),
                    slow ? std::optional(0.0) : std::nullopt});
    }
}

/// Sees the frame in which the page's widget is painted.
class PaintWatch : public QObject {
public:
    std::function<void()> painted;
    bool eventFilter(QObject*, QEvent* event) override {
        if (event->type() == QEvent::Paint && painted)
            QTimer::singleShot(0, this, [this] {
                if (painted) painted();
            });
        return false;
    }
};

/// From appendTokens() to the painted widget, one token at a time on a still page.
void measureSingleToken(ChatPane& pane, Report& report) {
    PaintWatch watch;
    QWidget* surface = pane.findChild<QWebEngineView*>()->focusProxy();
    surface->installEventFilter(&watch);
    pane.setMessages({});
    pane.beginAnswer("one", "Agent");
    runFor(500);
    std::vector<double> waits;
    for (int i = 0; i < 60; ++i) {
        QEventLoop loop;
        QElapsedTimer clock;
        watch.painted = [&] {
            waits.push_back(static_cast<double>(clock.nsecsElapsed()) / 1e6);
            watch.painted = {};
            loop.quit();
        };
        clock.start();
        pane.appendTokens("one", " word");
        QTimer::singleShot(1000, &loop, &QEventLoop::quit);
        loop.exec();
        watch.painted = {};
        runFor(60 + i % 17);
    }
    report.add({"token after a pause, painted, median", "ms", percentile(waits, 0.5), 50.0});
    report.add({"token after a pause, painted, p95", "ms", percentile(waits, 0.95), 50.0});
}

/// The same within a stream, by the page's clock: a token counts as shown with the frame after the one that drew it.
/// The document is looked at when a frame's own callbacks, which draw, are over.
void measureStreamedTokens(ChatPane& pane, Report& report) {
    std::vector<std::pair<qsizetype, double>> sent;
    eval(pane, "window.sizes = []; 0");
    countFrames(pane,
                "setTimeout(() => sizes.push([Date.now(), "
                "document.querySelector('article .body')?.textContent.length ?? 0]))");
    stream(pane, 200, words(),
           [&](qsizetype size) { sent.emplace_back(size, double(QDateTime::currentMSecsSinceEpoch())); });
    const QVariantList frames = eval(pane, "counting = false; sizes").toList();
    std::vector<double> waits;
    qsizetype frame = 0;
    for (const auto& entry : sent) {
        const auto shows = [&](qsizetype number) {
            const QVariantList row = frames[number].toList();
            // A last space is not shown.
            return row[0].toDouble() >= entry.second && row[1].toLongLong() + 1 >= entry.first;
        };
        while (frame + 1 < frames.size() && !shows(frame))
            ++frame;
        if (frame + 1 < frames.size()) waits.push_back(frames[frame + 1].toList()[0].toDouble() - entry.second);
    }
    report.add({"token in a stream of 200/s, shown, median", "ms", percentile(waits, 0.5), 50.0});
    report.add({"token in a stream of 200/s, shown, p95", "ms", percentile(waits, 0.95), 50.0});
}

QList<ChatMessage> longChat() {
    QList<ChatMessage> messages;
    for (int i = 0; i < 5000; ++i) {
        ChatMessage message;
        message.id = QString("m%1").arg(i);
        message.role = i % 2 ? ChatMessage::Role::Agent : ChatMessage::Role::User;
        message.author = "Agent";
        message.text = i % 2 ? article() : QString("Question %1: why did the **webhook** fail?").arg(i);
        messages << message;
    }
    return messages;
}

void measureLongChat(ChatPane& pane, Report& report) {
    const QList<ChatMessage> messages = longChat();
    std::vector<double> waits;
    for (int round = 0; round < 5; ++round) {
        pane.setMessages({});
        runFor(300);
        eval(pane,
             "window.openedAt = 0; (function f() { if (document.querySelector('[data-id=m4999]'))"
             " requestAnimationFrame(() => openedAt = Date.now()); else requestAnimationFrame(f); })(); 0");
        const double start = double(QDateTime::currentMSecsSinceEpoch());
        pane.setMessages(messages);
        double opened = 0;
        while ((opened = eval(pane, "openedAt").toDouble()) == 0)
            runFor(20);
        waits.push_back(opened - start);
    }
    report.add({"open 5,000 messages, to the frame that shows the last", "ms", percentile(waits, 0.5), 150.0});
    countFrames(pane, "scroller.scrollTop -= 60");
    runFor(kSeconds * 1000);
    const std::vector<double> gaps = frameGaps(pane);
    report.add({"scroll them 60 px a frame, dropped frames in 5 s", "frames", double(dropped(gaps)), 0.0});
    report.add({"memory then, all processes (PSS)", "MB", familyPssMb(), 300.0});
}

void chatGroup(Report& report) {
    const auto app = application();
    ChatPane pane;
    pane.resize(900, 900);
    pane.setTheme(editor::Theme::dark());
    pane.show();
    runFor(300);
    QElapsedTimer clock;
    QEventLoop loop;
    QObject::connect(&pane, &ChatPane::ready, &loop, &QEventLoop::quit);
    clock.start();
    pane.openPage();
    QTimer::singleShot(20000, &loop, &QEventLoop::quit);
    loop.exec();
    if (!pane.isReady()) return report.note("the chat page cannot be loaded here");
    report.add({"plug-in load to usable page", "ms", double(clock.elapsed()), {}});
    runFor(1000);
    measureStreams(pane, report);
    measureSingleToken(pane, report);
    measureStreamedTokens(pane, report);
    measureLongChat(pane, report);
}

HEDDLE_BENCH("chat", chatGroup);

}  // namespace
}  // namespace heddle::bench
