#pragma once
#include "core/services/caller.h"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace heddle::storage {
class Database;
}

namespace heddle::services {

/// Something of one's own in which all words were found.
struct SearchHit {
    std::string kind;  ///< "agent", "chat", "message"
    std::string id;
    std::string chatId;  ///< of a message
    std::string title;   ///< of an agent or a chat
    std::string text;    ///< the place in a message
};

/// Finds agents, chats and messages. Safe from any thread.
class SearchService {
public:
    explicit SearchService(storage::Database& database) : m_database(database) {}

    /// The caller's own, the best first: agents, then chats, then messages; of one kind when `kind` is not empty.
    boost::asio::awaitable<std::vector<SearchHit>> find(Caller caller, std::string text, std::string kind, int limit);
    /// Indexes what was stored before there was an index: once, in small steps between which others may write. Does
    /// nothing in a database that is only read.
    boost::asio::awaitable<void> indexOlder();

private:
    storage::Database& m_database;
};

/// The place of the first of the text's words in `whole`, some words around it: at most `bytes`, cut at characters,
/// with an ellipsis where it was cut.
std::string snippet(const std::string& whole, const std::string& text, std::size_t bytes);

}  // namespace heddle::services
