#include "core/expr/program.h"

#include "core/base/error.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <ctime>

using namespace heddle;
using namespace heddle::expr;

namespace {

const Json kState = {{"state",
                      {{"score", 0.9},
                       {"items", {1, 2, 3, 4}},
                       {"name", "Ada"},
                       {"nothing", nullptr},
                       {"nested", {{"deep", {{"er", "yes"}}}}}}},
                     {"big", std::uint64_t{18446744073709551615u}}};

Json eval(const std::string& source) { return compile(source).evaluate(JsonBindings(kState)); }

/// The error's code with its place: "expr.overflow 1:5".
std::string errorOf(const std::string& source) {
    try {
        return "value " + eval(source).dump();
    } catch (const Error& error) {
        return error.code() + " " + error.facts().value("line", Json()).dump() + ":" +
               error.facts().value("column", Json()).dump();
    }
}

}  // namespace

class ProgramTest : public QObject {
    Q_OBJECT
private slots:
    void readsJsonState() {
        QVERIFY(eval("state.score >= 0.8 && size(state.items) > 3") == true);
        QVERIFY(eval("state.nested.deep.er") == "yes");
        QVERIFY(eval("state['name'] + '!'") == "Ada!");
        QVERIFY(eval("state.items[1] + 40") == 42);
        QVERIFY(eval("type(state.items[0]) == int && type(state.score) == double && type(big) == uint") == true);
        QVERIFY(eval("state.nothing == null && has(state.nothing) && !has(state.other)") == true);
        QVERIFY(eval("state") == kState["state"]);
        QVERIFY(eval("[1, {'a': state.items}]") == Json({1, {{"a", {1, 2, 3, 4}}}}));
    }
    void macrosWalkJson() {
        QVERIFY(eval("state.items.filter(i, i % 2 == 0)") == Json({2, 4}));
        QVERIFY(eval("state.items.map(i, i > 2, i * i)") == Json({9, 16}));
        QVERIFY(eval("state.items.exists(i, i == 3) && state.items.all(i, i > 0)") == true);
        QVERIFY(eval("state.items.transformList(p, i, p > 0, i - p)") == Json({1, 1, 1}));
        QVERIFY(eval("{'a': 1, 'b': 2}.transformMap(k, v, v > 1, k + string(v))") == Json({{"b", "b2"}}));
        QVERIFY(eval("{'a': 1}.transformMapEntry(k, v, {v: k})") == Json({{"1", "a"}}));
        QVERIFY(eval("cel.bind(x, 20, x + x + 2)") == 42);
        QVERIFY(eval("[1, 2].map(x, [10, 20].map(y, x * y))") == Json({{10, 20}, {20, 40}}));
        QVERIFY(eval("{'a': 1, 'b': 2}.exists(k, v, k == 'b' && v == 2)") == true);
    }
    void optionalsAreViral() {
        QVERIFY(eval("state.?nested.deep.er.orValue('no')") == "yes");
        QVERIFY(eval("state.?other.deep.er.orValue('no')") == "no");
        QVERIFY(eval("state.items[?9].hasValue()") == false);
        QVERIFY(eval("[?state.?other, 1]") == Json({1}));
        QVERIFY(eval("{?'a': state.?other, ?'b': state.?name}") == Json({{"b", "Ada"}}));
        QVERIFY(eval("optional.of(2).optMap(x, x * 2).value()") == 4);
        QVERIFY(eval("optional.none().or(optional.of(1)).value()") == 1);
        QVERIFY(eval("optional.ofNonZeroValue('').orValue('x')") == "x");
    }
    void errorsNameTheirPlace() {
        QCOMPARE(errorOf("1 +"), std::string("expr.syntax 1:4"));
        QCOMPARE(errorOf("1 +\n  * 2"), std::string("expr.syntax 2:3"));
        QCOMPARE(errorOf("'abc"), std::string("expr.literal 1:1"));
        QCOMPARE(errorOf("'abc\\"), std::string("expr.literal 1:1"));
        QCOMPARE(errorOf("99999999999999999999"), std::string("expr.literal 1:1"));
        QCOMPARE(errorOf("has(1)"), std::string("expr.macro 1:1"));
        QCOMPARE(errorOf("state.items.map(1, 2)"), std::string("expr.macro 1:12"));
        QCOMPARE(errorOf("true &&\nstate.other > 1"), std::string("expr.no_such_key 2:6"));
        QCOMPARE(errorOf("nope + 1"), std::string("expr.unknown_variable 1:1"));
        QCOMPARE(errorOf("nope(1)"), std::string("expr.unknown_function 1:1"));
        QCOMPARE(errorOf("1 + 'a'"), std::string("expr.overload 1:3"));
        QCOMPARE(errorOf("9223372036854775807 + 1"), std::string("expr.overflow 1:21"));
        QCOMPARE(errorOf("1 / 0"), std::string("expr.divide_by_zero 1:3"));
        QCOMPARE(errorOf("state.items[4]"), std::string("expr.index 1:12"));
        QCOMPARE(errorOf("'x'.matches('(')"), std::string("expr.pattern 1:4"));
    }
    void aConditionMustBeBool() {
        QVERIFY(compile("1 < 2").test(JsonBindings(kState)));
        try {
            compile("1").test(JsonBindings(kState));
            QFAIL("a number passed as a condition");
        } catch (const Error& error) {
            QCOMPARE(error.code(), std::string("expr.not_bool"));
        }
    }
    void workAndDepthAreLimited() {
        const Json list = {{"l", Json::array()}};
        std::string nested = "1";
        for (int i = 0; i < 100000; ++i)
            nested = "(" + nested;
        QVERIFY(errorOf(nested).starts_with("expr.too_deep"));
        QVERIFY(errorOf(std::string(100000, '[')).starts_with("expr.too_deep"));
        QVERIFY(errorOf(std::string(100000, '-') + "x").starts_with("expr.too_deep"));
        std::string sum = "1";
        for (int i = 0; i < 100000; ++i)
            sum += "+1";
        QVERIFY(errorOf(sum).starts_with("expr.too_deep"));
        std::string all = "true";
        for (int i = 0; i < 10000; ++i)
            all += " && true";
        QVERIFY(eval(all) == true);
        QVERIFY(
            errorOf(
                "cel.bind(l, [1,2,3,4,5,6,7,8,9,10], l.map(a, l.map(b, l.map(c, l.map(d, l.map(e, l.map(f, f)))))))")
                .starts_with("expr.cost"));
        std::string doubled = "size(a)";
        for (int i = 0; i < 40; ++i)
            doubled = "cel.bind(a, a + a, " + doubled + ")";
        QVERIFY(errorOf("cel.bind(a, 'xxxxxxxxxxxxxxxx', " + doubled + ")").starts_with("expr.cost"));
    }
    void oneValueManyTimesOverIsWorkToo() {
        // Each level holds the one below ten times: small in memory, too large to walk.
        std::string bomb = "BODY";
        for (int i = 0; i < 12; ++i)
            bomb = "cel.bind(a, [a,a,a,a,a,a,a,a,a,a], " + bomb + ")";
        bomb = "cel.bind(a, ['x'], " + bomb + ")";
        for (const char* body :
             {"a", "a == a", "'%s'.format([a])", "{'k': a}", "a in [a]", "size(a) == 10 ? [a] : a"}) {
            std::string source = bomb;
            source.replace(source.find("BODY"), 4, body);
            const std::string error = errorOf(source);
            QVERIFY2(error.starts_with("expr.cost 1:"), error.c_str());
        }
        // What is there only once is free to hand out, whatever its size.
        const Json large = {{"text", std::string(40'000'000, 'x')}};
        QCOMPARE(compile("text").evaluate(JsonBindings(large)).get_ref<const std::string&>().size(), 40'000'000u);
    }
    void saysWhatItReads() {
        const Program program =
            compile("state.a.b > 1 && state['c'].?d.hasValue() && x[0] == int && [1].all(i, i > y.z)");
        QCOMPARE(program.variables(), (std::vector<std::string>{"state", "x", "y"}));
        QCOMPARE(program.paths(), (std::vector<std::string>{"state.a.b", "state.c.d", "x", "y.z"}));
    }
    void jsonHoldsWhatItLacks() {
        QVERIFY(eval("[b'abc', timestamp('2020-01-02T03:04:05.5Z'), duration('90m'), int, 1.0/0.0, optional.none()]") ==
                Json({"YWJj", "2020-01-02T03:04:05.5Z", "5400s", "int", "Infinity", nullptr}));
    }
    void aConditionIsFast() {
        const Program program = compile("state.score >= 0.8 && size(state.items) > 3");
        const JsonBindings bindings(kState);
        QVERIFY(program.test(bindings));
        constexpr int kRounds = 200000;
        const std::clock_t start = std::clock();
        for (int i = 0; i < kRounds; ++i)
            program.test(bindings);
        const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
        qInfo("a typical condition: %.3f microseconds of CPU", seconds * 1e6 / kRounds);
    }
};

HEDDLE_TEST(ProgramTest);
#include "program_test.moc"
