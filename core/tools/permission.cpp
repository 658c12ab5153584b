#include "core/tools/permission.h"

#include "core/base/error.h"

#include <tuple>

namespace heddle::tools {
namespace {

std::string textOfArgument(const Json& arguments, const std::string& name) {
    const Json* value = nullptr;
    if (name.starts_with("/")) {
        const Json::json_pointer place(name);
        if (arguments.contains(place)) value = &arguments.at(place);
    } else if (arguments.is_object() && arguments.contains(name)) {
        value = &arguments.at(name);
    }
    if (!value) return {};
    return value->is_string() ? value->get<std::string>() : compactJson(*value);
}

bool isAbout(const ToolRule& rule, const ToolCaller& caller, const ToolCard& card, const Json& arguments) {
    if (!rule.user.empty() && rule.user != caller.user) return false;
    if (!rule.agent.empty() && rule.agent != caller.agent) return false;
    if (!rule.tool.empty() && !matchesPattern(rule.tool, card.name)) return false;
    for (const auto& [name, pattern] : rule.arguments.items()) {
        if (!matchesPattern(pattern.get<std::string>(), textOfArgument(arguments, name))) return false;
    }
    return true;
}

/// The longer the text before its first star, the more special a pattern is; one without a star is most so.
std::size_t specialty(const std::string& pattern) {
    const auto star = pattern.find('*');
    return star == std::string::npos ? (pattern.empty() ? 0 : 1'000'000) : star;
}

auto rankOf(const ToolRule& rule) {
    const bool isStrict = rule.decision == Decision::Ask;
    return std::make_tuple(specialty(rule.tool), rule.arguments.size(), !rule.agent.empty(), !rule.user.empty(),
                           isStrict);
}

}  // namespace

std::string_view decisionName(Decision decision) {
    if (decision == Decision::Allow) return "allow";
    return decision == Decision::Ask ? "ask" : "deny";
}

Decision decisionNamed(const std::string& name) {
    for (const Decision decision : {Decision::Allow, Decision::Ask, Decision::Deny}) {
        if (decisionName(decision) == name) return decision;
    }
    throw Error(ErrorKind::InvalidArgument, "tool.bad_decision", {{"decision", name}, {"path", "/decision"}});
}

Json toJson(const ToolRule& rule) {
    return {{"id", rule.id},
            {"user", rule.user},
            {"agent", rule.agent},
            {"tool", rule.tool},
            {"arguments", rule.arguments},
            {"decision", decisionName(rule.decision)},
            {"created_by", rule.createdBy},
            {"created_at", rule.createdMs}};
}

ToolRule toolRuleFrom(const Json& json) {
    const JsonReader in(json);
    ToolRule rule;
    rule.id = in.string("id", "");
    rule.user = in.string("user", "");
    rule.agent = in.string("agent", "");
    rule.tool = in.string("tool", "");
    rule.arguments = in.object("arguments");
    const JsonReader patterns(rule.arguments, "/arguments");
    for (const auto& [name, pattern] : rule.arguments.items())
        (void)patterns.string(name);
    rule.decision = decisionNamed(in.string("decision"));
    return rule;
}

bool matchesPattern(std::string_view pattern, std::string_view text) {
    std::size_t at = 0, star = std::string_view::npos, resume = 0, p = 0;
    while (at < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resume = at;
        } else if (p < pattern.size() && pattern[p] == text[at]) {
            ++p;
            ++at;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            at = ++resume;
        } else {
            return false;
        }
    }
    return pattern.find_first_not_of('*', p) == std::string_view::npos;
}

Verdict decide(const std::vector<ToolRule>& rules, const ToolCaller& caller, const ToolCard& card,
               const Json& arguments) {
    const ToolRule* best = nullptr;
    for (const ToolRule& rule : rules) {
        if (!isAbout(rule, caller, card, arguments)) continue;
        if (rule.decision == Decision::Deny) return {Decision::Deny, rule.id};
        if (!best || rankOf(rule) > rankOf(*best)) best = &rule;
    }
    if (best) return {best->decision, best->id};
    return {card.needsConsent ? Decision::Ask : Decision::Allow, {}};
}

}  // namespace heddle::tools
