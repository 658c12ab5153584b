#include "core/nodes/agent/tool_turn.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/messages.h"
#include "core/schema/schema.h"

#include <algorithm>

namespace heddle::nodes {
namespace {

constexpr std::size_t kShownInTrace = 2000;

std::string problemsText(const Problems& problems) {
    std::string text;
    for (const Problem& problem : problems)
        text += "\n- " + messageText(problem.code, problem.facts);
    return text;
}

/// At most `limit` bytes of `text`, whole code points, and how much is missing.
std::string bounded(const std::string& text, std::size_t limit) {
    if (text.size() <= limit) return text;
    std::size_t end = limit;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
        --end;
    return text.substr(0, end) + "\n[" + std::to_string(text.size() - end) + " more bytes are left out]";
}

}  // namespace

bool ToolTurn::isNamed(const std::vector<std::string>& patterns, const std::string& tool) const {
    return std::any_of(patterns.begin(), patterns.end(),
                       [&](const auto& pattern) { return tools::matchesPattern(pattern, tool); });
}

void ToolTurn::settle(Planned& planned, std::string outcome, std::string text) const {
    planned.outcome = std::move(outcome);
    planned.answer = tools::ToolAnswer::failure(std::move(text));
    planned.isAnswered = true;
}

void ToolTurn::read(Planned& planned) const {
    planned.card = m_set.find(planned.call.name);
    if (!planned.card)
        return settle(planned, "error",
                      "There is no tool “" + planned.call.name + "”. There are: " + m_set.names() + ".");
    const Json arguments = Json::parse(planned.call.arguments, nullptr, false);
    if (!planned.call.complete || !arguments.is_object())
        return settle(planned, "error", "The arguments were cut off, or are no JSON object. Call the tool again.");
    planned.arguments = arguments;
    checkArguments(planned);
}

void ToolTurn::checkArguments(Planned& planned) const {
    try {
        const schema::Schema schema = schema::compile(planned.card->inputSchema);
        const Problems problems = schema.validate(planned.arguments);
        if (hasErrors(problems))
            return settle(planned, "error",
                          "The arguments do not fit. Mend them and call again:" + problemsText(problems));
        planned.arguments = schema.withDefaults(std::move(planned.arguments));
    } catch (const Error&) {
        // A server's schema that is none: it will judge the arguments itself.
    }
}

boost::asio::awaitable<void> ToolTurn::decide() {
    engine::Effect effect;
    effect.request = {{"decide", Json::array()}};
    for (const Planned& planned : m_planned)
        effect.request["decide"].push_back({{"call", planned.call.id}, {"tool", planned.call.name}});
    effect.perform = [this](const engine::PieceSink&) -> boost::asio::awaitable<Json> {
        Json verdicts = Json::array();
        for (const Planned& planned : m_planned) {
            if (planned.isAnswered || planned.card->source == kInnerSource) {
                verdicts.push_back(Json());
                continue;
            }
            const tools::Verdict verdict = m_toolbox.decide(m_caller, *planned.card, planned.arguments);
            verdicts.push_back({{"decision", tools::decisionName(verdict.decision)}, {"rule", verdict.rule}});
        }
        co_return verdicts;
    };
    const Json verdicts = co_await m_context.effect(std::move(effect));
    std::vector<Planned*> open;
    for (std::size_t i = 0; i < m_planned.size(); ++i) {
        if (verdicts.at(i).is_object()) decideOne(m_planned[i], verdicts[i], open);
    }
    if (!open.empty()) askPerson(open);
}

void ToolTurn::decideOne(Planned& planned, const Json& verdict, std::vector<Planned*>& open) const {
    const std::string decision = verdict.value("decision", "ask");
    planned.decidedBy = verdict.value("rule", "").empty() ? "default" : "rule";
    if (decision == "deny") return settle(planned, "denied", "A rule of the user forbids this call.");
    const bool mustAsk = isNamed(m_config.tools.askBefore, planned.card->name);
    if (decision == "ask" || mustAsk) open.push_back(&planned);
}

/// One question for the whole batch. Answers: "approve" | "reject" for all, or {choice?, reason?, remember?, decisions:
/// {call id: {decision: "approve" | "edit" | "reject", arguments?, reason?}}}.
void ToolTurn::askPerson(const std::vector<Planned*>& open) {
    Json question{{"kind", "tool_approval"}, {"choices", {"approve", "reject"}}, {"calls", Json::array()}};
    std::string names;
    for (const Planned* planned : open) {
        names += (names.empty() ? "" : ", ") + planned->card->name;
        question["calls"].push_back({{"id", planned->call.id},
                                     {"tool", planned->card->name},
                                     {"title", planned->card->title},
                                     {"source", planned->card->source},
                                     {"description", planned->card->description},
                                     {"read_only", planned->card->isReadOnly},
                                     {"arguments", planned->arguments},
                                     {"schema", planned->card->inputSchema}});
    }
    question["tools"] = names;
    const Json answer = m_context.interrupt(std::move(question));
    for (Planned* planned : open)
        takeDecision(*planned, answer);
    const bool remembers = answer.is_object() && answer.value("remember", Json(false)) == Json(true);
    for (const Planned* planned : open) {
        if (remembers && !planned->isAnswered) m_remembered.push_back(planned->card->name);
    }
}

void ToolTurn::takeDecision(Planned& planned, const Json& answer) const {
    Json one = answer.is_object() ? answer : Json{{"choice", answer}};
    const Json decisions = one.value("decisions", Json::object());
    if (decisions.is_object() && decisions.contains(planned.call.id)) one = decisions[planned.call.id];
    if (!one.is_object()) one = {{"choice", one}};
    const Json said = one.value("decision", one.value("choice", Json("reject")));
    planned.decidedBy = "person";
    if (said != "approve" && said != "edit") {
        const Json reason = one.value("reason", Json());
        return settle(planned, "rejected",
                      "A person has refused this call" +
                          (reason.is_string() && reason != "" ? ": " + reason.get<std::string>() : std::string(".")));
    }
    if (!one.contains("arguments")) return;
    if (!one["arguments"].is_object())
        return settle(planned, "error", "The arguments that a person has entered are no JSON object.");
    planned.arguments = one["arguments"];
    checkArguments(planned);
}

/// Calls that were not made are logged too, and what a person wants remembered is.
boost::asio::awaitable<void> ToolTurn::note(const Json& remembered) {
    const bool hasRefused =
        std::any_of(m_planned.begin(), m_planned.end(), [](const auto& planned) { return planned.isAnswered; });
    if (!hasRefused && remembered.empty()) co_return;
    engine::Effect effect;
    effect.request = {{"note", m_planned.front().call.id}, {"remember", remembered}};
    effect.perform = [this, &remembered](const engine::PieceSink&) { return noteAll(remembered); };
    co_await m_context.effect(std::move(effect));
}

boost::asio::awaitable<Json> ToolTurn::noteAll(Json remembered) {
    for (const Planned& planned : m_planned) {
        if (planned.isAnswered) m_toolbox.log(recordOf(planned));
    }
    for (const Json& tool : remembered) {
        tools::ToolRule rule;
        rule.user = m_caller.user;
        rule.agent = m_caller.agent;
        rule.tool = tool.get<std::string>();
        rule.decision = tools::Decision::Allow;
        rule.createdBy = m_caller.user;
        co_await m_toolbox.remember(std::move(rule));
    }
    co_return Json(true);
}

tools::ToolCallRecord ToolTurn::recordOf(const Planned& planned) const {
    tools::ToolCallRecord record;
    record.caller = m_caller;
    record.tool = planned.card ? planned.card->name : planned.call.name;
    record.source = planned.card ? planned.card->source : std::string();
    record.call = planned.call.id;
    record.arguments = planned.arguments;
    record.outcome = planned.outcome;
    record.decidedBy = planned.decidedBy;
    record.ms = planned.ms;
    record.bytes = static_cast<std::int64_t>(planned.answer.text.size());
    return record;
}

engine::Effect ToolTurn::effectOf(const Planned& planned) {
    engine::Effect effect;
    effect.request = {{"tool", planned.card->name}, {"call", planned.call.id}, {"arguments", planned.arguments}};
    effect.perform = [this, &planned](const engine::PieceSink& piece) { return perform(planned, piece); };
    effect.onPiece = [this](const Json& piece) { m_context.emitProgress(piece); };
    return effect;
}

boost::asio::awaitable<void> ToolTurn::callAll() {
    std::vector<engine::Effect> batch;
    std::vector<Planned*> together;
    for (Planned& planned : m_planned) {
        if (planned.isAnswered || planned.card->source == kInnerSource) continue;
        if (planned.card->isSerial || isNamed(m_config.tools.serial, planned.card->name)) continue;
        batch.push_back(effectOf(planned));
        together.push_back(&planned);
    }
    if (!batch.empty()) {
        const auto given = co_await m_context.effects(std::move(batch), m_config.tools.atOnce);
        for (std::size_t i = 0; i < together.size(); ++i)
            take(*together[i], given[i]);
    }
    for (Planned& planned : m_planned) {
        if (planned.isAnswered) continue;
        if (planned.card->source == kInnerSource) {
            planned.answer = co_await m_inner(*planned.card, planned.arguments);
            planned.isAnswered = true;
            continue;
        }
        std::vector<engine::Effect> one;
        one.push_back(effectOf(planned));
        const auto given = co_await m_context.effects(std::move(one), 1);
        take(planned, given.front());
    }
}

void ToolTurn::take(Planned& planned, const engine::EffectAnswer& given) const {
    planned.isAnswered = true;
    if (given.error) {
        const std::string reason = messageText(given.error->code(), given.error->facts());
        if (m_config.tools.failsRun)
            throw Error(given.error->kind(), "agent.tool_failed", {{"tool", planned.card->name}, {"reason", reason}});
        planned.outcome = given.error->kind() == ErrorKind::Timeout ? "timeout" : "error";
        planned.answer = tools::ToolAnswer::failure("The tool failed: " + reason);
        return;
    }
    planned.answer = tools::ToolAnswer::fromJson(given.answer);
    planned.ms = given.answer.value("ms", std::int64_t{0});
    planned.outcome = planned.answer.isError ? "error" : "ok";
}

void ToolTurn::tell(const Planned& planned) const {
    m_context.emitToolCall({{"tool", planned.card ? planned.card->name : planned.call.name},
                            {"source", planned.card ? planned.card->source : std::string()},
                            {"call", planned.call.id},
                            {"arguments", planned.arguments},
                            {"outcome", planned.outcome},
                            {"decided_by", planned.decidedBy},
                            {"ms", planned.ms},
                            {"text", bounded(planned.answer.text, kShownInTrace)}});
}

llm::Message ToolTurn::messageOf(const Planned& planned) const {
    const Guarded guarded = guard(m_config.guardrails, GuardPlace::Tools, planned.answer.text);
    const bool isWithheld = !guarded.blocked.empty();
    std::string text = isWithheld ? "A guardrail has withheld this answer: " + guarded.blocked + "." : guarded.text;
    llm::Message message = llm::Message::ofText(llm::Role::Tool, bounded(text, m_config.tools.largestText));
    message.toolCallId = planned.call.id;
    message.name = planned.call.name;
    if (!guarded.found.empty()) m_context.emitProgress({{"guardrail", guarded.found}, {"where", "tools"}});
    return message;
}

boost::asio::awaitable<TurnResult> ToolTurn::run(const std::vector<llm::ToolCall>& calls) {
    for (const llm::ToolCall& call : calls) {
        Planned planned;
        planned.call = call;
        read(planned);
        m_planned.push_back(std::move(planned));
    }
    co_await decide();
    co_await note(m_remembered);
    co_await callAll();
    TurnResult result;
    for (const Planned& planned : m_planned) {
        tell(planned);
        result.answers.push_back(messageOf(planned));
        const bool isDirect = planned.card && isNamed(m_config.tools.direct, planned.card->name);
        if (isDirect && !planned.answer.isError && !result.direct) result.direct = planned.answer.text;
    }
    co_return result;
}

}  // namespace heddle::nodes
