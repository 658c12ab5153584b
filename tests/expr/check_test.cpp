#include "core/expr/check.h"

#include "tests/support/test_main.h"

#include <QtTest>

using namespace heddle;
using namespace heddle::expr;

namespace {

const VariableSchemas& schemas() {
    static const VariableSchemas kSchemas = {
        {"state",
         {{"type", "object"},
          {"properties",
           {{"score", {{"type", "number"}}},
            {"count", {{"type", "integer"}}},
            {"name", {{"type", "string"}}},
            {"tags", {{"type", "array"}, {"items", {{"type", "string"}}}}},
            {"free", Json::object()},
            {"docs", {{"type", "array"}, {"items", {{"$ref", "#/$defs/doc"}}}}}}},
          {"additionalProperties", false},
          {"$defs", {{"doc", {{"type", "object"}, {"properties", {{"title", {{"type", "string"}}}}}}}}}}},
        {"item", true}};
    return kSchemas;
}

/// "code line:column" of each problem, "!" in front of warnings.
std::string found(const std::string& source) {
    std::string text;
    for (const Problem& problem : checkCondition(compile(source), schemas())) {
        if (!text.empty()) text += "; ";
        text += (problem.severity == Severity::Warning ? "!" : "") + problem.code + " " + problem.facts["line"].dump() +
                ":" + problem.facts["column"].dump();
    }
    return text;
}

}  // namespace

class CheckTest : public QObject {
    Q_OBJECT
private slots:
    void whatFitsIsQuiet() {
        for (const char* source :
             {"state.score >= 0.8 && size(state.tags) > 3", "state.docs.exists(d, d.title == 'x')",
              "item.anything.goes > state.count", "state.free.deep == 1 || state.name in state.tags",
              "has(state.name) && state.tags.filter(t, t.startsWith('a')).all(t, t < 'b')",
              "state.docs.map(d, d.title)[0] + 'x' != ''", "state.?name.orValue('') == ''",
              "type(state.score) == double", "cel.bind(s, state.score, s > 1.0)"}) {
            QCOMPARE(found(source), std::string());
        }
    }
    void whatIsWrongIsNamed() {
        QCOMPARE(found("stat.score > 1"), std::string("expr.unknown_variable 1:1"));
        QCOMPARE(found("state.scor > 1"), std::string("expr.unknown_field 1:6"));
        QCOMPARE(found("state['scor'] > 1"), std::string("expr.unknown_field 1:6"));
        QCOMPARE(found("state.docs[0].titel == ''"), std::string("!expr.unknown_field 1:14"));
        QCOMPARE(found("state.docs.exists(d,\n d.titel == 'x')"), std::string("!expr.unknown_field 2:3"));
        QCOMPARE(found("state.name.x == 1"), std::string("expr.no_such_field 1:11"));
        QCOMPARE(found("state.name > 1"), std::string("expr.overload 1:12"));
        QCOMPARE(found("state.name == 1"), std::string("!expr.never_equal 1:12"));
        QCOMPARE(found("state.count + 1.5 > 2"), std::string("expr.overload 1:13"));
        QCOMPARE(found("state.tags.all(t, t > 1)"), std::string("expr.overload 1:21"));
        QCOMPARE(found("state.count.all(t, true)"), std::string("expr.overload 1:12"));
        QCOMPARE(found("state.name && true"), std::string("expr.overload 1:6"));
        QCOMPARE(found("nope(1) && state.name.matches('(')"),
                 std::string("expr.unknown_function 1:1; expr.pattern 1:31"));
        QCOMPARE(found("state.name.startsWith('a', 'b')"), std::string("expr.argument_count 1:11"));
        QCOMPARE(found("state.count"), std::string("expr.not_bool 1:6"));
    }
};

HEDDLE_TEST(CheckTest);
#include "check_test.moc"
