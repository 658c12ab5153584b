#include "core/base/json.h"

#include "core/base/error.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace heddle;

class JsonTest : public QObject {
    Q_OBJECT
private slots:
    void syntaxErrorNamesLineAndColumn() {
        try {
            parseJson("{\n  \"a\": 1,\n  \"b\": ]\n}", "x.json");
            QFAIL("parsed");
        } catch (const Error& e) {
            QCOMPARE(e.code(), std::string("json.syntax"));
            QCOMPARE(e.facts()["line"].get<int>(), 3);
            QCOMPARE(e.facts()["column"].get<int>(), 8);
            QCOMPARE(e.facts()["source"].get<std::string>(), std::string("x.json"));
        }
    }
    void aNumberThatNoDoubleHoldsIsRefused() {
        try {
            parseJson("{\n  \"a\": 1e999}", "x.json");
            QFAIL("parsed");
        } catch (const Error& e) {
            QCOMPARE(e.code(), std::string("json.syntax"));
            QCOMPARE(e.facts()["line"].get<int>(), 2);
            QCOMPARE(e.facts()["column"].get<int>(), 8);
        }
    }
    void deepNestingIsRefusedBeforeItRecurses() {
        const std::string deep(100000, '[');
        try {
            parseJson(deep, "deep");
            QFAIL("parsed");
        } catch (const Error& e) {
            QCOMPARE(e.code(), std::string("json.too_deep"));
        }
        QVERIFY(parseJson("\"" + deep + "\"").is_string());
    }
    void canonicalTextIsSortedAndStable() {
        const Json value = parseJson(R"({"b":[1],"a":{"d":null,"c":"é"}})");
        const std::string text = canonicalJson(value);
        QVERIFY(text.find("\"a\"") < text.find("\"b\""));
        QCOMPARE(canonicalJson(parseJson(text)), text);
        QVERIFY(text.ends_with("}\n"));
    }
    void invalidUtf8DoesNotThrow() { QVERIFY(!compactJson(Json("\xff\xfe")).empty()); }
    void readerNamesThePath() {
        const Json value = parseJson(R"({"name":7})");
        const JsonReader reader(value, "/nodes/a");
        try {
            (void)reader.string("name");
            QFAIL("read");
        } catch (const Error& e) {
            QCOMPARE(e.facts()["path"].get<std::string>(), std::string("/nodes/a/name"));
        }
        try {
            (void)reader.string("a/b");
            QFAIL("read");
        } catch (const Error& e) {
            QCOMPARE(e.code(), std::string("json.missing"));
            QCOMPARE(e.facts()["path"].get<std::string>(), std::string("/nodes/a/a~1b"));
        }
    }
    void unreadKeepsForeignMembers() {
        const Json value = parseJson(R"({"known":1,"foreign":{"x":2}})");
        const JsonReader reader(value);
        QCOMPARE(reader.integer("known", 0), 1);
        QCOMPARE(compactJson(reader.unread()), std::string(R"({"foreign":{"x":2}})"));
    }
};

HEDDLE_TEST(JsonTest);
#include "json_test.moc"
