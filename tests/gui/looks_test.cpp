#include "app/window/notices.h"
#include "editor/graph/canvas.h"
#include "editor/graph/selection.h"
#include "tests/gui/opened_window.h"
#include "tests/gui/seen.h"
#include "tests/support/test_main.h"

#include <QDockWidget>
#include <QTabBar>
#include <QTemporaryDir>
#include <QWebEngineView>

using namespace heddle;
using namespace heddle::tests;

/// Theme and language while the program runs. What is switched must look as if the program had been started so.
class LooksTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_folder;
    std::unique_ptr<OpenedWindow> m_opened;

    void open(app::FirstSteps first = {}) {
        m_opened = std::make_unique<OpenedWindow>(m_folder->path(), std::move(first));
        if (m_opened->workbench().current()) m_opened->canvas().selection().set({"find"});
    }
    app::MainWindow& window() { return m_opened->window(); }
    /// Every face of the window in turn.
    template <class See>
    void eachFace(const See& see) {
        for (int panel = 0; panel < 3; ++panel) {
            window().showPanel(app::Panel(panel));
            see(QString("panel %1").arg(panel));
        }
        for (const auto side : {app::Side::Templates, app::Side::Agents, app::Side::Nodes, app::Side::Runs}) {
            window().showSide(side);
            see(QString("side %1").arg(int(side)));
        }
        window().showSide(app::Side::Templates);
        window().showPanel(app::Panel::Run);
    }
    std::map<QString, QImage> pictures() {
        std::map<QString, QImage> all;
        eachFace([&](const QString& face) {
            if (auto* focused = QApplication::focusWidget()) focused->clearFocus();
            settle(window());
            all[face] = pictureWithout(window(), {window().findChild<QWebEngineView*>("chatPage")});
        });
        return all;
    }
    std::map<QString, QStringList> allWords() {
        std::map<QString, QStringList> all;
        eachFace([&](const QString& face) {
            settle(window());
            all[face] = wordsSeen(window());
        });
        return all;
    }
    /// Leaves a workspace with an agent, and with an answer of it or a question that waits.
    void prepare(const char* templateId, const QString& text) {
        open({templateId, false, {}});
        if (!text.isEmpty()) {
            m_opened->say(text);
            QVERIFY(m_opened->waitForAnswer());
        }
        QVERIFY(m_opened->waitUntilStored());
        window().close();
        m_opened.reset();
    }

private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void cleanup() {
        m_opened.reset();
        m_folder.reset();
        verifyNothingLeft();
    }

    void aThemeSwitchedToLooksLikeOneStartedIn() {
        prepare("question-answering", "What is an agent?");
        open();
        for (const bool dark : {false, true}) {
            window().actions()[app::Do::SwitchTheme]->trigger();
            const auto switched = pictures();
            const QString page = m_opened->eval("getComputedStyle(document.body).backgroundColor").toString();
            window().close();
            m_opened.reset();
            open();
            QCOMPARE(window().palette().color(QPalette::Window).lightness() < 128, dark);
            const auto started = pictures();
            for (const auto& [face, picture] : started) {
                const QString difference = differenceOf(switched.at(face), picture);
                QVERIFY2(difference.isEmpty(), qPrintable(face + ": " + difference));
            }
            QTRY_COMPARE(m_opened->eval("getComputedStyle(document.body).backgroundColor").toString(), page);
        }
    }

    void aLanguageSwitchedToReadsLikeOneStartedIn_data() {
        QTest::addColumn<QString>("templateId");
        QTest::addColumn<QString>("text");
        QTest::newRow("an empty chat") << "map-reduce-summary"
                                       << "";
        QTest::newRow("an answer of the offline model") << "question-answering"
                                                        << "What is an agent?";
        QTest::newRow("a question that waits") << "triage"
                                               << "Please refund my payment.";
    }
    void aLanguageSwitchedToReadsLikeOneStartedIn() {
        QFETCH(QString, templateId);
        QFETCH(QString, text);
        prepare(qPrintable(templateId), text);
        open();
        const auto english = allWords();
        for (const bool chinese : {true, false}) {
            window().actions()[app::Do::SwitchLanguage]->trigger();
            const auto switched = allWords();
            const auto page = [this] { return m_opened->pageText("body"); };
            QTRY_COMPARE(m_opened->eval("document.documentElement.lang").toString(), chinese ? "zh-CN" : "en");
            const QString onPage = page();
            window().close();
            m_opened.reset();
            open();
            const auto started = allWords();
            for (const auto& [face, words] : started) {
                const QStringList only = missingFrom(words, switched.at(face)) + missingFrom(switched.at(face), words);
                QVERIFY2(only.isEmpty(), qPrintable(face + ":\n" + only.join('\n')));
            }
            QTRY_COMPARE(page(), onPage);
        }
        QVERIFY(allWords() == english);
    }

    void nothingStaysEnglishInChinese() {
        prepare("question-answering", "What is an agent?");
        open();
        const auto english = allWords();
        window().actions()[app::Do::SwitchLanguage]->trigger();
        QString own = textsOf(domain::toJson(m_opened->agent().document().graph()));
        for (const auto& message : m_opened->agent().session().messages())
            own += message.text.simplified() + '\n';
        QStringList kept;
        for (const auto& [face, words] : allWords()) {
            for (const QString& text : words) {
                if (english.at(face).contains(text) && !isSameInBoth(text, own)) kept << face + ": " + text;
            }
        }
        kept.removeDuplicates();
        QVERIFY2(kept.isEmpty(), qPrintable("\n" + kept.join('\n')));
    }

    void aRunGoesOnThroughBothSwitches() {
        open({"multi-agent-review", false, {}});
        m_opened->press("Run");
        for (int i = 0; i < 3; ++i) {
            window().actions()[app::Do::SwitchTheme]->trigger();
            window().actions()[app::Do::SwitchLanguage]->trigger();
            QCoreApplication::processEvents();
        }
        QVERIFY(m_opened->waitForAnswer());
        QVERIFY(m_opened->agent().session().messages().last().state == app::ChatMessage::State::Complete);
        QTRY_VERIFY(m_opened->pageText("article.agent .body").contains("Security"));
        QCOMPARE(window().notices().text(), QString());
    }
};

HEDDLE_TEST(LooksTest);
#include "looks_test.moc"
