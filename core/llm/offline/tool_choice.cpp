#include "core/llm/offline/tool_choice.h"

#include "core/llm/offline/facts.h"
#include "core/llm/offline/text.h"

#include <set>

namespace heddle::llm::offline {
namespace {

constexpr double kEnough = 2.5;  // one word of a tool's name, or three of its description

std::set<Term> setOf(std::string_view text) {
    const auto terms = termsOf(text);
    return {terms.begin(), terms.end()};
}

std::string parametersOf(const Tool& tool) {
    std::string words;
    if (!tool.schema.is_object()) return words;
    const Json properties = tool.schema.value("properties", Json::object());
    for (const auto& [name, schema] : properties.items())
        words += name + " " + (schema.is_object() ? schema.value("description", std::string()) : "") + " ";
    return words;
}

double likeness(const std::set<Term>& text, const Tool& tool) {
    const auto sharedWith = [&](const std::set<Term>& words) {
        double count = 0;
        for (const Term term : words)
            count += text.contains(term);
        return count;
    };
    return 3 * sharedWith(setOf(tool.name)) + sharedWith(setOf(tool.description)) +
           0.5 * sharedWith(setOf(parametersOf(tool)));
}

}  // namespace

std::optional<std::size_t> chooseTool(std::string_view text, const std::vector<Tool>& tools, bool must) {
    const auto words = setOf(text);
    std::optional<std::size_t> best;
    double most = must ? -1 : kEnough - 0.001;
    for (std::size_t i = 0; i < tools.size(); ++i) {
        double score = likeness(words, tools[i]);
        // Arithmetic has no words of its own.
        const auto about = lowered(tools[i].name + " " + tools[i].description);
        if (expressionIn(text) &&
            (about.find("calc") != std::string::npos || about.find("arithm") != std::string::npos))
            score += 3;
        if (score > most) {
            most = score;
            best = i;
        }
    }
    return best;
}

}  // namespace heddle::llm::offline
