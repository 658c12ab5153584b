#include "tests/editor_graph/sample.h"

#include <cmath>

namespace heddle::tests {
namespace {

using domain::EdgeKind;

domain::NodeType type(const char* name, const char* title, const char* description, const char* category,
                      const char* icon) {
    domain::NodeType made;
    made.name = name;
    made.title = title;
    made.description = description;
    made.category = category;
    made.icon = icon;
    return made;
}

void node(domain::WorkflowDocument& document, const char* id, const char* type, const char* title, Json config,
          domain::Position at) {
    domain::Node made;
    made.id = id;
    made.type = type;
    made.title = title;
    made.config = std::move(config);
    document.graph.nodes[id] = made;
    document.layout.nodes[id] = at;
}

domain::Edge& edge(domain::WorkflowDocument& document, const char* id, EdgeKind kind, std::vector<std::string> from,
                   const char* to) {
    domain::Edge& made = document.graph.edges[id];
    made.id = id;
    made.kind = kind;
    made.from = std::move(from);
    made.to = to;
    return made;
}

}  // namespace

domain::NodeTypes sampleTypes() {
    domain::NodeTypes types;
    types.add(type("input", "Input", "What a run begins with", "io", "log-in"));
    types.add(type("answer", "Answer", "What the run gives back", "io", "log-out"));
    types.add(type("llm", "Language model", "Asks a model and keeps its answer", "model", "bot"));
    types.add(type("classifier", "Classifier", "Picks one of several labels for a text", "model", "tag"));
    types.add(type("prompt", "Text template", "Fills a text with values of the state", "data", "file-text"));
    types.add(type("search", "Search", "Finds passages in a knowledge base", "data", "library"));
    types.add(type("assign", "Set fields", "Writes values into the state", "data", "variable"));
    types.add(type("condition", "Condition", "Decides where to go on", "flow", "git-branch"));
    types.add(type("approval", "Ask a person", "Waits for a person's decision", "flow", "user-check"));
    types.add(type("join", "Join", "Brings parallel ways together", "flow", "merge"));
    types.add(type("http", "HTTP request", "Calls a web service", "integration", "globe"));
    return types;
}

domain::WorkflowDocument sampleDocument() {
    domain::WorkflowDocument d;
    d.graph.name = "support-triage";
    node(d, "message", "input", "Customer message", Json::object(), {0, 160});
    node(d, "facts", "search", "Find facts", {{"query", "{{ state.message }}"}}, {312, 16});
    node(d, "kind", "classifier", "What is it about?",
         {{"labels", {"billing", "technical", "praise"}}, {"output", "topic"}}, {312, 160});
    node(d, "draft", "llm", "Draft an answer", {{"model", "local / qwen-14b"}}, {720, 16});
    node(d, "tickets", "llm", "Split into tickets", {{"prompt", "One ticket for each question"}}, {720, 176});
    node(d, "thanks", "prompt", "Say thank you", {{"template", "Thank you, {{ state.name }}!"}}, {720, 384});
    node(d, "ticket", "http", "Open ticket", {{"url", "https://tickets.example/api"}}, {1040, 176});
    node(d, "check", "approval", "Check before sending", Json::object(), {1040, 16});
    node(d, "alarm", "http", "Tell the team", {{"url", "https://chat.example/hook"}}, {1360, 280});
    node(d, "send", "answer", "Send reply", Json::object(), {1360, 96});
    d.graph.nodes["ticket"].onError = domain::ErrorPolicy::TakeEdge;
    d.graph.entry = {"message"};
    edge(d, "message-facts", EdgeKind::Normal, {"message"}, "facts");
    edge(d, "message-kind", EdgeKind::Normal, {"message"}, "kind");
    auto& cases = edge(d, "kind-cases", EdgeKind::Conditional, {"kind"}, "");
    cases.condition = "state.topic";
    cases.mapping = {{"billing", "draft"}, {"technical", "tickets"}, {"praise", "thanks"}};
    cases.otherwise = "$end";
    edge(d, "draft-check", EdgeKind::Normal, {"draft"}, "check");
    edge(d, "tickets-ticket", EdgeKind::FanOut, {"tickets"}, "ticket").items = "state.tickets";
    edge(d, "join-send", EdgeKind::Barrier, {"check", "ticket"}, "send");
    edge(d, "ticket-error", EdgeKind::Error, {"ticket"}, "alarm");
    edge(d, "thanks-end", EdgeKind::Normal, {"thanks"}, "$end");
    edge(d, "facts-draft", EdgeKind::Normal, {"facts"}, "draft");
    return d;
}

domain::WorkflowDocument largeDocument(int nodes) {
    domain::WorkflowDocument d;
    const int columns = std::max(1, int(std::sqrt(nodes * 0.6)));
    const int rows = (nodes + columns - 1) / columns;
    const char* types[] = {"llm", "search", "prompt", "condition", "http", "assign", "approval"};
    const auto id = [](int i) { return "n" + std::to_string(100000 + i); };
    for (int i = 0; i < nodes; ++i) {
        domain::Node made;
        made.id = id(i);
        made.type = types[(i * 7 + i / 5) % 7];
        made.title = "Step " + std::to_string(i);
        made.config = {{"prompt", "Summarise part " + std::to_string(i) + " in plain words"}};
        d.graph.nodes[made.id] = made;
        d.layout.nodes[made.id] = {double(i / rows) * 296, double(i % rows) * 128};
    }
    const auto connect = [&](int from, int to) {
        domain::Edge made;
        made.id = "e" + std::to_string(100000 + int(d.graph.edges.size()));
        made.from = {id(from)};
        made.to = id(to);
        d.graph.edges[made.id] = made;
    };
    for (int i = 0; i < nodes; ++i) {
        if (i + rows < nodes) connect(i, i + rows);
        if (i % 2 == 0 && i + rows < nodes) connect(i, std::min(nodes - 1, i + rows + 1 + (i * 31) % 5 - 2));
    }
    d.graph.entry = {id(0)};
    return d;
}

std::string textOf(const domain::WorkflowDocument& document) {
    return domain::writeWorkflow(document.graph) + canonicalJson(toJson(document.layout));
}

}  // namespace heddle::tests
