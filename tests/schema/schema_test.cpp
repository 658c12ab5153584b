#include "core/schema/schema.h"

#include "core/base/error.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace heddle;
using namespace heddle::schema;

namespace {

Schema made(const char* text, Options options = {}) { return compile(Json::parse(text), std::move(options)); }

/// "code path" of each problem.
std::vector<std::string> problemsOf(const Schema& schema, const char* value) {
    std::vector<std::string> found;
    for (const Problem& problem : schema.validate(Json::parse(value)))
        found.push_back(problem.code + " " + problem.path);
    return found;
}

using Texts = std::vector<std::string>;

std::string errorOf(const char* schema) {
    try {
        made(schema);
    } catch (const Error& error) {
        return error.code() + " " + error.facts().value("path", "");
    }
    return "none";
}

}  // namespace

// moc does not read raw strings that hold `"#`: no bodies inside the class.
class SchemaTest : public QObject {
    Q_OBJECT
private slots:
    void problemsNamePlaceAndKeyword();
    void everyProblemHasItsSentence();
    void unevaluatedSeesThroughReferencesAndBranches();
    void dynamicReferencesTakeTheOutermostAnchor();
    void referencesReachEverywhere();
    void brokenSchemasAreRefused();
    void theDraftsDiffer();
    void numbersAreExactWhereTheyCanBe();
    void formatsOnlyWhenAsked_data();
    void formatsOnlyWhenAsked();
    void defaultsAreFilledAtAllDepths();
};

void SchemaTest::problemsNamePlaceAndKeyword() {
    const Schema schema = made(R"({"type": "object", "required": ["name"], "additionalProperties": false,
        "properties": {"name": {"type": "string", "minLength": 2}, "a/b": {"items": {"minimum": 3}}}})");
    QCOMPARE(problemsOf(schema, R"({"name": "Ada", "a/b": [3, 4]})"), Texts{});
    QCOMPARE(problemsOf(schema, "7"), Texts{"schema.type "});
    QCOMPARE(problemsOf(schema, R"({"a/b": [3, 2], "more": 1})"),
             (Texts{"schema.required ", "schema.minimum /a~1b/1", "schema.additional_properties "}));
    QCOMPARE(problemsOf(schema, R"({"name": "A"})"), Texts{"schema.min_length /name"});
    QCOMPARE(problemsOf(schema, R"({"name": "ÄÖ"})"), Texts{});
    const Problem problem = schema.validate(Json::parse(R"({"name": 5})"))[0];
    QVERIFY(problem.facts == Json::parse(R"({"expected": "string", "got": "number", "path": "/name"})"));
}

void SchemaTest::everyProblemHasItsSentence() {
    const Schema schema = made(R"({"allOf": [{"type": "string"}, {"enum": [1]}, {"const": 2}, {"not": {}}, false,
        {"anyOf": [{"type": "null"}, {"type": "string"}]}, {"oneOf": [true, true]}, {"minItems": 9}, {"maxItems": 0},
        {"uniqueItems": true}, {"contains": {"type": "null"}}, {"contains": {}, "maxContains": 1},
        {"unevaluatedItems": false}]})");
    const Problems problems = schema.validate({1, 1});
    QVERIFY(problems.size() >= 13);
    for (const Problem& problem : problems) {
        const std::string message = toJson(problem)["message"];
        QVERIFY2(message.find(problem.code) == std::string::npos && message.find('?') == std::string::npos,
                 message.c_str());
    }
}

void SchemaTest::unevaluatedSeesThroughReferencesAndBranches() {
    const Schema schema =
        made(R"({"$ref": "#/$defs/base", "anyOf": [{"properties": {"b": {"const": 1}}, "required": ["b"]},
        {"properties": {"c": true}, "required": ["c"]}], "unevaluatedProperties": false,
        "$defs": {"base": {"properties": {"a": true}}}})");
    QVERIFY(schema.accepts(Json::parse(R"({"a": 1, "b": 1})")));
    QVERIFY(schema.accepts(Json::parse(R"({"a": 1, "b": 1, "c": 2})")));
    QVERIFY(!schema.accepts(Json::parse(R"({"a": 1, "b": 2, "c": 2})")));  // b's branch failed: not evaluated
    const Schema list = made(R"({"prefixItems": [true], "contains": {"type": "string"}, "unevaluatedItems": false})");
    QVERIFY(list.accepts({1, "x", "y"}));
    QVERIFY(!list.accepts({1, "x", 2}));
    const Schema branch = made(R"({"if": {"properties": {"k": {"const": 1}}, "required": ["k"]},
        "then": {"properties": {"x": true}}, "else": {"properties": {"y": true}}, "unevaluatedProperties": false})");
    QVERIFY(branch.accepts(Json::parse(R"({"k": 1, "x": 2})")));
    QVERIFY(!branch.accepts(Json::parse(R"({"k": 2, "y": 2})")));
    QVERIFY(branch.accepts(Json::parse(R"({"y": 2})")));
}

