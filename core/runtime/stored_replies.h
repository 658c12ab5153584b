#pragma once
#include "core/rest/protocol/idempotency.h"

namespace heddle::storage {
class Database;
}

namespace heddle::runtime {

/// Keeps replies in the database for a day, so that a request that is sent again after the server was started anew is
/// still done once. Safe from any thread.
class StoredReplies final : public rest::IdempotencyStore {
public:
    /// Forgets those that an earlier server left unanswered. Both must outlive it.
    StoredReplies(storage::Database& database, const Clock& clock);

    boost::asio::awaitable<rest::KeyState> begin(std::string scope, std::string key, std::string fingerprint) override;
    boost::asio::awaitable<void> finish(std::string scope, std::string key, rest::StoredReply reply) override;
    boost::asio::awaitable<void> abandon(std::string scope, std::string key) override;

private:
    storage::Database& m_database;
    const Clock& m_clock;
};

}  // namespace heddle::runtime
