#pragma once
#include "core/security/refresh_token.h"
#include "core/storage/connection.h"

#include <optional>
#include <string>

namespace heddle::storage {

/// Sessions: the refresh tokens of each sign-in.
class RefreshTokensTable final : public security::RefreshTokenStore {
public:
    explicit RefreshTokensTable(Connection& connection) : m_connection(connection) {}

    std::optional<security::RefreshRecord> find(const std::string& digest) override;
    void save(const security::RefreshRecord& record) override;
    void revokeFamily(const std::string& familyId) override;
    void revokeOfUser(const std::string& userId);
    /// Whether the family is there and not revoked.
    bool isOpen(const std::string& familyId);
    /// Families that began before.
    void removeOlder(std::int64_t startMs);

private:
    Connection& m_connection;
};

}  // namespace heddle::storage