void SchemaTest::dynamicReferencesTakeTheOutermostAnchor() {
    const Schema tree = made(R"({"$id": "https://x.test/strict", "$dynamicAnchor": "node", "$ref": "tree",
        "unevaluatedProperties": false, "$defs": {"tree": {"$id": "tree", "$dynamicAnchor": "node", "type": "object",
        "properties": {"data": true, "children": {"items": {"$dynamicRef": "#node"}}}}}})");
    QVERIFY(tree.accepts(Json::parse(R"({"children": [{"data": 1}]})")));
    QVERIFY(!tree.accepts(Json::parse(R"({"children": [{"daat": 1}]})")));
    QCOMPARE(problemsOf(tree, R"({"children": [{"children": [{"daat": 1}]}]})"),
             (Texts{"schema.unevaluated_properties /children/0/children/0"}));
}

void SchemaTest::referencesReachEverywhere() {
    Options options;
    options.resolver = [](const std::string& uri) -> std::optional<Json> {
        if (uri != "https://x.test/other") return std::nullopt;
        return Json::parse(
            R"({"$defs": {"n": {"$anchor": "num", "type": "number"}}, "odd": {"place": {"type": "null"}}})");
    };
    const Schema schema = made(R"({"$id": "https://x.test/main", "properties": {"a": {"$ref": "other#num"},
        "b": {"$ref": "other#/odd/place"}, "c": {"$ref": "#/$defs/t~0~1%25"}, "d": {"$ref": "inner.json#/$defs/x"}},
        "$defs": {"t~/%": {"const": 1}, "i": {"$id": "inner.json", "$defs": {"x": {"const": 2}}}}})",
                               options);
    QVERIFY(schema.accepts(Json::parse(R"({"a": 1.5, "b": null, "c": 1, "d": 2})")));
    QCOMPARE(problemsOf(schema, R"({"a": "", "b": 1, "c": 2, "d": 1})"),
             (Texts{"schema.type /a", "schema.type /b", "schema.const /c", "schema.const /d"}));
    QVERIFY(&schema.resolved(schema.json()["properties"]["c"]) == &schema.json()["$defs"]["t~/%"]);
}

