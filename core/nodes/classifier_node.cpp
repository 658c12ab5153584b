#include "core/base/error.h"
#include "core/base/messages.h"
#include "core/nodes/config.h"
#include "core/nodes/model_call.h"
#include "core/nodes/node_kinds.h"

namespace heddle::nodes {
namespace {

struct Label {
    std::string name;
    std::string description;
};

/// Has a model choose one of several labels for a text.
class ClassifierRunner final : public engine::NodeRunner {
public:
    ClassifierRunner(const domain::Node& node, const NodeServices& services)
        : m_models(services.models), m_text(Config(node).expression("text")), m_output(Config(node).text("output")) {
        const JsonReader in(node.config, "/config");
        m_model = in.string("model", "");
        if (m_model.empty()) m_model = services.defaultModel;
        m_instructions = in.string("instructions", "");
        for (const auto& item : in.array("labels")) {
            const JsonReader label(item, "/config/labels");
            m_labels.push_back({label.string("name"), label.string("description", "")});
        }
        if (m_labels.size() < 2) {
            throw Error(ErrorKind::InvalidArgument, "node.too_few_labels",
                        {{"node", node.id}, {"path", "/config/labels"}});
        }
    }

    boost::asio::awaitable<engine::NodeResult> run(engine::NodeContext& context) const override {
        const llm::ChatRequest request = makeRequest(asText(m_text.evaluate(context.view())));
        const ModelCall call(m_models, m_model, "log");
        const ModelAnswer answer = co_await call.ask(request, context);
        const std::string label = chosen(answer.result.text);
        const Json progress{{"label", label}};
        context.emitProgress(progress);
        co_return writes(m_output, label);
    }

private:
    llm::ChatRequest makeRequest(const std::string& text) const {
        std::string labels;
        Json names = Json::array();
        for (const auto& label : m_labels) {
            labels += "- " + label.name + (label.description.empty() ? "" : ": " + label.description) + "\n";
            names.push_back(label.name);
        }
        llm::ChatRequest request;
        request.messages.push_back(llm::Message::ofText(
            llm::Role::System, "Choose the one label that fits the text best. Labels:\n" + labels + m_instructions));
        request.messages.push_back(llm::Message::ofText(llm::Role::User, text));
        const Json schema{{"type", "object"},
                          {"properties", {{"label", {{"type", "string"}, {"enum", names}}}}},
                          {"required", {"label"}},
                          {"additionalProperties", false}};
        request.responseFormat = {llm::ResponseFormat::Type::JsonSchema, "classification", schema, true};
        Json hints = Json::array();
        for (const auto& label : m_labels)
            hints.push_back({{"name", label.name}, {"description", label.description}});
        request.extraBody["heddle_task"] = {{"kind", "classify"}, {"labels", std::move(hints)}, {"context", text}};
        return request;
    }

    /// The label in the model's answer: in JSON as asked for, or named in its text by models that do not keep to it.
    std::string chosen(const std::string& answer) const {
        std::string said = answer;
        if (const Json json = Json::parse(answer, nullptr, false); json.is_object()) said = json.value("label", answer);
        const Label* best = nullptr;
        std::size_t bestAt = std::string::npos;
        for (const auto& label : m_labels) {
            if (said == label.name) return label.name;
            const auto at = said.find(label.name);
            if (at != std::string::npos && (!best || at < bestAt)) {
                best = &label;
                bestAt = at;
            }
        }
        if (!best) throw Error(ErrorKind::InvalidArgument, "node.no_label", {{"answer", answer.substr(0, 200)}});
        return best->name;
    }

    const ModelResolver& m_models;
    expr::Program m_text;
    std::string m_output;
    std::string m_model;
    std::string m_instructions;
    std::vector<Label> m_labels;
};

}  // namespace

domain::NodeType classifierType() {
    domain::NodeType type;
    type.name = "classifier";
    type.title = HEDDLE_MESSAGE("NodeTypes", "Classifier");
    type.description = HEDDLE_MESSAGE("NodeTypes", "Has a model choose one of several labels for a text.");
    type.category = "model";
    type.icon = "tags";
    const Json label{
        {"type", "object"},
        {"required", {"name"}},
        {"x-order", {"name", "description"}},
        {"properties",
         {{"name", {{"type", "string"}, {"title", HEDDLE_MESSAGE("NodeTypes", "Label")}}},
          {"description", {{"type", "string"}, {"title", HEDDLE_MESSAGE("NodeTypes", "What belongs to it")}}}}}};
    type.configSchema =
        ConfigSchema()
            .add("model", {{"type", "string"}, {"format", "model"}, {"default", ""}},
                 HEDDLE_MESSAGE("NodeTypes", "Model"), HEDDLE_MESSAGE("NodeTypes", "Empty: the default model."))
            .add("text", {{"type", "string"}, {"format", "cel"}}, HEDDLE_MESSAGE("NodeTypes", "Text to classify"),
                 HEDDLE_MESSAGE("NodeTypes", "An expression, for example state.question."), true)
            .add("labels", {{"type", "array"}, {"minItems", 2}, {"items", label}},
                 HEDDLE_MESSAGE("NodeTypes", "Labels"), "", true)
            .add("instructions", {{"type", "string"}, {"format", "multiline"}},
                 HEDDLE_MESSAGE("NodeTypes", "More instructions"))
            .add("output", {{"type", "string"}, {"format", "state-field"}},
                 HEDDLE_MESSAGE("NodeTypes", "Result goes to"), "", true)
            .json();
    type.requiredServices = {"llm"};
    type.defaultConfig = {{"text", "state.question"},
                          {"labels", Json::array({{{"name", "yes"}}, {{"name", "no"}}})},
                          {"output", "label"}};
    return type;
}

std::unique_ptr<engine::NodeRunner> makeClassifier(const domain::Node& node, const NodeServices& services) {
    return std::make_unique<ClassifierRunner>(node, services);
}

}  // namespace heddle::nodes
