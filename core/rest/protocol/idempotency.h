#pragma once
#include "core/base/clock.h"
#include "core/rest/server/request.h"
#include "core/rest/server/response.h"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>

namespace heddle::rest {

/// A reply as it is kept for a client that asks again.
struct StoredReply {
    int status = 200;
    std::string contentType;
    std::string etag;
    std::string location;
    std::string body;

    bool operator==(const StoredReply&) const = default;
};

/// What is known of a key when a request with it comes.
struct KeyState {
    enum class Kind {
        New,         ///< go on; finish or abandon must follow
        Replay,      ///< it was answered: `reply`
        Conflict,    ///< the key came before with another request
        InProgress,  ///< the first request is still being answered
    };
    Kind kind = Kind::New;
    StoredReply reply;
};

/// Remembers replies by Idempotency-Key, so that a request that is sent twice is done once. A port: a server keeps them
/// in its database, so that they outlive it. Keys are unique within a `scope` (who asks).
class IdempotencyStore {
public:
    virtual ~IdempotencyStore() = default;
    /// `fingerprint` tells whether a repeated request is the same.
    virtual boost::asio::awaitable<KeyState> begin(std::string scope, std::string key, std::string fingerprint) = 0;
    virtual boost::asio::awaitable<void> finish(std::string scope, std::string key, StoredReply reply) = 0;
    /// The request failed in a way that another attempt may not.
    virtual boost::asio::awaitable<void> abandon(std::string scope, std::string key) = 0;
};

/// Keeps them in memory for `keep`. Safe from any thread.
class MemoryIdempotencyStore final : public IdempotencyStore {
public:
    explicit MemoryIdempotencyStore(const Clock& clock, std::chrono::milliseconds keep = std::chrono::hours(24));
    boost::asio::awaitable<KeyState> begin(std::string scope, std::string key, std::string fingerprint) override;
    boost::asio::awaitable<void> finish(std::string scope, std::string key, StoredReply reply) override;
    boost::asio::awaitable<void> abandon(std::string scope, std::string key) override;

private:
    struct Entry {
        std::string fingerprint;
        std::int64_t expiresMs = 0;
        std::optional<StoredReply> reply;
    };
    void forgetOld(std::int64_t nowMs);

    const Clock& m_clock;
    std::int64_t m_keepMs;
    std::mutex m_mutex;
    std::unordered_map<std::string, Entry> m_entries;
    std::int64_t m_nextSweepMs = 0;
};

/// The request's Idempotency-Key. Throws Error(InvalidArgument, "rest.idempotency_key") when it is no printable text of
/// 1 to 255 bytes.
std::optional<std::string> idempotencyKey(const Request& request);
/// The same for requests that ask the same.
std::string fingerprintOf(const Request& request);
StoredReply stored(const Response& response);
/// Says by its field Idempotency-Replayed that it is not the first.
Response replayed(const StoredReply& reply);

}  // namespace heddle::rest
