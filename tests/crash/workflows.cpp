#include "tests/crash/workflows.h"

#include <stdexcept>

namespace heddle::tests {
namespace {

Json graphOf(const std::vector<std::string>& nodes, Json edges, Json state) {
    Json graph{{"schema_version", 1},
               {"name", "crash"},
               {"entry", {nodes.front()}},
               {"edges", std::move(edges)},
               {"state", std::move(state)}};
    for (const auto& node : nodes)
        graph["nodes"][node] = {{"type", "script"}};
    return graph;
}

Json appending() { return {{"reducer", "append"}}; }
Json adding() { return {{"reducer", "add"}}; }

/// Writes `value`, a CEL text, to `field`.
Json writes(const std::string& field, const std::string& value) {
    return Json::array({{{"update", {{field, value}}}}});
}

/// The same after a few turns for others, so that tasks beside each other end in any order.
Json writesLater(const std::string& field, const std::string& value) {
    return Json::array({{{"yield", 5}}, {{"update", {{field, value}}}}});
}

CrashWorkflow chain() {
    CrashWorkflow flow;
    std::vector<std::string> nodes;
    Json edges = Json::object();
    for (char letter = 'a'; letter <= 'l'; ++letter) {
        const std::string node(1, letter);
        if (!nodes.empty()) edges[node] = {{"from", nodes.back()}, {"to", node}};
        nodes.push_back(node);
        flow.script[node] = writes("log", "['" + node + "' + string(size(state.log))]");
    }
    flow.graph = graphOf(nodes, edges, {{"log", {{"reducer", "append"}, {"initial", Json::array()}}}});
    return flow;
}

/// Long enough for a second snapshot of the state.
CrashWorkflow loop() {
    CrashWorkflow flow;
    flow.graph = graphOf({"work", "look"},
                         {{"1", {{"from", "work"}, {"to", "look"}}},
                          {"2",
                           {{"kind", "conditional"},
                            {"from", "look"},
                            {"condition", "state.n < 50"},
                            {"mapping", {{"true", "work"}, {"false", "$end"}}}}}},
                         {{"n", adding()}, {"log", appending()}});
    flow.script = {{"work", writes("n", "1")}, {"look", writes("log", "[state.n * 1000000]")}};
    return flow;
}

CrashWorkflow fanOut() {
    CrashWorkflow flow;
    flow.graph = graphOf({"split", "part", "join", "late", "last"},
                         {{"1", {{"kind", "fan_out"}, {"from", "split"}, {"items", "state.parts"}, {"to", "part"}}},
                          {"2", {{"kind", "barrier"}, {"from", {"part"}}, {"to", "join"}}},
                          {"3", {{"kind", "barrier"}, {"from", {"late"}}, {"to", "last"}}}},
                         {{"parts", Json::object()}, {"done", appending()}, {"sum", Json::object()}});
    flow.script = {{"split", writes("parts", "[1, 2, 3, 4, 5, 6, 7, 8]")},
                   {"part", writesLater("done", "[item * 10]")},
                   {"join", Json::array({{{"send", "late"}, {"each", "state.done"}}})},
                   {"late", writesLater("done", "[item + 1]")},
                   {"last", writes("sum", "size(state.done)")}};
    flow.graph["limits"]["max_concurrency"] = 3;  // so that some are stored while others have yet to begin
    flow.widest = 8;
    return flow;
}

/// Two branches of unlike length that meet, three times over.
CrashWorkflow barriers() {
    CrashWorkflow flow;
    flow.graph = graphOf({"start", "left", "left2", "right", "meet"},
                         {{"1", {{"from", "start"}, {"to", "left"}}},
                          {"2", {{"from", "start"}, {"to", "right"}}},
                          {"3", {{"from", "left"}, {"to", "left2"}}},
                          {"4", {{"kind", "barrier"}, {"from", {"left2", "right"}}, {"to", "meet"}}},
                          {"5",
                           {{"kind", "conditional"},
                            {"from", "meet"},
                            {"condition", "state.n < 3"},
                            {"mapping", {{"true", "start"}, {"false", "$end"}}}}}},
                         {{"n", adding()}, {"log", appending()}});
    flow.script = {{"start", writes("n", "1")},
                   {"left", writesLater("log", "['left' + string(state.n)]")},
                   {"left2", writes("log", "['left2' + string(state.n)]")},
                   {"right", writesLater("log", "['right' + string(state.n)]")},
                   {"meet", writes("log", "['meet' + string(state.n)]")}};
    flow.widest = 2;
    return flow;
}

/// Retries, a default on failure and an error edge.
CrashWorkflow errors() {
    CrashWorkflow flow;
    flow.graph = graphOf({"begin", "flaky", "bad", "mend", "worse", "end"},
                         {{"1", {{"from", "begin"}, {"to", "flaky"}}},
                          {"2", {{"from", "flaky"}, {"to", "bad"}}},
                          {"3", {{"kind", "error"}, {"from", "bad"}, {"to", "mend"}}},
                          {"4", {{"from", "mend"}, {"to", "worse"}}},
                          {"5", {{"from", "worse"}, {"to", "end"}}}},
                         {{"log", appending()}});
    flow.graph["nodes"]["flaky"]["retry"] = {{"max_attempts", 3}, {"initial_ms", 0}, {"jitter", false}};
    flow.graph["nodes"]["bad"]["on_error"] = "edge";
    flow.graph["nodes"]["worse"]["on_error"] = "default";
    flow.graph["nodes"]["worse"]["error_default"] = {{"log", {"default"}}};
    flow.script = {{"begin", writes("log", "['begin']")},
                   {"flaky", Json::array({{{"fail", "test.later"}, {"kind", "network"}, {"calls", 2}},
                                          {{"update", {{"log", "['flaky']"}}}}})},
                   {"bad", Json::array({{{"fail", "test.bad"}, {"kind", "denied"}}})},
                   {"mend", writes("log", "[state.error.code]")},
                   {"worse", Json::array({{{"fail", "test.worse"}, {"kind", "denied"}}})},
                   {"end", writes("log", "['end']")}};
    return flow;
}

/// One question, three beside each other, and one that is asked until the answer will do.
CrashWorkflow questions() {
    CrashWorkflow flow;
    flow.graph = graphOf({"first", "each", "join", "until", "end"},
                         {{"1", {{"kind", "fan_out"}, {"from", "first"}, {"items", "['x', 'y', 'z']"}, {"to", "each"}}},
                          {"2", {{"kind", "barrier"}, {"from", {"each"}}, {"to", "join"}}},
                          {"3", {{"from", "join"}, {"to", "until"}}},
                          {"4", {{"from", "until"}, {"to", "end"}}}},
                         {{"log", appending()}});
    const auto asks = [](Json question, const std::string& value) {
        return Json::array({std::move(question), {{"update", {{"log", value}}}}});
    };
    flow.script = {{"first", asks({{"ask", "Begin?"}}, "['first ' + reply]")},
                   {"each", asks({{"ask", "This one?"}}, "[item + reply]")},
                   {"join", writes("log", "[string(size(state.log))]")},
                   {"until", asks({{"ask", "How old?"}, {"valid", "int(reply) >= 18"}}, "['age ' + reply]")},
                   {"end", writes("log", "['end']")}};
    flow.asks = {"13", "15", "19"};
    flow.widest = 3;
    return flow;
}

Json sub(const std::vector<std::string>& nodes, Json edges, Json state) {
    Json graph = graphOf(nodes, std::move(edges), std::move(state));
    graph.erase("schema_version");
    return graph;
}

/// A question in each of three sub-graphs beside each other, with a sub-graph inside, and one that keeps its memory.
CrashWorkflow subGraphs() {
    CrashWorkflow flow;
    flow.graph = graphOf({"begin", "each", "join", "again"},
                         {{"1", {{"kind", "fan_out"}, {"from", "begin"}, {"items", "['x', 'y', 'z']"}, {"to", "each"}}},
                          {"2", {{"kind", "barrier"}, {"from", {"each"}}, {"to", "join"}}},
                          {"3", {{"from", "join"}, {"to", "again"}}},
                          {"4",
                           {{"kind", "conditional"},
                            {"from", "again"},
                            {"condition", "state.n < 3"},
                            {"mapping", {{"true", "again"}, {"false", "$end"}}}}}},
                         {{"log", appending()}, {"n", adding()}});
    flow.graph["graphs"] = {
        {"asking", sub({"look", "ask", "deeper"},
                       {{"1", {{"from", "look"}, {"to", "ask"}}}, {"2", {{"from", "ask"}, {"to", "deeper"}}}},
                       {{"x", Json::object()}, {"log", appending()}})},
        {"inner", sub({"one", "two"}, {{"1", {{"from", "one"}, {"to", "two"}}}}, {{"log", appending()}})},
        {"counting", sub({"count"}, Json::object(), {{"n", adding()}})}};
    flow.graph["nodes"]["each"]["config"] = {{"graph", "asking"}};
    flow.graph["nodes"]["again"]["config"] = {{"graph", "counting"}};
    flow.graph["graphs"]["asking"]["nodes"]["deeper"]["config"] = {{"graph", "inner"}};
    flow.script = {
        {"begin", writes("log", "['begin']")},
        {"each", Json::array({{{"call", {{"x", "item"}}}, {"out", {{"log", "state.log"}}}}})},
        {"look", writesLater("log", "[state.x]")},
        {"ask", Json::array({{{"ask", "Go on?"}}, {{"update", {{"log", "[state.x + reply]"}}}}})},
        {"deeper", Json::array({{{"call", Json::object()}, {"out", {{"log", "state.log"}}}}})},
        {"one", writesLater("log", "['one']")},
        {"two", writes("log", "['two']")},
        {"join", writes("log", "[string(size(state.log))]")},
        {"again", Json::array({{{"call", Json::object()}, {"memory", "kept"}, {"out", {{"log", "[string(state.n)]"}}}},
                               {{"update", {{"n", "1"}}}}})},
        {"count", writes("n", "1")}};
    flow.asks = {"!"};
    flow.widest = 3;
    return flow;
}

}  // namespace

CrashWorkflow crashWorkflow(const std::string& name) {
    CrashWorkflow flow;
    if (name == "chain") flow = chain();
    if (name == "loop") flow = loop();
    if (name == "fan-out") flow = fanOut();
    if (name == "barriers") flow = barriers();
    if (name == "errors") flow = errors();
    if (name == "questions") flow = questions();
    if (name == "sub-graphs") flow = subGraphs();
    if (flow.graph.is_null()) throw std::invalid_argument("no crash workflow " + name);
    flow.name = name;
    return flow;
}

}  // namespace heddle::tests
