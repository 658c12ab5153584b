#include "core/domain/graph_edit.h"

#include "core/base/error.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <random>

using namespace heddle;
using namespace heddle::domain;

namespace {

std::string textOf(const WorkflowDocument& document) {
    return writeWorkflow(document.graph) + canonicalJson(toJson(document.layout));
}

Node nodeNamed(const std::string& id) {
    Node node;
    node.id = id;
    node.type = "prompt";
    return node;
}

WorkflowDocument sample() {
    WorkflowDocument document;
    for (const char* id : {"a", "b", "c"})
        apply(document, addNode(document, nodeNamed(id), {1, 2}));
    apply(document, addEdge(document, {.id = "ab", .from = {"a"}, .to = "b"}));
    apply(document, addEdge(document, {.id = "join", .kind = EdgeKind::Barrier, .from = {"a", "b"}, .to = "c"}));
    apply(document, addEdge(document, {.id = "way",
                                       .kind = EdgeKind::Conditional,
                                       .from = {"b"},
                                       .condition = "true",
                                       .mapping = {{"true", "c"}, {"false", "a"}},
                                       .otherwise = "c"}));
    return document;
}

/// One random step that a person could take.
GraphEdit randomEdit(const WorkflowDocument& document, std::mt19937& random) {
    const auto pick = [&](const auto& map) {
        return std::next(map.begin(), static_cast<long>(random() % map.size()))->first;
    };
    const auto taken = [&](const std::string& id) {
        return document.graph.nodes.contains(id) || document.graph.edges.contains(id);
    };
    if (document.graph.nodes.size() < 3) return addNode(document, nodeNamed(freeId("n", taken)), {0, 0});
    const std::string a = pick(document.graph.nodes);
    const std::string b = pick(document.graph.nodes);
    switch (random() % 8) {
        case 0:
            return addNode(document, nodeNamed(freeId("n", taken)), {double(random() % 100), 5});
        case 1:
            return removeItems(document, {a}, {});
        case 2:
            return moveNodes(document, {{a, {double(random() % 100), 1}}, {b, {3, double(random() % 9)}}});
        case 3:
            return addEdge(document, {.id = freeId("e", taken), .from = {a}, .to = b});
        case 4: {
            Node node = document.graph.nodes.at(a);
            node.config["text"] = std::to_string(random());
            return updateNode(document, node);
        }
        case 5:
            return renameNode(document, a, freeId("renamed", taken));
        case 6:
            return setProperty(document, random() % 2 ? "name" : "description", std::to_string(random()));
        default:
            return setField(document, "f" + std::to_string(random() % 3), {.reducer = random() % 2 ? "append" : "add"});
    }
}

}  // namespace

class GraphEditTest : public QObject {
    Q_OBJECT
private slots:
    void anyRandomSequenceUndoneGivesTheFirstDocumentAndRedoneTheLast() {
        for (unsigned seed = 0; seed < 40; ++seed) {
            std::mt19937 random(seed);
            WorkflowDocument document = sample();
            const std::string first = textOf(document);
            std::vector<GraphEdit> done;
            for (int i = 0; i < 60; ++i) {
                const GraphEdit edit = editFromJson(toJson(randomEdit(document, random)));
                apply(document, edit);
                done.push_back(edit);
            }
            const std::string last = textOf(document);
            for (auto it = done.rbegin(); it != done.rend(); ++it)
                apply(document, inverse(*it));
            QCOMPARE(textOf(document), first);
            for (const auto& edit : done)
                apply(document, edit);
            QCOMPARE(textOf(document), last);
        }
    }
    void differenceTurnsOneIntoTheOther() {
        std::mt19937 random(7);
        WorkflowDocument a = sample();
        WorkflowDocument b = a;
        for (int i = 0; i < 30; ++i)
            apply(b, randomEdit(b, random));
        apply(a, difference(a, b));
        QCOMPARE(textOf(a), textOf(b));
        QVERIFY(difference(a, b).changes.empty());
    }
    void aStaleEditChangesNothing() {
        WorkflowDocument document = sample();
        GraphEdit edit = moveNodes(document, {{"a", {50, 50}}, {"b", {60, 60}}});
        edit.changes[1].before = {{"x", 999.0}, {"y", 0.0}};
        const std::string before = textOf(document);
        try {
            apply(document, edit);
            QFAIL("applied");
        } catch (const Error& e) {
            QCOMPARE(e.code(), std::string("edit.stale"));
        }
        QCOMPARE(textOf(document), before);
    }
    void removingANodeTakesItsEdgesAndKeepsTheRestOfABarrier() {
        WorkflowDocument document = sample();
        apply(document, removeItems(document, {"a"}, {}));
        QVERIFY(!document.graph.edges.contains("ab"));
        QVERIFY(document.graph.edges.at("join").kind == EdgeKind::Normal);
        QCOMPARE(document.graph.edges.at("join").from, std::vector<std::string>{"b"});
        QVERIFY(!document.graph.edges.at("way").mapping.contains("false"));
        QVERIFY(document.graph.entry.empty());
    }
    void renamingRewritesEveryReference() {
        WorkflowDocument document = sample();
        apply(document, renameNode(document, "c", "last"));
        QCOMPARE(document.graph.edges.at("join").to, std::string("last"));
        QCOMPARE(document.graph.edges.at("way").mapping.at("true"), std::string("last"));
        QCOMPARE(document.graph.edges.at("way").otherwise, std::string("last"));
        QVERIFY(document.layout.nodes.contains("last"));
    }
};

HEDDLE_TEST(GraphEditTest);
#include "graph_edit_test.moc"
