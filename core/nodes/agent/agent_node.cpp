#include "core/base/error.h"
#include "core/nodes/agent/agent_loop.h"
#include "core/nodes/node_kinds.h"

namespace heddle::nodes {
namespace {

/// A model with tools that works on a task until it is done.
class AgentRunner final : public engine::NodeRunner {
public:
    AgentRunner(const domain::Node& node, const NodeServices& services)
        : m_services(services),
          m_config(readAgentConfig(node, services.defaultModel)),
          m_instructions(Config(node).textTemplate("instructions")),
          m_prompt(Config(node).textTemplate("prompt")),
          m_messages(Config(node).raw().string("messages", "")),
          m_output(Config(node).text("output")) {}

    boost::asio::awaitable<engine::NodeResult> run(engine::NodeContext& context) const override {
        AgentConfig config = m_config;
        config.instructions = m_instructions.render(context.view());
        NodeServices services = m_services;
        services.caller.run = context.runId();
        AgentSpending spending;
        if (config.limits.seconds > 0) spending.startedMs = context.nowMs();
        AgentLoop loop(std::move(config), services, context, spending);
        AgentOutcome outcome;
        try {
            outcome = co_await loop.run(conversation(context));
        } catch (const Error& error) {
            throw error.with("node", m_config.node);
        }
        engine::NodeResult result = writes(m_output, std::move(outcome.value));
        if (!m_messages.empty()) result.updates.emplace_back(m_messages, messagesOf(outcome, context));
        co_return result;
    }

    std::string service() const override { return m_config.model; }

private:
    Messages conversation(const engine::NodeContext& context) const {
        Messages all;
        const Json* kept = m_messages.empty() ? nullptr : context.state(m_messages);
        if (kept && kept->is_array()) {
            for (const Json& message : *kept)
                all.push_back(llm::Message::fromJson(message));
        }
        const std::string prompt = m_prompt.render(context.view());
        const bool isAsked = !all.empty() && all.back().role == llm::Role::User;
        if (!prompt.empty() && !isAsked) all.push_back(llm::Message::ofText(llm::Role::User, prompt));
        return all;
    }

    static Json messagesOf(const AgentOutcome& outcome, engine::NodeContext& context) {
        Json list = Json::array();
        for (const llm::Message& message : outcome.added) {
            Json one = message.toJson();
            one["id"] = context.newId();
            list.push_back(std::move(one));
        }
        return list;
    }

    NodeServices m_services;
    AgentConfig m_config;
    expr::TextTemplate m_instructions;
    expr::TextTemplate m_prompt;
    std::string m_messages;
    std::string m_output;
};

}  // namespace

std::unique_ptr<engine::NodeRunner> makeAgent(const domain::Node& node, const NodeServices& services) {
    return std::make_unique<AgentRunner>(node, services);
}

}  // namespace heddle::nodes
