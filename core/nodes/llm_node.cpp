#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/messages.h"
#include "core/nodes/config.h"
#include "core/nodes/model_call.h"
#include "core/nodes/node_kinds.h"

namespace heddle::nodes {
namespace {

/// Asks a language model once and keeps its answer in a field.
class LlmRunner final : public engine::NodeRunner {
public:
    LlmRunner(const Config& config, const NodeServices& services)
        : m_models(services.models),
          m_model(config.raw().string("model", "")),
          m_system(config.textTemplate("system")),
          m_prompt(config.textTemplate("prompt")),
          m_context(config.optionalExpression("context")),
          m_question(config.optionalExpression("question")),
          m_schema(config.raw().value("response_schema")),
          m_output(config.text("output")) {
        const JsonReader& raw = config.raw();
        if (m_model.empty()) m_model = services.defaultModel;
        m_task = raw.string("task", "answer");
        m_sentences = raw.integer("sentences", 0);
        if (raw.has("temperature")) m_temperature = raw.number("temperature", 0);
        m_maxTokens = raw.integer("max_tokens", 0);
        m_channel = channelOf(raw.string("stream", "draft"));
    }

    boost::asio::awaitable<engine::NodeResult> run(engine::NodeContext& context) const override {
        const llm::ChatRequest request = makeRequest(context);
        const ModelCall call(m_models, m_model, m_channel);
        const ModelAnswer answer = co_await call.ask(request, context);
        const std::string& text = answer.result.text;
        Json value = m_schema.is_object() ? parseJson(text, answer.label) : Json(text);
        co_return writes(m_output, std::move(value));
    }

    std::string service() const override { return m_model; }

private:
    llm::ChatRequest makeRequest(const engine::NodeContext& context) const {
        llm::ChatRequest request;
        if (const std::string system = m_system.render(context.view()); !system.empty()) {
            request.messages.push_back(llm::Message::ofText(llm::Role::System, system));
        }
        request.messages.push_back(llm::Message::ofText(llm::Role::User, m_prompt.render(context.view())));
        request.temperature = m_temperature;
        if (m_maxTokens > 0) request.maxTokens = m_maxTokens;
        if (m_schema.is_object()) {
            request.responseFormat = {llm::ResponseFormat::Type::JsonSchema, "answer", m_schema, false};
        }
        Json hint{{"kind", m_task}};
        if (m_context) hint["context"] = asText(m_context->evaluate(context.view()));
        if (m_question) hint["question"] = asText(m_question->evaluate(context.view()));
        if (m_sentences > 0) hint["sentences"] = m_sentences;
        request.extraBody["heddle_task"] = std::move(hint);
        return request;
    }

    const ModelResolver& m_models;
    std::string m_model;
    expr::TextTemplate m_system;
    expr::TextTemplate m_prompt;
    std::optional<expr::Program> m_context;
    std::optional<expr::Program> m_question;
    Json m_schema;
    std::string m_output;
    std::string m_task;
    std::int64_t m_sentences = 0;
    std::optional<double> m_temperature;
    std::int64_t m_maxTokens = 0;
    std::string m_channel;
};

}  // namespace

domain::NodeType llmType() {
    domain::NodeType type;
    type.name = "llm";
    type.title = HEDDLE_MESSAGE("NodeTypes", "Language model");
    type.description = HEDDLE_MESSAGE("NodeTypes", "Asks a language model and keeps its answer.");
    type.category = "model";
    type.icon = "bot";
    type.configSchema =
        ConfigSchema()
            .add("model", {{"type", "string"}, {"format", "model"}, {"default", ""}},
                 HEDDLE_MESSAGE("NodeTypes", "Model"), HEDDLE_MESSAGE("NodeTypes", "Empty: the default model."))
            .add("system", {{"type", "string"}, {"format", "prompt"}}, HEDDLE_MESSAGE("NodeTypes", "System prompt"),
                 HEDDLE_MESSAGE("NodeTypes", "Who the model is and what it must keep to."))
            .add("prompt", {{"type", "string"}, {"format", "prompt"}}, HEDDLE_MESSAGE("NodeTypes", "Prompt"),
                 HEDDLE_MESSAGE("NodeTypes", "{{ expression }} puts a value in, for example {{ state.question }}."),
                 true)
            .add("output", {{"type", "string"}, {"format", "state-field"}},
                 HEDDLE_MESSAGE("NodeTypes", "Result goes to"), "", true)
            .add("temperature", {{"type", "number"}, {"minimum", 0}, {"maximum", 2}, {"multipleOf", 0.05}},
                 HEDDLE_MESSAGE("NodeTypes", "Temperature"),
                 HEDDLE_MESSAGE("NodeTypes", "Empty: the provider's choice."))
            .add("max_tokens", {{"type", "integer"}, {"minimum", 1}, {"maximum", 1000000}},
                 HEDDLE_MESSAGE("NodeTypes", "Longest answer (tokens)"))
            .addChoice("stream",
                       {{"draft", HEDDLE_MESSAGE("NodeTypes", "As a preview")},
                        {"answer", HEDDLE_MESSAGE("NodeTypes", "As the answer")},
                        {"log", HEDDLE_MESSAGE("NodeTypes", "Only in the log")}},
                       HEDDLE_MESSAGE("NodeTypes", "Shown while it is written"),
                       HEDDLE_MESSAGE("NodeTypes", "The answer replaces a preview when it is there."))
            .addChoice("task",
                       {{"answer", HEDDLE_MESSAGE("NodeTypes", "Answer")},
                        {"summarise", HEDDLE_MESSAGE("NodeTypes", "Summarise")},
                        {"review", HEDDLE_MESSAGE("NodeTypes", "Review")},
                        {"draft", HEDDLE_MESSAGE("NodeTypes", "Draft")},
                        {"extract", HEDDLE_MESSAGE("NodeTypes", "Extract")}},
                       HEDDLE_MESSAGE("NodeTypes", "Kind of task"),
                       HEDDLE_MESSAGE("NodeTypes", "A hint for the offline model."))
            .add("context", {{"type", "string"}, {"format", "cel"}},
                 HEDDLE_MESSAGE("NodeTypes", "Context for the offline model"),
                 HEDDLE_MESSAGE("NodeTypes", "The text that the offline model works on; other models read the prompt."))
            .add("question", {{"type", "string"}, {"format", "cel"}},
                 HEDDLE_MESSAGE("NodeTypes", "Question for the offline model"))
            .add("sentences", {{"type", "integer"}, {"minimum", 1}, {"maximum", 50}},
                 HEDDLE_MESSAGE("NodeTypes", "Sentences from the offline model"))
            .add("response_schema", {{"type", "object"}, {"format", "json"}},
                 HEDDLE_MESSAGE("NodeTypes", "Answer as JSON"),
                 HEDDLE_MESSAGE("NodeTypes", "A JSON Schema that the answer must fit."))
            .json();
    type.requiredServices = {"llm"};
    type.defaultConfig = {{"prompt", "{{ state.question }}"}, {"output", "answer"}, {"stream", "answer"}};
    return type;
}

std::unique_ptr<engine::NodeRunner> makeLlm(const domain::Node& node, const NodeServices& services) {
    return std::make_unique<LlmRunner>(Config(node), services);
}

}  // namespace heddle::nodes
