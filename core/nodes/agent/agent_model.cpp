#include "core/base/error.h"
#include "core/nodes/agent/agent_loop.h"

namespace heddle::nodes {
namespace {

const char* const kSummaryPrompt =
    "Summarise this conversation for an assistant that goes on with it. Keep all facts, names, numbers, decisions, "
    "open "
    "questions and what the person wants. No more than 300 words.";
const char* const kSummaryMark = "Summary of the conversation so far:\n";

/// Whether another model may answer where this one failed: not when the run is stopped or the question is at fault.
bool isWorthAnother(const Error& error) {
    if (error.kind() == ErrorKind::Cancelled || error.code().starts_with("engine.")) return false;
    return error.kind() != ErrorKind::InvalidArgument || error.code() == "llm.context_overflow";
}

}  // namespace

Messages AgentLoop::sent() const {
    const TeamMember* member = memberOf(m_active, "");
    const std::string& instructions = member ? member->instructions : m_config.instructions;
    Messages all;
    if (!instructions.empty()) all.push_back(llm::Message::ofText(llm::Role::System, instructions));
    all.insert(all.end(), m_conversation.begin(), m_conversation.end());
    const MemoryPolicy& memory = m_config.memory;
    std::size_t cleared = 0, trimmed = 0;
    if (memory.clearTokens > 0 && tokensOf(all) > memory.clearTokens)
        cleared = clearToolAnswers(all, memory.clearKeeps);
    if (memory.trimTokens > 0) trimmed = trim(all, memory.trimTokens);
    if (cleared + trimmed > 0)
        m_context.emitProgress({{"context", {{"tokens", tokensOf(all)}, {"cleared", cleared}, {"left_out", trimmed}}}});
    return all;
}

llm::ChatRequest AgentLoop::makeRequest(bool mayCall) const {
    llm::ChatRequest request;
    request.messages = sent();
    request.tools = m_tools->declared();
    if (!mayCall) {
        request.messages.push_back(llm::Message::ofText(
            llm::Role::User, "No more tools can be called. Answer now with what you have, and say what is missing."));
        request.toolChoice = "none";
        if (m_conversation.empty()) request.tools.clear();
    }
    request.temperature = m_config.temperature;
    if (m_config.maxTokens > 0) request.maxTokens = m_config.maxTokens;
    if (m_config.schema.is_object())
        request.responseFormat = {llm::ResponseFormat::Type::JsonSchema, "answer", m_config.schema, false};
    return request;
}

boost::asio::awaitable<llm::ChatResult> AgentLoop::ask(bool mayCall) {
    const TeamMember* member = memberOf(m_active, "");
    std::vector<std::string> models{member && !member->model.empty() ? member->model : m_config.model};
    models.insert(models.end(), m_config.fallbacks.begin(), m_config.fallbacks.end());
    const llm::ChatRequest request = makeRequest(mayCall);
    ++m_spending.steps;
    for (std::size_t i = 0;; ++i) {
        std::optional<Error> failed;
        const ModelCall call(m_services.models, models[i], m_config.channel);
        try {
            const ModelAnswer answer = co_await call.ask(request, m_context);
            m_spending.tokens += answer.result.usage.input + answer.result.usage.output;
            m_spending.cost += answer.cost;
            co_return answer.result;
        } catch (const Error& error) {
            failed = error;
        }
        if (i + 1 == models.size() || !isWorthAnother(*failed)) throw *failed;
        m_context.emitProgress({{"fallback", models[i + 1]}, {"error", failed->toJson()}});
    }
}

bool AgentLoop::hasBudget() {
    const AgentLimits& limit = m_allowed;
    const double seconds = limit.seconds > 0 ? static_cast<double>(m_context.nowMs() - m_spending.startedMs) / 1000 : 0;
    const struct {
        const char* unit;
        double used;
        double most;
    } all[] = {{"steps", static_cast<double>(m_spending.steps), static_cast<double>(limit.steps)},
               {"tool_calls", static_cast<double>(m_spending.toolCalls), static_cast<double>(limit.toolCalls)},
               {"seconds", seconds, static_cast<double>(limit.seconds)},
               {"tokens", static_cast<double>(m_spending.tokens), static_cast<double>(limit.tokens)},
               {"cost", m_spending.cost, limit.cost}};
    for (const auto& [unit, used, most] : all) {
        if (most <= 0 || used < most) continue;
        if (m_config.limits.onLimit == OnLimit::Fail)
            throw Error(ErrorKind::Limit, "agent.budget", {{"used", used}, {"limit", most}, {"unit", unit}});
        m_context.emitProgress({{"limit", unit}, {"used", used}, {"of", most}});
        if (m_config.limits.onLimit == OnLimit::Answer || !askForMore(unit, used, most)) return false;
    }
    return true;
}

/// A person grants as much again of everything, or has the agent answer with what it has.
bool AgentLoop::askForMore(const char* unit, double used, double limit) {
    const Json answer = m_context.interrupt(
        {{"kind", "budget"}, {"unit", unit}, {"used", used}, {"limit", limit}, {"choices", {"continue", "stop"}}});
    const Json choice = answer.is_object() ? answer.value("choice", Json()) : answer;
    if (choice != "continue") return false;
    const AgentLimits& more = m_config.limits;
    m_allowed.steps += more.steps;
    m_allowed.toolCalls += more.toolCalls;
    m_allowed.seconds += more.seconds;
    m_allowed.tokens += more.tokens;
    m_allowed.cost += more.cost;
    return true;
}

boost::asio::awaitable<void> AgentLoop::keepWithin() {
    const MemoryPolicy& memory = m_config.memory;
    if (memory.summariseTokens > 0 && tokensOf(m_conversation) > memory.summariseTokens) co_await summarise();
}

boost::asio::awaitable<void> AgentLoop::summarise() {
    const auto keeps = static_cast<std::size_t>(m_config.memory.summaryKeeps);
    if (m_conversation.size() <= keeps + 1) co_return;
    const std::size_t cut = cutAt(m_conversation, m_conversation.size() - keeps);
    if (cut == 0 || cut >= m_conversation.size()) co_return;
    const auto end = m_conversation.begin() + static_cast<std::ptrdiff_t>(cut);
    const Messages old(m_conversation.begin(), end);
    llm::ChatRequest request;
    request.messages.push_back(llm::Message::ofText(llm::Role::System, kSummaryPrompt));
    request.messages.push_back(llm::Message::ofText(llm::Role::User, transcriptOf(old)));
    request.extraBody["heddle_task"] = {{"kind", "summarise"}, {"context", transcriptOf(old)}};
    const ModelCall call(m_services.models, m_config.model, "log");
    const ModelAnswer answer = co_await call.ask(request, m_context);
    m_spending.tokens += answer.result.usage.input + answer.result.usage.output;
    llm::Message summary = llm::Message::ofText(llm::Role::User, kSummaryMark + answer.result.text);
    summary.name = "summary";
    m_conversation.erase(m_conversation.begin(), end);
    m_conversation.insert(m_conversation.begin(), std::move(summary));
    m_context.emitProgress({{"context", {{"summarised", cut}, {"tokens", tokensOf(m_conversation)}}}});
}

}  // namespace heddle::nodes
