#pragma once
#include "core/nodes/agent/guardrails.h"
#include "core/nodes/config.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace heddle::nodes {

/// When an agent has used up what it was given.
enum class OnLimit {
    Answer,  ///< it answers with what it has, without tools
    Ask,     ///< a person decides whether it gets as much again
    Fail,    ///< the node fails
};

struct AgentLimits {
    std::int64_t steps = 25;     ///< calls of the model
    std::int64_t toolCalls = 0;  ///< 0 here and below: none
    std::int64_t seconds = 0;
    std::int64_t tokens = 0;  ///< input and output
    double cost = 0;
    OnLimit onLimit = OnLimit::Answer;
};

struct ToolPolicy {
    std::vector<std::string> allowed;    ///< patterns of tools that it has
    std::vector<std::string> askBefore;  ///< patterns; a person is asked whatever the rules say
    std::vector<std::string> serial;     ///< patterns of those that never run beside others
    std::vector<std::string> direct;     ///< patterns of those whose answer is the agent's answer
    int atOnce = 8;
    int retries = 2;
    std::int64_t retryMs = 1000;    ///< before the first; doubled for each more
    bool failsRun = false;          ///< an error that no retry mends ends the node, instead of being told to the model
    std::int64_t searchAbove = 40;  ///< with more tools, the model looks for them
    std::size_t largestText = 64u << 10;  ///< bytes of an answer that the model reads
};

/// How a conversation is kept within the model's window. Tokens are estimates; 0: never.
struct MemoryPolicy {
    std::int64_t trimTokens = 0;
    std::int64_t summariseTokens = 0;
    std::int64_t summaryKeeps = 20;  ///< messages that stay as they are
    std::int64_t clearTokens = 0;    ///< old answers of tools are left out beyond this
    std::int64_t clearKeeps = 3;     ///< the newest answers of tools stay
};

/// Another agent that this one can call or hand over to.
struct TeamMember {
    std::string name;
    std::string description;
    std::string instructions;
    std::string model;               ///< empty: the agent's own
    std::vector<std::string> tools;  ///< patterns
};

/// What an agent node is told, with its texts filled in.
struct AgentConfig {
    std::string node;  ///< id, for errors
    std::string model;
    std::vector<std::string> fallbacks;
    std::string instructions;
    std::optional<double> temperature;
    std::int64_t maxTokens = 0;
    std::string channel;  ///< where its text is shown: see channelOf()
    AgentLimits limits;
    ToolPolicy tools;
    MemoryPolicy memory;
    std::vector<Guardrail> guardrails;
    std::vector<TeamMember> team;
    bool isSwarm = false;  ///< the team takes turns at the conversation, instead of being called with tasks
    Json schema;           ///< of the answer, or null
    int repairs = 2;
};

/// Reads all but the texts of a node. Throws Error(InvalidArgument, …) with the facts `node`, `path`.
AgentConfig readAgentConfig(const domain::Node& node, const std::string& defaultModel);

}  // namespace heddle::nodes
