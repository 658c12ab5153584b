#include "core/base/error.h"
#include "core/base/messages.h"
#include "core/nodes/config.h"
#include "core/nodes/node_kinds.h"

namespace heddle::nodes {
namespace {

/// Pauses the run until a person has decided. Question: {kind: "approval", title, text, choices, draft?}. Answer:
/// {choice, draft?}; an edited draft takes the draft's place in the state. When its time is over, the choice is
/// `on_timeout`, which need not be one of those that people have.
class ApprovalRunner final : public engine::NodeRunner {
public:
    explicit ApprovalRunner(const Config& config)
        : m_title(config.textTemplate("title")),
          m_text(config.textTemplate("text")),
          m_draftField(config.raw().string("draft_field", "")),
          m_choices(config.raw().strings("choices")),
          m_timeoutMs(static_cast<std::int64_t>(config.raw().number("timeout_s", 0) * 1000)),
          m_onTimeout(config.raw().string("on_timeout", "timeout")),
          m_output(config.text("output")) {
        if (m_choices.empty()) m_choices = {"approve", "reject"};
    }

    boost::asio::awaitable<engine::NodeResult> run(engine::NodeContext& context) const override {
        Json question{{"kind", "approval"},
                      {"title", m_title.render(context.view())},
                      {"text", m_text.render(context.view())},
                      {"choices", m_choices}};
        const Json* draft = m_draftField.empty() ? nullptr : context.state(m_draftField);
        if (draft) question["draft"] = *draft;
        const Json answer = ask(context, std::move(question));
        const std::string choice = answer.is_object() ? answer.value("choice", "") : asText(answer);
        const bool isTimeout = m_timeoutMs > 0 && choice == m_onTimeout;
        if (!isTimeout && std::find(m_choices.begin(), m_choices.end(), choice) == m_choices.end()) {
            std::string known;
            for (const auto& name : m_choices)
                known += (known.empty() ? "" : ", ") + name;
            throw Error(ErrorKind::InvalidArgument, "node.unknown_choice", {{"choice", choice}, {"known", known}});
        }
        engine::NodeResult result = writes(m_output, choice);
        if (!m_draftField.empty() && answer.is_object() && answer.contains("draft")) {
            result.updates.emplace_back(m_draftField, answer["draft"]);
        }
        co_return result;
    }

private:
    Json ask(engine::NodeContext& context, Json question) const {
        if (m_timeoutMs <= 0) return context.interrupt(std::move(question));
        engine::Deadline deadline;
        deadline.afterMs = m_timeoutMs;
        deadline.answer = {{"choice", m_onTimeout}};
        return context.interrupt(std::move(question), std::move(deadline));
    }

    expr::TextTemplate m_title;
    expr::TextTemplate m_text;
    std::string m_draftField;
    std::vector<std::string> m_choices;
    std::int64_t m_timeoutMs;
    std::string m_onTimeout;
    std::string m_output;
};

}  // namespace

domain::NodeType approvalType() {
    domain::NodeType type;
    type.name = "approval";
    type.title = HEDDLE_MESSAGE("NodeTypes", "Ask a person");
    type.description = HEDDLE_MESSAGE("NodeTypes", "Pauses the run until a person has decided, also over a restart.");
    type.category = "flow";
    type.icon = "user-check";
    type.configSchema =
        ConfigSchema()
            .add("title", {{"type", "string"}, {"format", "prompt"}}, HEDDLE_MESSAGE("NodeTypes", "Question"), "", true)
            .add("text", {{"type", "string"}, {"format", "prompt"}}, HEDDLE_MESSAGE("NodeTypes", "Text"),
                 HEDDLE_MESSAGE("NodeTypes", "What the person should know to decide."))
            .add("draft_field", {{"type", "string"}, {"format", "state-field"}},
                 HEDDLE_MESSAGE("NodeTypes", "Draft to edit"),
                 HEDDLE_MESSAGE("NodeTypes", "The person may change this text before it goes on."))
            .add("choices", {{"type", "array"}, {"items", {{"type", "string"}}}, {"default", {"approve", "reject"}}},
                 HEDDLE_MESSAGE("NodeTypes", "Choices"))
            .add("timeout_s", {{"type", "number"}, {"minimum", 0}}, HEDDLE_MESSAGE("NodeTypes", "Time to answer (s)"),
                 HEDDLE_MESSAGE("NodeTypes", "Empty or 0: as long as it takes."))
            .add(
                "on_timeout", {{"type", "string"}, {"default", "timeout"}},
                HEDDLE_MESSAGE("NodeTypes", "Decision without an answer"),
                HEDDLE_MESSAGE("NodeTypes", "What counts as decided when the time is over; an edge can lead on by it."))
            .add("output", {{"type", "string"}, {"format", "state-field"}},
                 HEDDLE_MESSAGE("NodeTypes", "Decision goes to"), "", true)
            .json();
    type.defaultConfig = {
        {"title", "Go on?"}, {"text", ""}, {"choices", {"approve", "reject"}}, {"output", "decision"}};
    return type;
}

std::unique_ptr<engine::NodeRunner> makeApproval(const domain::Node& node) {
    return std::make_unique<ApprovalRunner>(Config(node));
}

}  // namespace heddle::nodes
