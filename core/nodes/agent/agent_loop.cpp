#include "core/nodes/agent/agent_loop.h"

#include "core/base/error.h"
#include "core/base/messages.h"
#include "core/schema/schema.h"

namespace heddle::nodes {

namespace {

constexpr int kDeepest = 3;  // agents that call agents that call agents

}  // namespace

AgentLoop::AgentLoop(AgentConfig config, const NodeServices& services, engine::NodeContext& context,
                     AgentSpending& spending, int depth)
    : m_config(std::move(config)),
      m_services(services),
      m_context(context),
      m_spending(spending),
      m_depth(depth),
      m_allowed(m_config.limits),
      m_repairsLeft(m_config.repairs) {}

void AgentLoop::add(llm::Message message) {
    m_outcome.added.push_back(message);
    m_conversation.push_back(std::move(message));
}

std::string AgentLoop::guarded(GuardPlace place, std::string text) {
    Guarded result = guard(m_config.guardrails, place, std::move(text));
    if (!result.found.empty()) m_context.emitProgress({{"guardrail", result.found}, {"where", placeName(place)}});
    if (!result.blocked.empty())
        throw Error(ErrorKind::Denied, "agent.blocked", {{"what", result.blocked}, {"where", placeName(place)}});
    return std::move(result.text);
}

boost::asio::awaitable<AgentOutcome> AgentLoop::run(Messages conversation) {
    for (llm::Message& message : conversation) {
        if (message.role != llm::Role::User) continue;
        for (llm::Part& part : message.parts)
            if (part.type == llm::Part::Type::Text) part.text = guarded(GuardPlace::Input, std::move(part.text));
    }
    m_conversation = std::move(conversation);
    bool goesOn = true;
    while (goesOn)
        goesOn = co_await step();
    co_return std::move(m_outcome);
}

/// One call of the model and what follows from it. False when the agent is done.
boost::asio::awaitable<bool> AgentLoop::step() {
    if (m_mustReopen) co_await openTools();
    const bool mayCall = hasBudget();
    co_await keepWithin();
    const llm::ChatResult result = co_await ask(mayCall);
    if (!result.toolCalls.empty() && mayCall) co_return co_await answerCalls(result);
    add(result.message());
    co_return takeAnswer(result);
}

boost::asio::awaitable<bool> AgentLoop::answerCalls(const llm::ChatResult& result) {
    m_spending.toolCalls += static_cast<std::int64_t>(result.toolCalls.size());
    add(result.message());
    const InnerTool inner = [this](const tools::ToolCard& card, Json arguments) {
        return callInner(card, std::move(arguments));
    };
    ToolTurn turn(m_config, m_services.tools, m_services.caller, m_context, *m_tools, inner);
    TurnResult turned = co_await turn.run(result.toolCalls);
    for (llm::Message& answer : turned.answers)
        add(std::move(answer));
    if (!turned.direct) co_return true;
    finish(guarded(GuardPlace::Output, std::move(*turned.direct)));
    co_return false;
}

void AgentLoop::finish(std::string text) {
    m_outcome.text = std::move(text);
    if (m_outcome.value.is_null()) m_outcome.value = m_outcome.text;
}

/// Whether the loop goes on, because the answer must be mended.
bool AgentLoop::takeAnswer(const llm::ChatResult& result) {
    const std::string text = guarded(GuardPlace::Output, result.text);
    if (!m_config.schema.is_object()) {
        finish(text);
        return false;
    }
    std::string reason;
    Json value = Json::parse(text, nullptr, false);
    if (value.is_discarded()) {
        reason = "it is no JSON";
    } else {
        for (const Problem& problem : schema::compile(m_config.schema).validate(value))
            reason += (reason.empty() ? "" : "; ") + messageText(problem.code, problem.facts);
    }
    if (reason.empty()) {
        m_outcome.value = std::move(value);
        finish(text);
        return false;
    }
    if (m_repairsLeft-- <= 0) {
        throw Error(ErrorKind::Parse, "agent.not_the_schema", {{"attempts", m_config.repairs + 1}, {"reason", reason}});
    }
    add(llm::Message::ofText(
        llm::Role::User, "Your answer does not fit the schema: " + reason + ". Answer again, with the JSON alone."));
    return true;
}

boost::asio::awaitable<void> AgentLoop::openTools() {
    m_mustReopen = false;
    const TeamMember* member = memberOf(m_active, "");
    engine::Effect effect;
    effect.request = {{"tools", member ? member->tools : m_config.tools.allowed}, {"agent", m_active}};
    effect.perform = [this, patterns = effect.request["tools"].get<std::vector<std::string>>()](
                         const engine::PieceSink&) { return listTools(patterns); };
    const Json listed = co_await m_context.effect(std::move(effect));
    std::vector<tools::ToolCard> cards;
    for (const Json& card : listed)
        cards.push_back(tools::ToolCard::fromJson(card));
    m_tools.emplace(std::move(cards), teamCards(), m_config.tools.searchAbove);
}

boost::asio::awaitable<Json> AgentLoop::listTools(std::vector<std::string> patterns) {
    Json cards = Json::array();
    if (patterns.empty()) co_return cards;
    const std::vector<tools::ToolPtr> found = co_await m_services.tools.find(std::move(patterns), m_services.caller);
    for (const tools::ToolPtr& tool : found)
        cards.push_back(tool->card().toJson());
    co_return cards;
}

const TeamMember* AgentLoop::memberOf(const std::string& tool, const std::string& prefix) const {
    for (const TeamMember& member : m_config.team) {
        if (tool == prefix + member.name) return &member;
    }
    return nullptr;
}

std::vector<tools::ToolCard> AgentLoop::teamCards() const {
    std::vector<tools::ToolCard> cards;
    for (const TeamMember& member : m_config.team) {
        if (m_config.isSwarm ? member.name == m_active : m_depth >= kDeepest) continue;
        tools::ToolCard card;
        card.name = (m_config.isSwarm ? "hand_over_to_" : "ask_") + member.name;
        card.source = kInnerSource;
        card.description = (m_config.isSwarm ? "Hands the whole conversation over to " : "Gives a task to ") +
                           member.name + ": " + member.description;
        const char* const what = m_config.isSwarm ? "reason" : "task";
        const char* const help =
            m_config.isSwarm ? "Why it is for them." : "All that they must know; they see nothing else.";
        card.inputSchema = {{"type", "object"},
                            {"properties", {{what, {{"type", "string"}, {"description", help}}}}},
                            {"required", {what}}};
        card.isSerial = true;
        card.needsConsent = false;
        cards.push_back(std::move(card));
    }
    return cards;
}

boost::asio::awaitable<tools::ToolAnswer> AgentLoop::callInner(const tools::ToolCard& card, Json arguments) {
    tools::ToolAnswer answer;
    if (card.name == kSearchTool) {
        answer.text = m_tools->search(arguments.value("query", ""));
        co_return answer;
    }
    if (const TeamMember* member = memberOf(card.name, "hand_over_to_")) {
        m_active = member->name;
        m_mustReopen = true;
        m_context.emitProgress({{"hand_over", member->name}, {"reason", arguments.value("reason", "")}});
        answer.text = "You are now " + member->name + ", and the conversation is yours.";
        co_return answer;
    }
    const TeamMember* member = memberOf(card.name, "ask_");
    co_return co_await callMember(*member, std::move(arguments));
}

boost::asio::awaitable<tools::ToolAnswer> AgentLoop::callMember(const TeamMember& member, Json arguments) {
    AgentConfig config = m_config;
    config.instructions = member.instructions;
    if (!member.model.empty()) config.model = member.model;
    config.tools.allowed = member.tools;
    config.tools.direct.clear();
    config.team.clear();
    config.schema = Json();
    config.channel = "log";
    m_context.emitProgress({{"asks", member.name}, {"task", arguments.value("task", "")}});
    AgentLoop loop(std::move(config), m_services, m_context, m_spending, m_depth + 1);
    Messages task{llm::Message::ofText(llm::Role::User, arguments.value("task", ""))};
    const AgentOutcome outcome = co_await loop.run(std::move(task));
    tools::ToolAnswer answer;
    answer.text = outcome.text;
    co_return answer;
}

}  // namespace heddle::nodes
