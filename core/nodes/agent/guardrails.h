#pragma once
#include "core/base/json.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::nodes {

/// One thing that is looked for in what goes into an agent, comes out of it, or comes from its tools.
struct Guardrail {
    enum class Check { Email, Card, Ip, Mac, Url, Secret, Words, Length };
    enum class Action {
        Block,   ///< the agent stops (input, output), or the tool's answer is withheld
        Redact,  ///< replaced by "[EMAIL]" …
        Mask,    ///< all but the last four characters are starred
        Hash,    ///< replaced by "[EMAIL:1f2e3d4c]", the same for the same text
    };
    Check check = Check::Email;
    Action action = Action::Redact;
    bool onInput = false;
    bool onOutput = false;
    bool onTools = false;
    std::vector<std::string> words;  ///< Words: any of them, case aside
    std::int64_t most = 0;           ///< Length: characters; longer texts are cut unless they are blocked

    bool operator==(const Guardrail&) const = default;
};

enum class GuardPlace { Input, Output, Tools };
/// "input", "output", "tools".
std::string_view placeName(GuardPlace place);

/// What became of a text.
struct Guarded {
    std::string text;
    std::string blocked;                             ///< name of the check that blocks it; empty: none
    std::vector<std::pair<std::string, int>> found;  ///< name of a check and how often
};

/// [{check, action, where: ["input", …], words?, most?}]. Throws Error(InvalidArgument, "agent.bad_guardrail" |
/// "json.…") with the fact `path`.
std::vector<Guardrail> readGuardrails(const Json& list, const std::string& path);

/// `text` after all guardrails of that place, in their order.
Guarded guard(const std::vector<Guardrail>& guardrails, GuardPlace place, std::string text);

/// Where in `text` something of a kind is: begin and end in bytes, in order, apart from each other. Cards must pass
/// Luhn's check (ISO/IEC 7812-1), addresses of the internet be complete.
std::vector<std::pair<std::size_t, std::size_t>> findSensitive(Guardrail::Check check, std::string_view text);

}  // namespace heddle::nodes
