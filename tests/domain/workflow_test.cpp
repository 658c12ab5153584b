#include "core/domain/workflow.h"

#include "core/base/error.h"
#include "core/domain/workflow_template.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace heddle;
using namespace heddle::domain;

namespace {

const char* const kFile = R"({
  "schema_version": 1,
  "name": "Test",
  "entry": ["a"],
  "invented": {"by": "a newer Heddle"},
  "state": {"x": {"reducer": "append", "owner": "me"}, "y": {}},
  "nodes": {
    "a": {"type": "llm", "config": {"prompt": "p"}, "retry": {"max_attempts": 3}, "timeout_ms": 500, "colour": "red"},
    "b": {"type": "answer", "on_error": "default", "error_default": {"y": 1}},
    "c": {"type": "answer", "deferred": true}
  },
  "edges": {
    "one": {"from": "a", "to": "b"},
    "two": {"kind": "conditional", "from": "a", "condition": "state.x > 1", "mapping": {"true": "b"}, "otherwise": "$end"},
    "three": {"kind": "barrier", "from": ["a", "b"], "to": "c", "note": 7},
    "four": {"kind": "fan_out", "from": "a", "to": "b", "items": "state.x"},
    "five": {"kind": "error", "from": "a", "to": "c"}
  },
  "limits": {"max_steps": 9}
})";

std::string codeOf(const std::string& text) {
    try {
        readWorkflow(text, "file.json");
        return "read";
    } catch (const Error& e) {
        return e.code() + (e.facts().contains("path") ? " " + e.facts()["path"].get<std::string>() : "");
    }
}

}  // namespace

class WorkflowTest : public QObject {
    Q_OBJECT
private slots:
    void aRoundTripKeepsEverythingAndUnknownMembersToo() {
        const Graph graph = readWorkflow(kFile, "file.json");
        const std::string text = writeWorkflow(graph);
        QVERIFY(readWorkflow(text, "again") == graph);
        QCOMPARE(writeWorkflow(readWorkflow(text, "again")), text);
        const Json json = parseJson(text);
        QCOMPARE(json["invented"]["by"].get<std::string>(), std::string("a newer Heddle"));
        QCOMPARE(json["nodes"]["a"]["colour"].get<std::string>(), std::string("red"));
        QCOMPARE(json["edges"]["three"]["note"].get<int>(), 7);
        QCOMPARE(json["state"]["x"]["owner"].get<std::string>(), std::string("me"));
        QVERIFY(parseJson(kFile) == json.patch(Json::array()));
    }
    void aOneFieldChangeIsAOneLineDifference() {
        Graph graph = readWorkflow(kFile, "file.json");
        const std::string before = writeWorkflow(graph);
        graph.nodes["a"].config["prompt"] = "q";
        const std::string after = writeWorkflow(graph);
        const QStringList old = QString::fromStdString(before).split('\n');
        const QStringList now = QString::fromStdString(after).split('\n');
        QCOMPARE(old.size(), now.size());
        int different = 0;
        for (int i = 0; i < old.size(); ++i)
            different += old[i] == now[i] ? 0 : 1;
        QCOMPARE(different, 1);
    }
    void badFilesAreRefusedWithTheirPlace_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("code");
        QTest::newRow("foreign") << R"({"nodes": []})"
                                 << "workflow.foreign";
        QTest::newRow("list") << "[]"
                              << "workflow.foreign";
        QTest::newRow("newer") << R"({"schema_version": 2, "nodes": {}})"
                               << "workflow.too_new /schema_version";
        QTest::newRow("broken") << R"({"schema_version": 1,)"
                                << "json.syntax";
        QTest::newRow("nodes") << R"({"schema_version": 1, "nodes": 7})"
                               << "json.type /nodes";
        QTest::newRow("type") << R"({"schema_version": 1, "nodes": {"a/b": {}}})"
                              << "json.missing /nodes/a~1b/type";
        QTest::newRow("kind") << R"({"schema_version": 1, "nodes": {}, "edges": {"e": {"kind": "x", "from": "a"}}})"
                              << "workflow.edge_kind /edges/e/kind";
        QTest::newRow("from") << R"({"schema_version": 1, "nodes": {}, "edges": {"e": {"from": [1]}}})"
                              << "json.type /edges/e/from";
    }
    void badFilesAreRefusedWithTheirPlace() {
        QFETCH(QString, text);
        QFETCH(QString, code);
        QCOMPARE(QString::fromStdString(codeOf(text.toStdString())), code);
    }
    void freeIdsAreReadable() {
        const auto taken = [](const std::string& id) { return id == "find-text" || id == "find-text-2"; };
        QCOMPARE(freeId("Find  text!", taken), std::string("find-text-3"));
        QCOMPARE(freeId("写作", taken), std::string("node"));
    }
    void templatesFillTheirPlaces() {
        WorkflowTemplate made;
        made.id = "t";
        made.parameterSchema = parseJson(R"({"properties": {"n": {"default": 3}, "who": {"default": "me"}}})");
        made.definition = parseJson(
            R"({"nodes": {"a": {"type": "x", "config": {"count": {"$param": "n"}, "text": "for ${who}: ${n} $${who} {{ state.x }}"}}}})");
        const Graph graph = instantiate(made, {{"who", "you"}}).graph;
        QCOMPARE(graph.nodes.at("a").config["count"].get<int>(), 3);
        QCOMPARE(graph.nodes.at("a").config["text"].get<std::string>(), std::string("for you: 3 ${who} {{ state.x }}"));
        QVERIFY_EXCEPTION_THROWN(instantiate(made, {{"other", 1}}), Error);
        made.definition["nodes"]["a"]["config"]["text"] = "${missing}";
        QVERIFY_EXCEPTION_THROWN(instantiate(made, Json::object()), Error);
    }
};

HEDDLE_TEST(WorkflowTest);
#include "workflow_test.moc"
