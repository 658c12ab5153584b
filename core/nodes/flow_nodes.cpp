#include "core/base/messages.h"
#include "core/nodes/config.h"
#include "core/nodes/node_kinds.h"
#include "core/nodes/text_parts.h"

namespace heddle::nodes {
namespace {

/// Does nothing itself: its conditional edge decides.
class ConditionRunner final : public engine::NodeRunner {
public:
    boost::asio::awaitable<engine::NodeResult> run(engine::NodeContext&) const override {
        co_return engine::NodeResult();
    }
};

/// Sets state fields to the values of expressions, all read from the same state.
class AssignRunner final : public engine::NodeRunner {
public:
    explicit AssignRunner(const domain::Node& node) {
        const JsonReader in(node.config, "/config");
        for (const auto& [field, source] : in.object("values").items()) {
            domain::Node single;
            single.id = node.id;
            single.config = {{field, source}};
            m_values.emplace_back(field, Config(single).expression(field));
        }
    }

    boost::asio::awaitable<engine::NodeResult> run(engine::NodeContext& context) const override {
        engine::NodeResult result;
        for (const auto& [field, program] : m_values) {
            result.updates.emplace_back(field, program.evaluate(context.view()));
        }
        co_return result;
    }

private:
    std::vector<std::pair<std::string, expr::Program>> m_values;
};

/// Cuts a text into parts {index, text}; its fan-out edge makes a task of each.
class MapRunner final : public engine::NodeRunner {
public:
    explicit MapRunner(const Config& config)
        : m_text(config.textTemplate("text")),
          m_partChars(static_cast<std::size_t>(config.raw().integer("part_chars", 2000))),
          m_output(config.text("output")) {}

    boost::asio::awaitable<engine::NodeResult> run(engine::NodeContext& context) const override {
        Json parts = Json::array();
        for (auto& part : cutIntoParts(m_text.render(context.view()), m_partChars)) {
            parts.push_back({{"index", parts.size()}, {"text", std::move(part)}});
        }
        const Json progress{{"parts", parts.size()}};
        context.emitProgress(progress);
        co_return writes(m_output, std::move(parts));
    }

private:
    expr::TextTemplate m_text;
    std::size_t m_partChars;
    std::string m_output;
};

}  // namespace

domain::NodeType conditionType() {
    domain::NodeType type;
    type.name = "condition";
    type.title = HEDDLE_MESSAGE("NodeTypes", "Condition");
    type.description =
        HEDDLE_MESSAGE("NodeTypes", "Chooses the way on: its conditional edge holds the expression and the cases.");
    type.category = "flow";
    type.icon = "split";
    type.configSchema = ConfigSchema().json();
    return type;
}

std::unique_ptr<engine::NodeRunner> makeCondition(const domain::Node&) { return std::make_unique<ConditionRunner>(); }

domain::NodeType assignType() {
    domain::NodeType type;
    type.name = "assign";
    type.title = HEDDLE_MESSAGE("NodeTypes", "Assign");
    type.description = HEDDLE_MESSAGE("NodeTypes", "Sets state fields to the values of expressions.");
    type.category = "data";
    type.icon = "equal";
    type.configSchema =
        ConfigSchema()
            .add("values", {{"type", "object"}, {"additionalProperties", {{"type", "string"}, {"format", "cel"}}}},
                 HEDDLE_MESSAGE("NodeTypes", "Values"), HEDDLE_MESSAGE("NodeTypes", "State field and expression."),
                 true)
            .json();
    type.defaultConfig = {{"values", Json::object()}};
    return type;
}

std::unique_ptr<engine::NodeRunner> makeAssign(const domain::Node& node) {
    return std::make_unique<AssignRunner>(node);
}

domain::NodeType mapType() {
    domain::NodeType type;
    type.name = "map";
    type.title = HEDDLE_MESSAGE("NodeTypes", "Split");
    type.description = HEDDLE_MESSAGE("NodeTypes", "Cuts a text into parts; its fan-out edge makes one task of each.");
    type.category = "flow";
    type.icon = "scissors";
    type.configSchema =
        ConfigSchema()
            .add("text", {{"type", "string"}, {"format", "prompt"}}, HEDDLE_MESSAGE("NodeTypes", "Text"), "", true)
            .add("part_chars", {{"type", "integer"}, {"minimum", 50}, {"maximum", 1000000}, {"default", 2000}},
                 HEDDLE_MESSAGE("NodeTypes", "Size of a part (characters)"),
                 HEDDLE_MESSAGE("NodeTypes", "Parts end at paragraphs or sentences where that is possible."))
            .add("output", {{"type", "string"}, {"format", "state-field"}},
                 HEDDLE_MESSAGE("NodeTypes", "Result goes to"), "", true)
            .json();
    type.defaultConfig = {{"text", "{{ state.text }}"}, {"part_chars", 2000}, {"output", "parts"}};
    return type;
}

std::unique_ptr<engine::NodeRunner> makeMap(const domain::Node& node) {
    return std::make_unique<MapRunner>(Config(node));
}

}  // namespace heddle::nodes
