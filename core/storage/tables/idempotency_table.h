#pragma once
#include "core/storage/connection.h"

#include <cstdint>
#include <optional>
#include <string>

namespace heddle::storage {

/// A request with a key that came before.
struct IdempotencyRow {
    std::string fingerprint;
    std::optional<Json> reply;  ///< nothing: it is still being answered
    std::int64_t expiresMs = 0;
};

/// Replies by the keys of their requests, so that what is asked twice is done once.
class IdempotencyTable {
public:
    explicit IdempotencyTable(Connection& connection) : m_connection(connection) {}

    std::optional<IdempotencyRow> find(const std::string& scope, const std::string& key);
    /// Inserts, or replaces the one with the same key.
    void put(const std::string& scope, const std::string& key, const IdempotencyRow& row);
    void remove(const std::string& scope, const std::string& key);
    /// Forgets what has expired, and with `unanswered` those that nobody answers any more.
    void prune(std::int64_t nowMs, bool unanswered);

private:
    Connection& m_connection;
};

}  // namespace heddle::storage
