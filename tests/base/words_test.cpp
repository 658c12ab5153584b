#include "core/base/words.h"

#include "tests/support/test_main.h"

#include <QtTest>

using namespace heddle;

namespace {

std::string told(const std::vector<SearchTerm>& terms) {
    std::string text;
    for (const SearchTerm& term : terms) {
        text += text.empty() ? "" : " & ";
        for (std::size_t i = 0; i < term.words.size(); ++i)
            text += (i > 0 ? "+" : "") + term.words[i];
        if (term.isPrefix) text += "*";
    }
    return text;
}

}  // namespace

class WordsTest : public QObject {
    Q_OBJECT
private slots:
    void textsAreCutIntoWords_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("words");
        QTest::newRow("nothing") << ""
                                 << "";
        QTest::newRow("English") << "The quick, brown Fox!"
                                 << "the quick brown fox";
        QTest::newRow("two characters") << "审查"
                                        << "审查 查";
        QTest::newRow("a sentence") << "代码审查，很快。"
                                    << "代码 码审 审查 查 很快 快";
        QTest::newRow("one character") << "字"
                                       << "字";
        QTest::newRow("both") << "用Heddle审查code"
                              << "用 heddle 审查 查 code";
        QTest::newRow("names") << "parseJson my_file-name v1.2"
                               << "parse json parsejson my file name myfilename v1 2 v12";
        QTest::newRow("accents") << "Äpfel Ångström łódź"
                                 << "apfel angstrom lodz";
        QTest::newRow("full width") << "ＡＢＣ　１２"
                                    << "abc 12";
        QTest::newRow("Greek and Cyrillic") << "ΑΒΓ Привет"
                                            << "αβγ привет";
        QTest::newRow("kana and Hangul") << "テスト 한국"
                                         << "テス スト ト 한국 국";
        QTest::newRow("marks only") << "\"*^(){}:--"
                                    << "";
    }
    void textsAreCutIntoWords() {
        QFETCH(QString, text);
        QFETCH(QString, words);
        QCOMPARE(QString::fromStdString(indexWords(text.toStdString())), words);
    }
    void whatIsLookedFor_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("terms");
        QTest::newRow("nothing") << "  "
                                 << "";
        QTest::newRow("a word that is being typed") << "review co"
                                                    << "review & co*";
        QTest::newRow("a Chinese word") << "代码审查"
                                        << "代码+码审+审查";
        QTest::newRow("one character") << "审"
                                       << "审*";
        QTest::newRow("both") << "审查 code"
                              << "审查 & code*";
        QTest::newRow("a name") << "parseJson"
                                << "parsejson*";
        QTest::newRow("signs of the query language") << "a\" OR NEAR(b)* -c"
                                                     << "a & or & near & b & c*";
    }
    void whatIsLookedFor() {
        QFETCH(QString, text);
        QFETCH(QString, terms);
        QCOMPARE(QString::fromStdString(told(searchTerms(text.toStdString()))), terms);
    }
    void anyBytesAreTaken() {
        QCOMPARE(indexWords(std::string("a\xFF\xC3") + "b\xE4\xBD"), std::string("a b"));
        QVERIFY(searchTerms(std::string(1'000'000, 'x')).size() <= 16);
        std::string many;
        for (int i = 0; i < 100; ++i)
            many += "w" + std::to_string(i) + " ";
        QCOMPARE(searchTerms(many).size(), std::size_t{16});
    }
};

HEDDLE_TEST(WordsTest);
#include "words_test.moc"