void SchemaTest::brokenSchemasAreRefused() {
    QCOMPARE(errorOf("5"), std::string("schema.not_a_schema "));
    QCOMPARE(errorOf(R"({"properties": {"a": {"type": "text"}}})"),
             std::string("schema.not_a_schema /properties/a/type"));
    QCOMPARE(errorOf(R"({"required": "a"})"), std::string("schema.not_a_schema /required"));
    QCOMPARE(errorOf(R"({"items": {"$ref": "#/nowhere"}})"), std::string("schema.unknown_reference /items"));
    QCOMPARE(errorOf(R"({"allOf": [{"pattern": "("}]})"), std::string("schema.bad_pattern /allOf/0"));
    QVERIFY_EXCEPTION_THROWN(made(R"({"$ref": "#"})").accepts(1), Error);
    QVERIFY_EXCEPTION_THROWN(made(R"({"$ref": "#/x", "x": {"minLength": "two"}})").accepts("a"), Error);
}

void SchemaTest::theDraftsDiffer() {
    Options seven;
    seven.draft = Draft::V7;
    const char* sibling = R"({"$ref": "#/definitions/a", "maximum": 1, "definitions": {"a": {"type": "integer"}}})";
    QVERIFY(made(sibling, seven).accepts(5));
    QVERIFY(!made(sibling).accepts(5));
    const char* list = R"({"items": [{"type": "string"}], "additionalItems": false})";
    QVERIFY(made(list, seven).accepts({"a"}));
    QVERIFY(!made(list, seven).accepts({"a", 1}));
    QVERIFY(made(R"({"$schema": "http://json-schema.org/draft-07/schema#", "$ref": "#/definitions/a", "maximum": 1,
        "definitions": {"a": true}})")
                .accepts(5));
    QVERIFY(made(R"({"$ref": "https://json-schema.org/draft/2020-12/schema"})").accepts({{"type", "string"}}));
    QVERIFY(!made(R"({"$ref": "https://json-schema.org/draft/2020-12/schema"})").accepts({{"not", {{"type", 1}}}}));
}

void SchemaTest::numbersAreExactWhereTheyCanBe() {
    QVERIFY(made(R"({"multipleOf": 0.01})").accepts(19.99));
    QVERIFY(!made(R"({"multipleOf": 0.01})").accepts(19.995));
    QVERIFY(made(R"({"multipleOf": 3})").accepts(std::int64_t{9007199254740993}));
    QVERIFY(made(R"({"type": "integer"})").accepts(2.0));
    QVERIFY(!made(R"({"const": 1})").accepts(true));
    QVERIFY(!made(R"({"uniqueItems": true})").accepts({1, 2, 1.0}));
    QVERIFY(made(R"({"uniqueItems": true})").accepts({1, true, 0, false, "1", nullptr}));
}

void SchemaTest::formatsOnlyWhenAsked_data() {
    QTest::addColumn<QString>("format");
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("fits");
    const auto row = [](const char* format, const char* text, bool fits) {
        QTest::addRow("%s %s", format, text) << QString(format) << QString(text) << fits;
    };
    row("date-time", "2024-02-29T12:00:00.5+02:00", true);
    row("date-time", "2023-02-29T12:00:00Z", false);
    row("time", "23:59:60Z", true);
    row("time", "22:59:60Z", false);
    row("date", "2024-1-01", false);
    row("duration", "P1Y2M3DT4H5M6S", true);
    row("duration", "PT", false);
    row("email", "ada@example.org", true);
    row("email", "ada@", false);
    row("hostname", "a-b.example", true);
    row("hostname", "-a.example", false);
    row("ipv4", "127.0.0.1", true);
    row("ipv4", "127.0.0.256", false);
    row("ipv4", "127.0.0", false);
    row("ipv6", "::1", true);
    row("ipv6", "1::2::3", false);
    row("ipv6", "::ffff:1.2.3.4", true);
    row("ipv6", "12345::", false);
    row("uri", "https://x.test/a?b#c", true);
    row("uri", "/a b", false);
    row("uri", "//x/y", false);
    row("uri-reference", "../a#b", true);
    row("uuid", "2eb8aa08-aa98-11ea-b4aa-73b441d16380", true);
    row("uuid", "2eb8aa08", false);
    row("json-pointer", "/a~1b", true);
    row("json-pointer", "a", false);
    row("regex", "^a+$", true);
    row("regex", "(", false);
}

void SchemaTest::formatsOnlyWhenAsked() {
    QFETCH(QString, format);
    QFETCH(QString, text);
    QFETCH(bool, fits);
    const Json json = {{"format", format.toStdString()}};
    Options asserting;
    asserting.assertsFormats = true;
    QCOMPARE(compile(json, asserting).accepts(text.toStdString()), fits);
    QVERIFY(compile(json).accepts(text.toStdString()));
}

void SchemaTest::defaultsAreFilledAtAllDepths() {
    const Schema schema = made(R"({"type": "object", "properties": {"a": {"default": 1}, "b": {"$ref": "#/$defs/b"},
        "list": {"items": {"properties": {"x": {"default": "y"}}}}, "none": {"type": "string"}},
        "allOf": [{"properties": {"c": {"default": null}}}],
        "$defs": {"b": {"default": {}, "properties": {"deep": {"default": [2]}}}}})");
    QVERIFY(schema.withDefaults(nullptr) == Json::parse(R"({"a": 1, "b": {"deep": [2]}, "c": null})"));
    QVERIFY(schema.withDefaults(Json::parse(R"({"a": 5, "list": [{}, {"x": 1}]})")) ==
            Json::parse(R"({"a": 5, "b": {"deep": [2]}, "c": null, "list": [{"x": "y"}, {"x": 1}]})"));
    QVERIFY(made(R"({"default": 7})").withDefaults(nullptr) == 7);
}

HEDDLE_TEST(SchemaTest);
#include "schema_test.moc"
