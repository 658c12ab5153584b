#include "core/base/error.h"
#include "core/base/messages.h"
#include "core/nodes/config.h"
#include "core/nodes/input_fields.h"
#include "core/nodes/node_kinds.h"

namespace heddle::nodes {
namespace {

bool isMissing(const engine::NodeContext& context, const InputField& field) {
    const Json* value = context.state(field.field);
    return !value || value->is_null() || (value->is_string() && value->get_ref<const std::string&>().empty());
}

/// Checks that the run got what it needs, and asks for the rest with a form.
class InputRunner final : public engine::NodeRunner {
public:
    explicit InputRunner(std::vector<InputField> fields) : m_fields(std::move(fields)) {}

    boost::asio::awaitable<engine::NodeResult> run(engine::NodeContext& context) const override {
        engine::NodeResult result;
        const Json form = missingForm(context);
        if (!form["properties"].empty()) {
            const Json question{{"kind", "form"}, {"schema", form}};
            const Json answer = context.interrupt(question);
            for (const auto& field : m_fields) {
                if (!form["properties"].contains(field.field)) continue;
                if (!answer.is_object() || !answer.contains(field.field) || asText(answer[field.field]).empty()) {
                    throw Error(ErrorKind::InvalidArgument, "node.input_missing", {{"field", field.field}});
                }
                result.updates.emplace_back(field.field, answer[field.field]);
            }
        }
        co_return result;
    }

private:
    Json missingForm(const engine::NodeContext& context) const {
        Json form{{"type", "object"}, {"properties", Json::object()}, {"required", Json::array()}};
        for (const auto& field : m_fields) {
            if (!field.required || !isMissing(context, field)) continue;
            Json schema{{"type", "string"}, {"title", field.title}, {"minLength", 1}};
            if (field.multiline) schema["format"] = "multiline";
            form["properties"][field.field] = std::move(schema);
            form["required"].push_back(field.field);
        }
        return form;
    }

    std::vector<InputField> m_fields;
};

const InputField* firstOf(const std::vector<InputField>& fields, bool acceptsFile) {
    for (const auto& field : fields) {
        if (field.acceptsFile == acceptsFile) return &field;
    }
    return fields.empty() ? nullptr : &fields.front();
}

}  // namespace

std::vector<InputField> inputFieldsOf(const domain::Node& node) {
    std::vector<InputField> fields;
    const Json list = node.config.value("fields", Json::array());
    for (std::size_t i = 0; i < list.size(); ++i) {
        const JsonReader in(list[i], "/config/fields/" + std::to_string(i));
        InputField field;
        field.field = in.string("field");
        field.title = in.string("title", field.field);
        field.multiline = in.boolean("multiline", false);
        field.required = in.boolean("required", true);
        field.acceptsFile = in.boolean("accepts_file", false);
        fields.push_back(std::move(field));
    }
    return fields;
}

std::vector<InputField> inputFields(const domain::Graph& graph) {
    for (const auto& id : graph.entry) {
        const auto node = graph.nodes.find(id);
        if (node != graph.nodes.end() && node->second.type == "input") return inputFieldsOf(node->second);
    }
    return {};
}

Json inputFrom(const domain::Graph& graph, const std::string& text, const std::optional<std::string>& file) {
    const auto fields = inputFields(graph);
    if (fields.empty()) throw Error(ErrorKind::InvalidArgument, "run.no_input_node");
    Json input = Json::object();
    if (file) input[firstOf(fields, true)->field] = *file;
    if (!text.empty()) {
        const InputField* target = file ? firstOf(fields, false) : &fields.front();
        if (file && target->acceptsFile && input.contains(target->field)) {
            input[target->field] = text + "\n\n" + *file;
        } else {
            input[target->field] = text;
        }
    }
    return input;
}

domain::NodeType inputType() {
    domain::NodeType type;
    type.name = "input";
    type.title = HEDDLE_MESSAGE("NodeTypes", "Input");
    type.description = HEDDLE_MESSAGE("NodeTypes", "What a run needs to begin. Asks for what is missing.");
    type.category = "io";
    type.icon = "message-square";
    const Json field{
        {"type", "object"},
        {"required", {"field"}},
        {"x-order", {"field", "title", "required", "multiline", "accepts_file"}},
        {"properties",
         {{"field",
           {{"type", "string"}, {"format", "state-field"}, {"title", HEDDLE_MESSAGE("NodeTypes", "State field")}}},
          {"title", {{"type", "string"}, {"title", HEDDLE_MESSAGE("NodeTypes", "Title")}}},
          {"required", {{"type", "boolean"}, {"default", true}, {"title", HEDDLE_MESSAGE("NodeTypes", "Required")}}},
          {"multiline",
           {{"type", "boolean"}, {"default", false}, {"title", HEDDLE_MESSAGE("NodeTypes", "Several lines")}}},
          {"accepts_file",
           {{"type", "boolean"}, {"default", false}, {"title", HEDDLE_MESSAGE("NodeTypes", "Takes a file's text")}}}}}};
    type.configSchema = ConfigSchema()
                            .add("fields", {{"type", "array"}, {"minItems", 1}, {"items", field}},
                                 HEDDLE_MESSAGE("NodeTypes", "Fields"),
                                 HEDDLE_MESSAGE("NodeTypes", "A chat message goes to the first one."), true)
                            .json();
    type.defaultConfig = {
        {"fields", Json::array({{{"field", "question"}, {"title", "Question"}, {"required", true}}})}};
    type.tags = {"start"};
    return type;
}

std::unique_ptr<engine::NodeRunner> makeInput(const domain::Node& node) {
    return std::make_unique<InputRunner>(inputFieldsOf(node));
}

}  // namespace heddle::nodes
