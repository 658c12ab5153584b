#include "core/base/messages.h"
#include "core/nodes/config.h"
#include "core/nodes/node_kinds.h"

namespace heddle::nodes {
namespace {

using Mapping = std::vector<std::pair<std::string, expr::Program>>;

Mapping mapping(const domain::Node& node, const char* key) {
    Mapping programs;
    const JsonReader in(node.config, "/config");
    for (const auto& [field, source] : in.object(key).items()) {
        domain::Node single;
        single.id = node.id;
        single.config = {{field, source}};
        programs.emplace_back(field, Config(single).expression(field));
    }
    return programs;
}

engine::Memory memoryNamed(const std::string& name) {
    if (name == "kept") return engine::Memory::Kept;
    return name == "none" ? engine::Memory::None : engine::Memory::Fresh;
}

/// Runs a sub-graph: `input` makes its fields from this graph's state, `output` this graph's fields from the state that
/// it ends with.
class SubgraphRunner final : public engine::NodeRunner {
public:
    SubgraphRunner(const domain::Node& node, const Config& config)
        : m_graph(config.text("graph")),
          m_memory(memoryNamed(config.raw().string("memory", "fresh"))),
          m_input(mapping(node, "input")),
          m_output(mapping(node, "output")) {}

    std::string graph() const override { return m_graph; }

    boost::asio::awaitable<engine::NodeResult> run(engine::NodeContext& context) const override {
        engine::GraphCall call;
        call.memory = m_memory;
        for (const auto& [field, program] : m_input)
            call.input[field] = program.evaluate(context.view());
        engine::GraphAnswer answer = co_await context.callGraph(std::move(call));
        if (answer.command) co_return std::move(*answer.command);
        engine::NodeResult result;
        for (const auto& [field, program] : m_output)
            result.updates.emplace_back(field, program.evaluate(answer.state));
        co_return result;
    }

private:
    std::string m_graph;
    engine::Memory m_memory;
    Mapping m_input;
    Mapping m_output;
};

}  // namespace

domain::NodeType subgraphType() {
    domain::NodeType type;
    type.name = "subgraph";
    type.title = HEDDLE_MESSAGE("NodeTypes", "Sub-graph");
    type.description = HEDDLE_MESSAGE("NodeTypes", "Runs another graph of this workflow as one step.");
    type.category = "flow";
    type.icon = "workflow";
    const Json inner{{"type", "object"}, {"additionalProperties", {{"type", "string"}, {"format", "cel"}}}};
    const Json outer{{"type", "object"}, {"additionalProperties", {{"type", "string"}, {"format", "cel-subgraph"}}}};
    type.configSchema =
        ConfigSchema()
            .add("graph", {{"type", "string"}, {"format", "graph"}}, HEDDLE_MESSAGE("NodeTypes", "Graph"), "", true)
            .add("input", inner, HEDDLE_MESSAGE("NodeTypes", "Input"),
                 HEDDLE_MESSAGE("NodeTypes", "Field of the sub-graph, and expression over this graph's state."))
            .add("output", outer, HEDDLE_MESSAGE("NodeTypes", "Output"),
                 HEDDLE_MESSAGE("NodeTypes", "State field here, and expression over the sub-graph's last state."))
            .addChoice(
                "memory",
                {{"fresh", HEDDLE_MESSAGE("NodeTypes", "Fresh")},
                 {"kept", HEDDLE_MESSAGE("NodeTypes", "Kept")},
                 {"none", HEDDLE_MESSAGE("NodeTypes", "None")}},
                HEDDLE_MESSAGE("NodeTypes", "Memory"),
                HEDDLE_MESSAGE("NodeTypes",
                               "Fresh: each call begins anew. Kept: it goes on with the state of its last call. None: "
                               "nothing is stored, and its nodes cannot ask."))
            .json();
    type.defaultConfig = {{"graph", ""}, {"input", Json::object()}, {"output", Json::object()}};
    return type;
}

std::unique_ptr<engine::NodeRunner> makeSubgraph(const domain::Node& node) {
    return std::make_unique<SubgraphRunner>(node, Config(node));
}

}  // namespace heddle::nodes
