#include "core/expr/text_template.h"

#include "core/base/error.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace heddle;
using namespace heddle::expr;

namespace {

const Json kBindings = {{"state", {{"name", "Ada"}, {"list", {1, 2}}, {"none", nullptr}, {"half", 0.5}}}};

std::string render(const std::string& text) { return parseTemplate(text).render(JsonBindings(kBindings)); }

std::string errorOf(const std::string& text) {
    try {
        return render(text);
    } catch (const Error& error) {
        return error.code() + " " + error.facts()["line"].dump() + ":" + error.facts()["column"].dump();
    }
}

}  // namespace

class TextTemplateTest : public QObject {
    Q_OBJECT
private slots:
    void placesAreFilled() {
        QCOMPARE(render("Dear {{ state.name }},"), std::string("Dear Ada,"));
        QCOMPARE(render("{{state.list}}{{state.half}}{{state.none}}{{1 < 2}}"), std::string("[1,2]0.5true"));
        QCOMPARE(render("{{ {'a': {'b': 1}} }}"), std::string("{\"a\":{\"b\":1}}"));
        QCOMPARE(render("{{ '}}' + \"}}\" + r'\\' }}"), std::string("}}}}\\"));
        QCOMPARE(render("{ } }} {single}"), std::string("{ } }} {single}"));
        QCOMPARE(render("\\{{ state.name }} {{ '{{' }}"), std::string("{{ state.name }} {{"));
        QCOMPARE(render(""), std::string());
        QCOMPARE(render("{{ b'x' }} {{ duration('90s') }}"), std::string("eA== 90s"));
    }
    void errorsCountInTheWholeText() {
        QCOMPARE(errorOf("one\ntwo {{ 1 + }}"), std::string("expr.syntax 2:12"));
        QCOMPARE(errorOf("one\ntwo {{ state.no }}"), std::string("expr.no_such_key 2:13"));
        QCOMPARE(errorOf("a\n{{ 1 +\n  }}"), std::string("expr.syntax 3:3"));
        QCOMPARE(errorOf("a {{ state.name"), std::string("expr.open_place 1:3"));
        QCOMPARE(errorOf("a {{ it's open"), std::string("expr.open_place 1:3"));
        QCOMPARE(errorOf("a {{ it's closed }}"), std::string("expr.literal 1:8"));
    }
    void placesAreKnown() {
        const TextTemplate made = parseTemplate("a {{ state.x }}\n{{ y }}");
        QCOMPARE(made.places().size(), std::size_t(2));
        QCOMPARE(made.places()[0].offset, std::size_t(4));
        QCOMPARE(made.places()[0].length, std::size_t(9));
        QCOMPARE(made.places()[1].line, 2);
        QCOMPARE(made.places()[1].column, 3);
        QCOMPARE(made.variables(), (std::vector<std::string>{"state", "y"}));
        QCOMPARE(made.paths(), (std::vector<std::string>{"state.x", "y"}));
    }
};

HEDDLE_TEST(TextTemplateTest);
#include "text_template_test.moc"
