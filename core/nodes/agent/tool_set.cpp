#include "core/nodes/agent/tool_set.h"

#include <algorithm>
#include <cctype>
#include <utility>

namespace heddle::nodes {
namespace {

constexpr std::size_t kFoundAtMost = 8;

std::set<std::string> wordsOf(const std::string& text) {
    std::set<std::string> words;
    std::string word;
    for (const char c : text + " ") {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte) || byte >= 128) {
            word += static_cast<char>(std::tolower(byte));
        } else if (!word.empty()) {
            words.insert(std::exchange(word, {}));
        }
    }
    return words;
}

tools::ToolCard searchCard() {
    tools::ToolCard card;
    card.name = kSearchTool;
    card.source = kInnerSource;
    card.description =
        "Finds tools by what they do. You have many more tools than those listed; look here before you say that "
        "something "
        "cannot be done. What is found can be called from the next step on.";
    card.inputSchema = {{"type", "object"},
                        {"properties", {{"query", {{"type", "string"}, {"description", "What the tool should do."}}}}},
                        {"required", {"query"}}};
    card.isReadOnly = true;
    card.isSerial = true;
    card.needsConsent = false;
    return card;
}

}  // namespace

ToolSet::ToolSet(std::vector<tools::ToolCard> cards, std::vector<tools::ToolCard> always, std::int64_t searchAbove)
    : m_isSearched(searchAbove > 0 && static_cast<std::int64_t>(cards.size()) > searchAbove) {
    for (tools::ToolCard& card : always)
        add(std::move(card), true);
    if (m_isSearched) add(searchCard(), true);
    for (tools::ToolCard& card : cards)
        add(std::move(card), !m_isSearched);
}

void ToolSet::add(tools::ToolCard card, bool isDeclared) {
    std::string name = m_names.add(card.name);
    m_entries.push_back({std::move(card), std::move(name), isDeclared});
}

std::vector<llm::Tool> ToolSet::declared() const {
    std::vector<llm::Tool> all;
    for (const Entry& entry : m_entries) {
        if (entry.isDeclared) all.push_back({entry.name, entry.card.description, entry.card.inputSchema});
    }
    return all;
}

const tools::ToolCard* ToolSet::find(const std::string& modelName) const {
    for (const Entry& entry : m_entries) {
        if (entry.name == modelName) return &entry.card;
    }
    return nullptr;
}

std::string ToolSet::names() const {
    std::string all;
    for (const Entry& entry : m_entries) {
        if (entry.isDeclared) all += (all.empty() ? "" : ", ") + entry.name;
    }
    return all;
}

std::string ToolSet::search(const std::string& words) {
    const std::set<std::string> wanted = wordsOf(words);
    std::vector<std::pair<std::size_t, Entry*>> ranked;
    for (Entry& entry : m_entries) {
        std::size_t score = 0;
        const std::set<std::string> name = wordsOf(entry.card.name), rest = wordsOf(entry.card.description);
        for (const std::string& word : wanted)
            score += 3 * name.count(word) + rest.count(word);
        if (score > 0) ranked.emplace_back(score, &entry);
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    std::string text;
    for (std::size_t i = 0; i < std::min(ranked.size(), kFoundAtMost); ++i) {
        Entry& entry = *ranked[i].second;
        entry.isDeclared = true;
        text += entry.name + ": " + entry.card.description + "\n";
    }
    return text.empty() ? "Nothing fits. Try other words." : text;
}

}  // namespace heddle::nodes
