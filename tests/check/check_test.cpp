#include "core/check/check.h"

#include "core/base/messages.h"
#include "core/nodes/builtin_nodes.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace heddle;

namespace {

domain::Graph graphOf(const char* text) { return domain::graphFromJson(parseJson(text)); }

QStringList codesOf(const domain::Graph& graph) {
    QStringList codes;
    for (const Problem& problem : check::check(graph, nodes::builtinTypes())) {
        codes << QString::fromStdString(problem.code + " " + problem.node + " " + problem.path);
    }
    codes.sort();
    return codes;
}

}  // namespace

class CheckTest : public QObject {
    Q_OBJECT
private slots:
    void findings_data() {
        QTest::addColumn<QString>("workflow");
        QTest::addColumn<QStringList>("codes");
        const auto row = [](const char* name, const char* workflow, QStringList codes) {
            codes.sort();
            QTest::newRow(name) << workflow << codes;
        };
        row("good",
            R"({"entry": ["a"], "state": {"t": {}}, "nodes": {"a": {"type": "prompt", "config": {"text": "x", "output": "t"}}}})",
            {});
        row("empty", R"({"nodes": {}})", {"check.no_nodes  /nodes"});
        row("no entry", R"({"nodes": {"a": {"type": "condition"}}})", {"check.no_entry  /entry"});
        row("unknown type", R"({"entry": ["a"], "nodes": {"a": {"type": "teleport"}}})",
            {"check.unknown_node_type a /nodes/a/type"});
        row("edge to nowhere",
            R"({"entry": ["a"], "nodes": {"a": {"type": "condition"}}, "edges": {"e": {"from": "a", "to": "b"}}})",
            {"check.unknown_target a /edges/e"});
        row("unreachable", R"({"entry": ["a"], "nodes": {"a": {"type": "condition"}, "b": {"type": "condition"}}})",
            {"check.unreachable b /nodes/b"});
        row("endless", R"({"entry": ["a"], "nodes": {"a": {"type": "condition"}, "b": {"type": "condition"}},
                          "edges": {"e": {"from": "a", "to": "b"}, "f": {"from": "b", "to": "a"}}})",
            {"check.endless_cycle a /nodes/a"});
        row("loop with an exit",
            R"({"entry": ["a"], "state": {"n": {}}, "nodes": {"a": {"type": "condition"}, "b": {"type": "condition"}},
                          "edges": {"e": {"from": "a", "to": "b"},
                                    "f": {"kind": "conditional", "from": "b", "condition": "state.n > 1", "mapping": {"true": "a", "false": "$end"}}}})",
            {});
        row("condition", R"({"entry": ["a"], "nodes": {"a": {"type": "condition"}},
                             "edges": {"e": {"kind": "conditional", "from": "a", "condition": "state.x > ", "mapping": {"1": "$end"}}}})",
            {"check.no_otherwise a /edges/e/otherwise", "expr.syntax a /edges/e/condition"});
        row("unknown field",
            R"({"entry": ["a"], "state": {"t": {}}, "nodes": {"a": {"type": "prompt", "config": {"text": "{{ state.z }}", "output": "q"}}}})",
            {"check.unknown_field a /nodes/a/config/output", "check.unknown_field a /nodes/a/config/text"});
        row("unknown variable",
            R"({"entry": ["a"], "state": {"t": {}}, "nodes": {"a": {"type": "prompt", "config": {"text": "{{ stat.t }}", "output": "t"}}}})",
            {"check.unknown_variable a /nodes/a/config/text"});
        row("error edge missing", R"({"entry": ["a"], "nodes": {"a": {"type": "condition", "on_error": "edge"}}})",
            {"check.error_edge_missing a /nodes/a/on_error"});
        row("sub-graph",
            R"({"entry": ["a"], "state": {"t": {}},
                "nodes": {"a": {"type": "subgraph", "config": {"graph": "g", "input": {"q": "state.t"}, "output": {"t": "state.r"}}}},
                "graphs": {"g": {"entry": ["b"], "state": {"q": {}, "r": {}}, "nodes": {"b": {"type": "condition"}}}}})",
            {});
        row("calls of sub-graphs",
            R"({"entry": ["a", "c"], "state": {"t": {}},
                "nodes": {"a": {"type": "subgraph", "config": {"graph": "z"}},
                          "c": {"type": "subgraph", "cache": {"key": "state.no"},
                                "config": {"graph": "g", "input": {"x": "state.y"}, "output": {"u": "state.t"}}}},
                "graphs": {"g": {"entry": ["b"], "state": {"q": {}}, "nodes": {"b": {"type": "teleport"}}},
                           "h": {"entry": ["d"], "nodes": {"d": {"type": "subgraph", "config": {"graph": "h"}}}},
                           "i": {"entry": ["e"], "nodes": {"e": {"type": "condition"}}}}})",
            {"check.unknown_graph a /nodes/a/config/graph", "check.unknown_field c /nodes/c/cache/key",
             "check.unknown_field c /nodes/c/config/input/x", "check.unknown_field c /nodes/c/config/input/x",
             "check.unknown_field c /nodes/c/config/output/u", "check.unknown_field c /nodes/c/config/output/u",
             "check.unknown_node_type g/b /graphs/g/nodes/b/type", "check.recursive_graph  /graphs/h",
             "check.unused_graph  /graphs/i"});
        row("reducer",
            R"({"entry": ["a"], "state": {"s": {"reducer": "multiply"}}, "nodes": {"a": {"type": "condition"}}})",
            {"check.unknown_reducer  /state/s/reducer"});
    }
    void findings() {
        QFETCH(QString, workflow);
        QFETCH(QStringList, codes);
        QCOMPARE(codesOf(graphOf(workflow.toUtf8().constData())), codes);
    }
    void configurationsAreHeldToTheirSchema() {
        const auto graph = graphOf(
            R"({"entry": ["a"], "state": {"t": {}}, "nodes": {"a": {"type": "map", "config": {"text": "x", "part_chars": "many"}}}})");
        const Problems problems = check::check(graph, nodes::builtinTypes());
        QVERIFY(hasErrors(problems));
        QVERIFY(std::any_of(problems.begin(), problems.end(),
                            [](const Problem& p) { return p.path == "/nodes/a/config/part_chars"; }));
        QVERIFY(std::any_of(problems.begin(), problems.end(),
                            [](const Problem& p) { return p.code == "schema.required"; }));
    }
    void everyProblemHasWords() {
        for (const char* workflow :
             {R"({"nodes": {}})",
              R"({"entry": ["x"], "nodes": {"a": {"type": "q"}}, "edges": {"e": {"from": [], "to": ""}}})"}) {
            for (const Problem& problem : check::check(graphOf(workflow), nodes::builtinTypes())) {
                const std::string text = messageText(problem.code, problem.facts);
                QVERIFY2(!text.empty() && text.find('?') == std::string::npos &&
                             text.find(problem.code) == std::string::npos,
                         text.c_str());
            }
        }
    }
    void fiveThousandNodesAreCheckedInATenthOfASecond() {
        domain::Graph graph;
        graph.state["t"] = {};
        for (int i = 0; i < 5000; ++i) {
            domain::Node node;
            node.id = "n" + std::to_string(i);
            node.type = "prompt";
            node.config = {{"text", "{{ state.t }}"}, {"output", "t"}};
            graph.nodes[node.id] = node;
            if (i > 0)
                graph.edges["e" + std::to_string(i)] = {
                    .id = "e", .from = {"n" + std::to_string(i - 1)}, .to = node.id};
        }
        graph.entry = {"n0"};
        QElapsedTimer timer;
        timer.start();
        QVERIFY(check::check(graph, nodes::builtinTypes()).empty());
        qInfo("5,000 nodes checked in %lld ms (bar: 100 ms)", static_cast<long long>(timer.elapsed()));
    }
};

HEDDLE_TEST(CheckTest);
#include "check_test.moc"
