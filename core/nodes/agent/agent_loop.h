#pragma once
#include "core/nodes/agent/tool_turn.h"
#include "core/nodes/builtin_nodes.h"
#include "core/nodes/model_call.h"

#include <string>
#include <vector>

namespace heddle::nodes {

/// What one agent node, with all that it calls, has used up.
struct AgentSpending {
    std::int64_t startedMs = 0;
    std::int64_t steps = 0;
    std::int64_t toolCalls = 0;
    std::int64_t tokens = 0;
    double cost = 0;
};

struct AgentOutcome {
    std::string text;
    Json value;      ///< with a schema: the answer as it asks for
    Messages added;  ///< to the conversation: the calls, their results, the answer
};

/// The loop of an agent: asks the model, carries out what it calls, and asks again, until it answers (ReAct; Yao et al.
/// 2022). One object for one conversation of one attempt of a node.
class AgentLoop {
public:
    /// All references must outlive it. `spending` is shared with the agents that this one calls.
    AgentLoop(AgentConfig config, const NodeServices& services, engine::NodeContext& context, AgentSpending& spending,
              int depth = 0);

    /// `conversation` has no system message. Throws what models throw, and Error "agent.budget" |
    /// "agent.tool_failed" | "agent.not_the_schema" | "agent.blocked".
    boost::asio::awaitable<AgentOutcome> run(Messages conversation);

private:
    enum class Budget { Left, UsedUp };

    boost::asio::awaitable<void> openTools();
    boost::asio::awaitable<Json> listTools(std::vector<std::string> patterns);
    std::vector<tools::ToolCard> teamCards() const;
    boost::asio::awaitable<tools::ToolAnswer> callInner(const tools::ToolCard& card, Json arguments);
    boost::asio::awaitable<tools::ToolAnswer> callMember(const TeamMember& member, Json arguments);
    const TeamMember* memberOf(const std::string& tool, const std::string& prefix) const;

    boost::asio::awaitable<bool> step();
    boost::asio::awaitable<bool> answerCalls(const llm::ChatResult& result);
    boost::asio::awaitable<llm::ChatResult> ask(bool mayCall);
    llm::ChatRequest makeRequest(bool mayCall) const;
    Messages sent() const;
    boost::asio::awaitable<void> keepWithin();
    boost::asio::awaitable<void> summarise();
    /// Whether there is enough left for one more step; asks a person, or throws, where the node says so.
    bool hasBudget();
    bool askForMore(const char* unit, double used, double limit);
    bool takeAnswer(const llm::ChatResult& result);
    std::string guarded(GuardPlace place, std::string text);
    void finish(std::string text);
    void add(llm::Message message);

    AgentConfig m_config;
    const NodeServices& m_services;
    engine::NodeContext& m_context;
    AgentSpending& m_spending;
    const int m_depth;
    AgentLimits m_allowed;  ///< grows when a person grants more
    std::string m_active;   ///< in a swarm: the member that has the conversation; empty: the agent itself
    std::optional<ToolSet> m_tools;
    bool m_mustReopen = true;
    Messages m_conversation;
    AgentOutcome m_outcome;
    int m_repairsLeft = 0;
};

}  // namespace heddle::nodes
