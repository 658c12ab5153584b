#include "editor/graph/document.h"

#include "core/base/error.h"
#include "editor/graph/connection.h"
#include "editor/graph/snippet.h"
#include "tests/editor_graph/sample.h"
#include "tests/support/test_main.h"

#include <random>

using namespace heddle;
using namespace heddle::editor;
using namespace heddle::tests;

class DocumentTest : public QObject {
    Q_OBJECT

    static domain::GraphEdit retitled(const Document& document, const char* id, const std::string& title) {
        domain::Node node = document.graph().nodes.at(id);
        node.title = title;
        return domain::updateNode(document.value(), node);
    }

    template <typename Map>
    static std::string anyKey(const Map& map, std::mt19937& random) {
        if (map.empty()) return {};
        return std::next(map.begin(), long(random() % map.size()))->first;
    }

    /// One step that a person could take, chosen by chance.
    static domain::GraphEdit randomEdit(const Document& document, std::mt19937& random) {
        const domain::WorkflowDocument& value = document.value();
        const std::string node = anyKey(value.graph.nodes, random);
        const std::string other = anyKey(value.graph.nodes, random);
        const std::string edge = anyKey(value.graph.edges, random);
        switch (node.empty() ? 0 : random() % 11) {
            case 0: {
                domain::Node fresh;
                fresh.id = domain::freeId("step", [&](const auto& id) { return value.graph.nodes.contains(id); });
                fresh.type = "llm";
                return domain::addNode(value, fresh, {double(random() % 900), double(random() % 900)});
            }
            case 1:
                return domain::removeItems(value, {node}, {});
            case 2:
                return domain::moveNodes(value, {{node, {double(random() % 900), 8}}, {other, {4, 5}}});
            case 3:
                return retitled(document, node.c_str(), "Title " + std::to_string(random() % 100));
            case 4:
            case 5: {
                const ConnectionStart start{node, random() % 3 ? PortKind::Out : PortKind::Error, {}};
                const bool refused = !refusal(value.graph, edgesAt(value.graph, node), start, other).isEmpty();
                return refused ? domain::GraphEdit{} : connection(value, start, other);
            }
            case 6:
                return edge.empty() ? domain::GraphEdit{} : domain::removeItems(value, {}, {edge});
            case 7:
                return toggleEntry(value, node);
            case 8:
                return toggleJoin(value, node);
            case 9:
                return edge.empty() ? domain::GraphEdit{}
                                    : changeKind(value, edge, static_cast<domain::EdgeKind>(random() % 3));
            default:
                return pasteSnippet(value, copySnippet(value, {node, other}), {40, 40}).edit;
        }
    }

private slots:
    /// Any sequence of steps, undone, gives the first text byte for byte; redone, the last; reopened in between, the
    /// same.
    void undoneIsTheFirstAndRedoneTheLast() {
        for (unsigned seed = 1; seed <= 25; ++seed) {
            std::mt19937 random(seed);
            HandClock clock;
            Document document(clock);
            document.open(sampleDocument());
            const std::string first = textOf(document.value());
            for (int step = 0; step < 60; ++step) {
                document.apply(randomEdit(document, random));
                if (random() % 7 == 0) document.undo();
                if (random() % 9 == 0) document.redo();
            }
            const std::string last = textOf(document.value());
            int undone = 0;
            while (document.canUndo() && undone < 20) {
                document.undo();
                ++undone;
            }
            // What the journal would give back after a restart.
            Document reopened(clock);
            reopened.open(document.value(), document.history());
            while (reopened.canUndo())
                reopened.undo();
            QCOMPARE(textOf(reopened.value()), first);
            for (int i = 0; i < undone; ++i)
                document.redo();
            QCOMPARE(textOf(document.value()), last);
        }
    }

    void typingIsOneStepUntilAPause() {
        HandClock clock;
        Document document(clock);
        document.open(sampleDocument());
        std::vector<EditAction> actions;
        connect(&document, &Document::edited, this,
                [&](const domain::GraphEdit&, EditAction action) { actions.push_back(action); });
        for (const char* text : {"D", "Dr", "Dra"}) {
            document.apply(retitled(document, "draft", text), "draft/title");
            clock.forward(200);
        }
        QCOMPARE(document.history().size(), std::size_t(1));
        QCOMPARE(actions, (std::vector<EditAction>{EditAction::Do, EditAction::Extend, EditAction::Extend}));
        clock.forward(3000);
        document.apply(retitled(document, "draft", "Draf"), "draft/title");
        QCOMPARE(document.history().size(), std::size_t(2));
        document.apply(retitled(document, "send", "S"), "send/title");
        QCOMPARE(document.history().size(), std::size_t(3));
        document.undo();
        document.undo();
        QCOMPARE(document.graph().nodes.at("draft").title, std::string("Dra"));
        document.undo();
        QCOMPARE(document.graph().nodes.at("draft").title, std::string("Draft an answer"));
        QVERIFY(!document.canUndo());
    }

