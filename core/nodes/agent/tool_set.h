#pragma once
#include "core/llm/chat_request.h"
#include "core/tools/tool.h"
#include "core/tools/tool_names.h"

#include <map>
#include <set>
#include <string>
#include <vector>

namespace heddle::nodes {

/// The tools of one agent, under the names by which its model calls them. With many, only some are declared: the model
/// looks for the others.
class ToolSet {
public:
    /// With more than `searchAbove` cards, none but `always` are declared until search() has found them.
    ToolSet(std::vector<tools::ToolCard> cards, std::vector<tools::ToolCard> always, std::int64_t searchAbove);

    /// What the model is told of.
    std::vector<llm::Tool> declared() const;
    /// By the model's name; null when there is none.
    const tools::ToolCard* find(const std::string& modelName) const;
    /// All names that can be called now, for a message.
    std::string names() const;
    /// The best of all for these words; they are declared from now on. Their names and descriptions as text.
    std::string search(const std::string& words);
    bool isSearched() const { return m_isSearched; }

private:
    struct Entry {
        tools::ToolCard card;
        std::string name;
        bool isDeclared = true;
    };
    void add(tools::ToolCard card, bool isDeclared);

    tools::ToolNames m_names;
    std::vector<Entry> m_entries;
    bool m_isSearched = false;
};

/// The source of tools that the loop itself answers, and one of them.
inline constexpr const char* kInnerSource = "agent";
inline constexpr const char* kSearchTool = "search_tools";

}  // namespace heddle::nodes
