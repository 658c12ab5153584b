#include "core/services/agents/inspection.h"

#include "core/base/messages.h"
#include "core/check/check.h"
#include "core/services/runs/runnable.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace heddle::services {
namespace {

/// How keys of well-known services begin, and how many characters of a key must follow.
struct SecretShape {
    std::string_view start;
    std::size_t length;
};
constexpr std::array kSecretShapes{
    SecretShape{"sk-", 20},  SecretShape{"ghp_", 30}, SecretShape{"github_pat_", 30}, SecretShape{"xoxb-", 20},
    SecretShape{"AKIA", 16}, SecretShape{"AIza", 30}, SecretShape{"-----BEGIN ", 4},  SecretShape{"hdl_", 24}};

constexpr std::array<std::string_view, 4> kTakeovers{"ignore all previous instructions", "ignore previous instructions",
                                                     "disregard the system prompt", "reveal your system prompt"};

/// UTF-8 of characters that change the order of text or cannot be seen: U+200B-200F, U+202A-202E, U+2066-2069, U+E00xx.
constexpr std::array<std::string_view, 15> kHidden{"\xE2\x80\x8B", "\xE2\x80\x8C", "\xE2\x80\x8E", "\xE2\x80\x8F",
                                                   "\xE2\x80\xAA", "\xE2\x80\xAB", "\xE2\x80\xAC", "\xE2\x80\xAD",
                                                   "\xE2\x80\xAE", "\xE2\x81\xA6", "\xE2\x81\xA7", "\xE2\x81\xA8",
                                                   "\xE2\x81\xA9", "\xF3\xA0\x80", "\xF3\xA0\x81"};

bool isKeyCharacter(char c) {
    return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' || c == '_' || c == ' ';
}

bool holdsSecret(const std::string& text) {
    return std::any_of(kSecretShapes.begin(), kSecretShapes.end(), [&](const SecretShape& shape) {
        for (std::size_t at = text.find(shape.start); at != std::string::npos; at = text.find(shape.start, at + 1)) {
            const auto begin = text.begin() + static_cast<std::ptrdiff_t>(at + shape.start.size());
            const auto end = std::find_if_not(begin, text.end(), isKeyCharacter);
            if (static_cast<std::size_t>(end - begin) >= shape.length) return true;
        }
        return false;
    });
}

template <class Texts>
bool holdsAny(const std::string& text, const Texts& wanted) {
    return std::any_of(wanted.begin(), wanted.end(),
                       [&](std::string_view part) { return text.find(part) != std::string::npos; });
}

std::string lowered(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

void add(Json& findings, std::string_view rule, std::string_view severity, const std::string& path,
         const std::string& text) {
    findings.push_back({{"rule", rule}, {"severity", severity}, {"path", path}, {"text", text}});
}

/// Every text of the document, with its place.
void inspectTexts(const Json& value, const std::string& path, Json& findings) {
    if (value.is_string()) {
        const auto& text = value.get_ref<const std::string&>();
        if (holdsSecret(text)) add(findings, "secret", "error", path, "This looks like a key. Use a service instead.");
        if (holdsAny(text, kHidden))
            add(findings, "hidden_text", "error", path, "This holds characters that hide text from a reader.");
        if (holdsAny(lowered(text), kTakeovers))
            add(findings, "takeover", "warning", path, "This tries to make a model drop its instructions.");
    } else if (value.is_structured()) {
        for (const auto& [key, part] : value.items())
            inspectTexts(part, path + "/" + key, findings);
    }
}

}  // namespace

Json inspect(const domain::Graph& graph) {
    Json findings = Json::array();
    for (const Problem& problem : check::check(graph, knownTypes())) {
        const bool isError = problem.severity == Severity::Error;
        add(findings, problem.code, isError ? "error" : "warning", problem.path,
            messageText(problem.code, problem.facts));
    }
    inspectTexts(toJson(graph), "", findings);
    return findings;
}

bool hasBlockingFinding(const Json& findings) {
    return std::any_of(findings.begin(), findings.end(),
                       [](const Json& finding) { return finding.value("severity", "") == "error"; });
}

}  // namespace heddle::services
