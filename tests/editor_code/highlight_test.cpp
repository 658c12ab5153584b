#include "editor/code/highlight.h"

#include "tests/support/test_main.h"

#include <QtTest>

using namespace heddle::editor;

namespace {

/// One letter per byte, so that a test reads like the line it is about.
QString letters(const std::vector<Look>& looks) {
    static const char names[] = ".HSECQBL{nfks0o/";
    QString text;
    for (const Look look : looks)
        text += QLatin1Char(names[static_cast<int>(look)]);
    return text;
}

}  // namespace

class HighlightTest : public QObject {
    Q_OBJECT

private slots:
    void cel_data() {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("looks");
        QTest::newRow("call") << "size(a.b) > 10"
                              << "ffffonono.o.00";
        QTest::newRow("text") << "x == \"a\\\"b\" && true"
                              << "n.oo.ssssss.oo.kkkk";
        QTest::newRow("open text") << "'abc"
                                   << "ssss";
        QTest::newRow("comment") << "1 // one"
                                 << "0.//////";
        QTest::newRow("decimal") << "1.5e3"
                                 << "00000";
        QTest::newRow("empty") << ""
                               << "";
    }

    void cel() {
        QFETCH(QString, line);
        QFETCH(QString, looks);
        QCOMPARE(letters(celLooks(line.toStdString())), looks);
    }

    void prompt_data() {
        QTest::addColumn<QString>("line");
        QTest::addColumn<QString>("looks");
        QTest::newRow("plain") << "Hello there"
                               << "...........";
        QTest::newRow("expression") << "Hi {{ name }}!"
                                    << "...{{.nnnn.{{.";
        QTest::newRow("braces in a text") << "{{ '}}' }}"
                                          << "{{.ssss.{{";
        QTest::newRow("heading") << "# A {{ b }}"
                                 << "HHHH{{.n.{{";
        QTest::newRow("strong") << "a **b** c"
                                << "..SSSSS..";
        QTest::newRow("a star alone") << "2 * 3 * 4"
                                      << ".........";
        QTest::newRow("snake case") << "a_b_c"
                                    << ".....";
        QTest::newRow("bullet") << "- one"
                                << "B....";
        QTest::newRow("numbered") << "12. one"
                                  << "BBB....";
        QTest::newRow("code") << "a `b` c"
                              << "..CCC..";
        QTest::newRow("link") << "[a](b) c"
                              << "LLLLLL..";
        QTest::newRow("quote") << "> a"
                               << "QQQ";
    }

    void prompt() {
        QFETCH(QString, line);
        QFETCH(QString, looks);
        int state = kPlainLine;
        QCOMPARE(letters(promptLooks(line.toStdString(), state)), looks);
        QCOMPARE(state, static_cast<int>(kPlainLine));
    }

    void whatStaysOpenGoesOnInTheNextLine() {
        int state = kPlainLine;
        promptLooks("text {{ a +", state);
        QCOMPARE(state, static_cast<int>(kInExpression));
        QCOMPARE(letters(promptLooks("  b }} c", state)), QString("..n.{{.."));
        QCOMPARE(state, static_cast<int>(kPlainLine));

        promptLooks("```json", state);
        QCOMPARE(state, static_cast<int>(kInFence));
        QCOMPARE(letters(promptLooks("# x {{ y }}", state)), QString("CCCC{{.n.{{"));
        promptLooks("```", state);
        QCOMPARE(state, static_cast<int>(kPlainLine));
    }

    void everyByteHasALook() {
        const std::string chinese = "请回答 {{ question }} **重要**";
        int state = kPlainLine;
        QCOMPARE(promptLooks(chinese, state).size(), chinese.size());
        QCOMPARE(celLooks(chinese).size(), chinese.size());
        for (std::size_t cut = 0; cut <= chinese.size(); ++cut) {
            state = kPlainLine;
            QCOMPARE(promptLooks(std::string_view(chinese).substr(0, cut), state).size(), cut);
        }
    }
};

HEDDLE_TEST(HighlightTest);
#include "highlight_test.moc"
