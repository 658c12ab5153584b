#pragma once
#include "core/domain/user.h"
#include "core/storage/connection.h"

#include <optional>
#include <string>
#include <vector>

namespace heddle::storage {

struct ApiKeyRow {
    domain::ApiKey key;
    std::string digest;
};

class ApiKeysTable {
public:
    explicit ApiKeysTable(Connection& connection) : m_connection(connection) {}

    void add(const ApiKeyRow& row);
    std::optional<ApiKeyRow> findByPrefix(const std::string& prefix);
    std::optional<domain::ApiKey> find(const std::string& id);
    /// Newest first; of all users when `userId` is empty.
    std::vector<domain::ApiKey> list(const std::string& userId);
    void revoke(const std::string& id);
    void touch(const std::string& id, std::int64_t usedMs);

private:
    Connection& m_connection;
};

}  // namespace heddle::storage
