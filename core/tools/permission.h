#pragma once
#include "core/tools/tool.h"

#include <string>
#include <string_view>
#include <vector>

namespace heddle::tools {

enum class Decision { Allow, Ask, Deny };
/// "allow", "ask", "deny".
std::string_view decisionName(Decision decision);
/// Throws Error(InvalidArgument, "tool.bad_decision") with the facts `decision`, `path`.
Decision decisionNamed(const std::string& name);

/// One rule about calls. Empty members mean any.
struct ToolRule {
    std::string id;
    std::string user;
    std::string agent;
    std::string tool;  ///< a pattern: see matchesPattern()
    /// Argument names (JSON pointers for nested ones) with a pattern of their text: {"url": "https://docs.example/*"}.
    Json arguments = Json::object();
    Decision decision = Decision::Ask;
    std::string createdBy;
    std::int64_t createdMs = 0;

    bool operator==(const ToolRule&) const = default;
};

Json toJson(const ToolRule& rule);
/// Throws Error(InvalidArgument, "json.…" | "tool.bad_decision") with the fact `path`.
ToolRule toolRuleFrom(const Json& json);

/// What decided about a call.
struct Verdict {
    Decision decision = Decision::Ask;
    std::string rule;  ///< its id; empty: no rule, the tool's own default
};

/// '*' stands for any text; everything else for itself.
bool matchesPattern(std::string_view pattern, std::string_view text);

/// A rule that denies wins. Otherwise the most special one: by its tool, then its arguments, agent and user; of two
/// alike the stricter. Without any, the card decides.
Verdict decide(const std::vector<ToolRule>& rules, const ToolCaller& caller, const ToolCard& card,
               const Json& arguments);

}  // namespace heddle::tools
