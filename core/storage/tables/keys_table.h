#pragma once
#include "core/security/data_keys.h"
#include "core/storage/connection.h"

#include <optional>
#include <string>
#include <vector>

namespace heddle::storage {

/// Data keys under the root key, and the server's own secrets under data keys.
class KeysTable {
public:
    explicit KeysTable(Connection& connection) : m_connection(connection) {}

    /// Inserts, or replaces the key of this id.
    void put(const security::WrappedKey& key);
    /// The newest first: as security::openVault wants them.
    std::vector<security::WrappedKey> all();

    /// An envelope of the vault; replaces the one of this name.
    void putSecret(const std::string& name, const std::string& envelope, std::int64_t nowMs);
    std::optional<std::string> secret(const std::string& name);

private:
    Connection& m_connection;
};

}  // namespace heddle::storage
