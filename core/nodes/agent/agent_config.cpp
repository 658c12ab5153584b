#include "core/nodes/agent/agent_config.h"

#include "core/base/error.h"
#include "core/nodes/model_call.h"
#include "core/schema/schema.h"

namespace heddle::nodes {
namespace {

AgentLimits readLimits(const JsonReader& in) {
    AgentLimits limits;
    limits.steps = in.integer("max_steps", limits.steps);
    limits.toolCalls = in.integer("max_tool_calls", 0);
    limits.seconds = in.integer("max_seconds", 0);
    limits.tokens = in.integer("token_budget", 0);
    limits.cost = in.number("cost_budget", 0);
    const std::string what = in.string("on_limit", "answer");
    limits.onLimit = what == "ask" ? OnLimit::Ask : what == "fail" ? OnLimit::Fail : OnLimit::Answer;
    return limits;
}

ToolPolicy readTools(const JsonReader& in) {
    ToolPolicy tools;
    tools.allowed = in.strings("tools");
    tools.askBefore = in.strings("ask_before");
    tools.serial = in.strings("serial_tools");
    tools.direct = in.strings("direct_tools");
    tools.atOnce = static_cast<int>(in.integer("tools_at_once", tools.atOnce));
    tools.retries = static_cast<int>(in.integer("tool_retries", tools.retries));
    tools.retryMs = in.integer("tool_retry_ms", tools.retryMs);
    tools.failsRun = in.string("on_tool_error", "tell") == "fail";
    tools.searchAbove = in.integer("search_tools_above", tools.searchAbove);
    tools.largestText = static_cast<std::size_t>(in.integer("tool_text_limit", 64 << 10));
    return tools;
}

MemoryPolicy readMemory(const JsonReader& in) {
    MemoryPolicy memory;
    memory.trimTokens = in.integer("trim_tokens", 0);
    memory.summariseTokens = in.integer("summarise_tokens", 0);
    memory.summaryKeeps = in.integer("summary_keeps", memory.summaryKeeps);
    memory.clearTokens = in.integer("clear_tools_tokens", 0);
    memory.clearKeeps = in.integer("clear_tools_keeps", memory.clearKeeps);
    return memory;
}

std::vector<TeamMember> readTeam(const JsonReader& in) {
    std::vector<TeamMember> team;
    for (const Json& item : in.array("team")) {
        const JsonReader one(item, "/config/team/" + std::to_string(team.size()));
        team.push_back({one.string("name"), one.string("description", ""), one.string("instructions", ""),
                        one.string("model", ""), one.strings("tools")});
    }
    return team;
}

}  // namespace

AgentConfig readAgentConfig(const domain::Node& node, const std::string& defaultModel) {
    try {
        const JsonReader in(node.config, "/config");
        AgentConfig config;
        config.node = node.id;
        config.model = in.string("model", "");
        if (config.model.empty()) config.model = defaultModel;
        config.fallbacks = in.strings("fallback_models");
        if (in.has("temperature")) config.temperature = in.number("temperature", 0);
        config.maxTokens = in.integer("max_tokens", 0);
        config.channel = channelOf(in.string("stream", "answer"));
        config.limits = readLimits(in);
        config.tools = readTools(in);
        config.memory = readMemory(in);
        config.guardrails = readGuardrails(in.array("guardrails"), "/config/guardrails");
        config.team = readTeam(in);
        config.isSwarm = in.string("team_mode", "supervisor") == "swarm";
        config.schema = in.value("response_schema");
        if (config.schema.is_object()) (void)schema::compile(config.schema);
        config.repairs = static_cast<int>(in.integer("schema_repairs", config.repairs));
        return config;
    } catch (const Error& error) {
        throw error.with("node", node.id);
    }
}

}  // namespace heddle::nodes
