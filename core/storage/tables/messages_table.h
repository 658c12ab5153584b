#pragma once
#include "core/domain/chat.h"
#include "core/storage/connection.h"

#include <optional>
#include <string>
#include <vector>

namespace heddle::storage {

class MessagesTable {
public:
    explicit MessagesTable(Connection& connection) : m_connection(connection) {}

    /// Inserts, or replaces the one with the same id, which keeps its place in the chat. Also moves the chat's
    /// `updatedMs` forward to the message's time.
    void put(const domain::Message& message);
    std::optional<domain::Message> find(const std::string& id);
    /// In the order of insertion, without deleted ones.
    std::vector<domain::Message> list(const std::string& chatId);
    /// The same after a place in the chat (0: from the beginning), each with its own.
    std::vector<std::pair<std::int64_t, domain::Message>> page(const std::string& chatId, std::int64_t after,
                                                               int limit);
    /// The messages that name a run, oldest first.
    std::vector<domain::Message> listOfExecution(const std::string& executionId);
    /// Has the next `count` messages after a place found by SearchTable. Gives the last one's place, 0 at the end.
    std::int64_t indexAfter(std::int64_t place, int count);
    /// Messages in state "sending" whose run no process holds become "failed". Gives their number.
    std::int64_t failUnsent();

private:
    void index(const domain::Message& message);

    Connection& m_connection;
};

}  // namespace heddle::storage