    void aNewStepForgetsWhatWasUndone() {
        HandClock clock;
        Document document(clock);
        document.open(sampleDocument());
        document.apply(retitled(document, "draft", "One"));
        document.undo();
        QVERIFY(document.canRedo());
        document.apply(retitled(document, "draft", "Two"));
        QVERIFY(!document.canRedo());
        QCOMPARE(document.history().size(), std::size_t(1));
    }

    void aStaleEditChangesNothing() {
        HandClock clock;
        Document document(clock);
        document.open(sampleDocument());
        const auto stale = retitled(document, "draft", "One");
        document.apply(retitled(document, "draft", "Two"));
        const std::string before = textOf(document.value());
        QVERIFY_EXCEPTION_THROWN(document.apply(stale), Error);
        QCOMPARE(textOf(document.value()), before);
        QCOMPARE(document.history().size(), std::size_t(1));
    }

    void pastedNodesGetFreshIdsAndTheirEdges() {
        const auto document = sampleDocument();
        const std::string text = copySnippet(document, {"tickets", "ticket", "kind"});
        QCOMPARE(copySnippet(document, {"ticket", "kind", "tickets"}), text);
        QVERIFY(isSnippet(text));
        QVERIFY(!isSnippet("plain words"));
        auto copy = document;
        const Pasted pasted = pasteSnippet(copy, text, {100, 700});
        domain::apply(copy, pasted.edit);
        QCOMPARE(pasted.nodes.size(), std::size_t(3));
        QVERIFY(copy.graph.nodes.contains("ticket-2"));
        QCOMPARE(copy.graph.edges.at("tickets-ticket-2").to, std::string("ticket-2"));
        // Of the cases only the one within the copy stays, and the end of the run.
        const auto& cases = copy.graph.edges.at("kind-cases-2");
        QCOMPARE(cases.mapping.size(), std::size_t(1));
        QCOMPARE(cases.mapping.at("technical"), std::string("tickets-2"));
        QCOMPARE(copy.layout.nodes.at("kind-2").x, 100.0);
        QCOMPARE(copy.graph.edges.at("ticket-error"), document.graph.edges.at("ticket-error"));
    }

    void aSecondEdgeWaitsForAllUnlessTheWaysExclude() {
        auto document = sampleDocument();
        // alarm has an error edge only: a plain one stays plain.
        domain::apply(document, connection(document, {"draft"}, "alarm"));
        QCOMPARE(document.graph.edges.at("draft-alarm").kind, domain::EdgeKind::Normal);
        // check runs after draft; facts and draft do not exclude each other.
        domain::apply(document, connection(document, {"facts"}, "check"));
        QCOMPARE(document.graph.edges.at("draft-check").kind, domain::EdgeKind::Barrier);
        // praise and billing exclude each other: waiting for both would never end.
        domain::apply(document, connection(document, {"thanks"}, "ticket"));
        QCOMPARE(document.graph.edges.at("thanks-ticket").kind, domain::EdgeKind::Normal);
        domain::apply(document, toggleJoin(document, "check"));
        QCOMPARE(document.graph.edges.at("draft-check").kind, domain::EdgeKind::Normal);
        domain::apply(document, toggleJoin(document, "check"));
        int barriers = 0;
        for (const auto& [id, edge] : document.graph.edges)
            barriers += edge.to == "check" && edge.kind == domain::EdgeKind::Barrier && edge.from.size() == 2 ? 1 : 0;
        QCOMPARE(barriers, 1);
    }

    void refusalsSayWhy() {
        const auto graph = sampleDocument().graph;
        const auto why = [&](const ConnectionStart& start, const std::string& to) {
            return refusal(graph, edgesAt(graph, start.node), start, to);
        };
        QVERIFY(why({"draft"}, "send").isEmpty());
        QVERIFY(why({"draft"}, "message").contains("begins a run"));
        QVERIFY(why({"draft"}, "draft").contains("itself"));
        QVERIFY(why({"draft"}, "check").contains("already"));
        QVERIFY(why({"kind", PortKind::Case, "praise"}, "thanks").contains("already"));
        QVERIFY(why({"kind", PortKind::Case, "praise"}, "kind").isEmpty());
        QVERIFY(!why({"draft"}, "nobody").isEmpty());
    }
};

HEDDLE_TEST(DocumentTest);
#include "document_test.moc"
