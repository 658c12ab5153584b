#include "core/base/messages.h"
#include "core/nodes/config.h"
#include "core/nodes/node_kinds.h"

namespace heddle::nodes {
namespace {

/// Fills a text and keeps it in a field.
class PromptRunner final : public engine::NodeRunner {
public:
    explicit PromptRunner(const Config& config)
        : m_text(config.textTemplate("text")), m_output(config.text("output")) {}

    boost::asio::awaitable<engine::NodeResult> run(engine::NodeContext& context) const override {
        co_return writes(m_output, m_text.render(context.view()));
    }

private:
    expr::TextTemplate m_text;
    std::string m_output;
};

/// Fills a text and tells it to the person as the answer.
class AnswerRunner final : public engine::NodeRunner {
public:
    explicit AnswerRunner(const Config& config)
        : m_text(config.textTemplate("text")), m_output(config.text("output")) {}

    boost::asio::awaitable<engine::NodeResult> run(engine::NodeContext& context) const override {
        std::string text = m_text.render(context.view());
        context.emitToken(text);
        co_return writes(m_output, std::move(text));
    }

private:
    expr::TextTemplate m_text;
    std::string m_output;
};

/// Joins the items of a list into one text.
class JoinRunner final : public engine::NodeRunner {
public:
    explicit JoinRunner(const Config& config)
        : m_items(config.expression("items")),
          m_separator(config.raw().string("separator", "\n")),
          m_output(config.text("output")) {}

    boost::asio::awaitable<engine::NodeResult> run(engine::NodeContext& context) const override {
        const Json items = m_items.evaluate(context.view());
        std::string text;
        bool first = true;
        for (const auto& item : items.is_array() ? items : Json::array({items})) {
            if (!first) text += m_separator;
            text += asText(item);
            first = false;
        }
        co_return writes(m_output, std::move(text));
    }

private:
    expr::Program m_items;
    std::string m_separator;
    std::string m_output;
};

const char* const kTextHelp =
    HEDDLE_MESSAGE("NodeTypes", "{{ expression }} puts a value in, for example {{ state.question }}.");

}  // namespace

domain::NodeType promptType() {
    domain::NodeType type;
    type.name = "prompt";
    type.title = HEDDLE_MESSAGE("NodeTypes", "Text");
    type.description = HEDDLE_MESSAGE("NodeTypes", "Makes a text from values of the state.");
    type.category = "data";
    type.icon = "file-text";
    type.configSchema = ConfigSchema()
                            .add("text", {{"type", "string"}, {"format", "prompt"}},
                                 HEDDLE_MESSAGE("NodeTypes", "Text"), kTextHelp, true)
                            .add("output", {{"type", "string"}, {"format", "state-field"}},
                                 HEDDLE_MESSAGE("NodeTypes", "Result goes to"), "", true)
                            .json();
    type.defaultConfig = {{"text", ""}, {"output", "text"}};
    return type;
}

std::unique_ptr<engine::NodeRunner> makePrompt(const domain::Node& node) {
    return std::make_unique<PromptRunner>(Config(node));
}

domain::NodeType answerType() {
    domain::NodeType type;
    type.name = "answer";
    type.title = HEDDLE_MESSAGE("NodeTypes", "Answer");
    type.description = HEDDLE_MESSAGE("NodeTypes", "The text that the person gets.");
    type.category = "io";
    type.icon = "send";
    type.configSchema = ConfigSchema()
                            .add("text", {{"type", "string"}, {"format", "prompt"}},
                                 HEDDLE_MESSAGE("NodeTypes", "Text"), kTextHelp, true)
                            .add("output", {{"type", "string"}, {"format", "state-field"}, {"default", "answer"}},
                                 HEDDLE_MESSAGE("NodeTypes", "Result goes to"), "", true)
                            .json();
    type.defaultConfig = {{"text", "{{ state.answer }}"}, {"output", "answer"}};
    type.tags = {"end"};
    return type;
}

std::unique_ptr<engine::NodeRunner> makeAnswer(const domain::Node& node) {
    return std::make_unique<AnswerRunner>(Config(node));
}

domain::NodeType joinType() {
    domain::NodeType type;
    type.name = "join";
    type.title = HEDDLE_MESSAGE("NodeTypes", "Join");
    type.description = HEDDLE_MESSAGE("NodeTypes", "Puts the results of many tasks together into one text.");
    type.category = "flow";
    type.icon = "merge";
    type.configSchema = ConfigSchema()
                            .add("items", {{"type", "string"}, {"format", "cel"}}, HEDDLE_MESSAGE("NodeTypes", "Items"),
                                 HEDDLE_MESSAGE("NodeTypes", "An expression that gives a list."), true)
                            .add("separator", {{"type", "string"}, {"format", "multiline"}, {"default", "\n"}},
                                 HEDDLE_MESSAGE("NodeTypes", "Between two items"))
                            .add("output", {{"type", "string"}, {"format", "state-field"}},
                                 HEDDLE_MESSAGE("NodeTypes", "Result goes to"), "", true)
                            .json();
    type.defaultConfig = {{"items", "state.results"}, {"separator", "\n\n"}, {"output", "text"}};
    return type;
}

std::unique_ptr<engine::NodeRunner> makeJoin(const domain::Node& node) {
    return std::make_unique<JoinRunner>(Config(node));
}

}  // namespace heddle::nodes
