#pragma once
#include "core/base/words.h"
#include "core/storage/connection.h"

#include <string>
#include <string_view>
#include <vector>

namespace heddle::storage {

/// What is looked for. An empty owner means everybody's.
struct SearchQuery {
    std::string kind;  ///< "agent", "store", "template", "chat", "message", "memory"
    std::vector<SearchTerm> terms;
    std::string ownerId;
    int limit = 50;
};

/// The words of agents, templates, chats and messages. The tables of those keep it up with them.
class SearchTable {
public:
    explicit SearchTable(Connection& connection) : m_connection(connection) {}

    /// Inserts, or replaces what was said of the object; `title` counts for more.
    void put(std::string_view kind, const std::string& id, const std::string& ownerId, std::string_view title,
             std::string_view body);
    void remove(std::string_view kind, const std::string& id);
    /// All that was said in a chat, and the chat, while they are still in their tables.
    void removeOfChat(const std::string& chatId);
    /// The same of an agent with its chats.
    void removeOfAgent(const std::string& agentId);
    /// Ids, the best first: of the newest 500 that fit, those first that have the terms in their title.
    std::vector<std::string> find(const SearchQuery& query);

private:
    Connection& m_connection;
};

}  // namespace heddle::storage
