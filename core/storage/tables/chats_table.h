#pragma once
#include "core/domain/chat.h"
#include "core/storage/connection.h"

#include <optional>
#include <string>
#include <vector>

namespace heddle::storage {

class ChatsTable {
public:
    explicit ChatsTable(Connection& connection) : m_connection(connection) {}

    /// Inserts, or replaces the one with the same id.
    void put(const domain::Chat& chat);
    std::optional<domain::Chat> find(const std::string& id);
    /// Newest change first, without deleted ones. An empty `agentId` means every agent's.
    std::vector<domain::Chat> list(const std::string& userId, const std::string& agentId);
    /// Has all of them found by SearchTable.
    void indexAll();
    /// With its messages, runs, events and checkpoints. Whether there was one.
    bool remove(const std::string& id);

private:
    void index(const domain::Chat& chat);

    Connection& m_connection;
};

}  // namespace heddle::storage
