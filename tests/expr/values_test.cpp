#include "core/base/error.h"
#include "core/base/pattern.h"
#include "core/expr/program.h"
#include "core/expr/zone.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace heddle;
using namespace heddle::expr;

namespace {

const Json kNone = Json::object();

/// The value as JSON, or the error's code.
Json eval(const std::string& source) {
    try {
        return compile(source).evaluate(JsonBindings(kNone));
    } catch (const Error& error) {
        return error.code();
    }
}

bool matches(std::string_view text, std::string_view pattern) {
    const auto compiled = Pattern::compile(pattern);
    return compiled && compiled->isIn(text);
}

}  // namespace

class ValuesTest : public QObject {
    Q_OBJECT
private slots:
    void numbersKeepTheirKinds() {
        QVERIFY(eval("7 / 2 == 3 && -7 % 2 == -1 && 7.0 / 2.0 == 3.5") == true);
        QVERIFY(eval("1 == 1.0 && 1u == 1 && !(1 == '1') && 2 > 1.5 && 1u < 2.5") == true);
        QVERIFY(eval("1 + 1.0") == "expr.overload");
        QVERIFY(eval("-9223372036854775808") == INT64_MIN);
        QVERIFY(eval("-(-9223372036854775808)") == "expr.overflow");
        QVERIFY(eval("0x1F + 0xff") == 286);
        QVERIFY(eval("18446744073709551615u") == UINT64_MAX);
        QVERIFY(eval("double('1e3') + .5") == 1000.5);
        QVERIFY(eval("string(1.0) + string(0.1) + string(1e100)") == "10.11e+100");
        QVERIFY(eval("math.greatest(1, 2.5, 2u) == 2.5 && math.least([3, 1, 2]) == 1") == true);
    }
    void logicAbsorbsErrors() {
        QVERIFY(eval("1 / 0 > 1 || true") == true);
        QVERIFY(eval("false && nope") == false);
        QVERIFY(eval("true && nope") == "expr.unknown_variable");
        QVERIFY(eval("[1, 0].exists(x, 1 / x == 1)") == true);
        QVERIFY(eval("[0, 1].all(x, 1 / x == 2)") == false);
        QVERIFY(eval("1 || false") == "expr.overload");
    }
    void textsCountCodePoints() {
        QVERIFY(eval("size('größe😀')") == 6);
        QVERIFY(eval("'größe'.substring(2, 4)") == "öß");
        QVERIFY(eval("'a,b,,c'.split(',')") == Json({"a", "b", "", "c"}));
        QVERIFY(eval("'äbc'.split('')") == Json({"ä", "b", "c"}));
        QVERIFY(eval("'a-b-c'.split('-', 2)") == Json({"a", "b-c"}));
        QVERIFY(eval("'ab'.replace('', '.')") == ".a.b.");
        QVERIFY(eval("['x', 'y'].join('; ')") == "x; y");
        QVERIFY(eval("'%s has %d of %.1f%%'.format(['x', 3, 2.25])") == "x has 3 of 2.2%");
        QVERIFY(eval("'abc'.charAt(4)") == "expr.index");
        QVERIFY(eval("b'\\xff' + b'a'") == "/2E=");
        QVERIFY(eval("string(base64.decode('aGk='))") == "hi");
    }
    void timesKnowTheirZones() {
        QVERIFY(eval("timestamp('2024-03-10T12:00:00Z').getHours('Europe/Berlin')") == 13);
        QVERIFY(eval("timestamp('2024-07-10T12:00:00Z').getHours('Europe/Berlin')") == 14);
        QVERIFY(eval("timestamp('2024-02-29T23:30:00Z').getDate('+01:00')") == 1);
        QVERIFY(eval("timestamp('2024-12-31T00:00:00Z').getDayOfYear()") == 365);
        QVERIFY(eval("timestamp('2024-01-01T00:00:00Z').getHours('Mars/Base')") == "expr.time_zone");
        QVERIFY(eval("timestamp('2024-01-01T00:00:00Z').getHours('../../etc/passwd')") == "expr.time_zone");
        QVERIFY(eval("timestamp('2023-02-29T00:00:00Z')") == "expr.convert");
        QVERIFY(eval("timestamp('2024-01-01T00:00:00.25+01:00')") == "2023-12-31T23:00:00.25Z");
        QVERIFY(eval("duration('1h30m') + duration('-1.5s')") == "5398.5s");
        QVERIFY(eval("duration('-0.25s')") == "-0.25s");
        QVERIFY(eval("timestamp('2024-01-02T00:00:00Z') - timestamp('2024-01-01T12:00:00Z') == duration('12h')") ==
                true);
    }
    void theRuleAfterTheLastChangeHolds() {
        const char* rule = "CST6CDT,M3.2.0,M11.1.0";
        QCOMPARE(ruleOffset(rule, 2530000000).value(), std::int64_t(-21600));  // March 4th, 2050
        QCOMPARE(ruleOffset(rule, 2540000000).value(), std::int64_t(-18000));  // June 2050
        QCOMPARE(ruleOffset("<+0545>-5:45", 0).value(), std::int64_t(20700));
        QVERIFY(!ruleOffset("nonsense", 0));
    }
    void mapsFindKeysOfAnyNumber() {
        QVERIFY(eval("{1: 'a'}[1.0] + {2u: 'b'}[2]") == "ab");
        QVERIFY(eval("{1: 'a', 1u: 'b'}") == "expr.repeated_key");
        QVERIFY(eval("{1.5: 'a'}") == "expr.key_type");
        std::string large = "{";
        for (int i = 0; i < 100; ++i)
            large += std::to_string(i) + ": " + std::to_string(i * i) + ",";
        QVERIFY(eval(large + "}[77u]") == 77 * 77);
        QVERIFY(eval(large + "}[77.0]") == 77 * 77);
        QVERIFY(eval(large + "}['x']") == "expr.no_such_key");
        QVERIFY(eval(large + "77: 1}") == "expr.repeated_key");
    }
    void patternsAreLinearAndKnowUnicode() {
        QVERIFY(matches("größe", "^gr.ße$"));
        QVERIFY(matches("x-12", "^[a-z]-\\d{2,3}$"));
        QVERIFY(!matches("x-1", "^[a-z]-\\d{2,3}$"));
        QVERIFY(matches("HeLLo", "(?i)^hello$"));
        QVERIFY(matches("a\nb", "(?m)^b$") && !matches("a\nb", "^b$"));
        QVERIFY(matches("a{b}", "a{b}") && matches("foo bar", "\\bbar\\b") && matches("a]", "[]a]{2}"));
        QVERIFY(matches("é", "[^a-z]") && !matches("e", "[^a-z]") && matches("\t", "[[:space:]]"));
        QVERIFY(matches(std::string(30000, 'a'), "(a*)*$") && !matches(std::string(3000, 'a'), "^(a|a)*b$"));
        for (const char* bad :
             {"(", "a**b{2000}", "[z-a]", "\\1", "(?=a)", "*a", "[a", "a)", "\\q", "((a{1000}){1000}){1000}"}) {
            QVERIFY2(!Pattern::compile(bad), bad);
        }
    }
};

HEDDLE_TEST(ValuesTest);
#include "values_test.moc"
