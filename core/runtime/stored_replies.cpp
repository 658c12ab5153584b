#include "core/runtime/stored_replies.h"

#include "core/base/clock.h"
#include "core/storage/database.h"
#include "core/storage/tables/idempotency_table.h"

namespace heddle::runtime {

using boost::asio::awaitable;
using rest::KeyState;
using storage::Connection;
using storage::IdempotencyRow;
using storage::IdempotencyTable;

namespace {

constexpr std::int64_t kKeepMs = 86'400'000;

Json toJson(const rest::StoredReply& reply) {
    return {{"status", reply.status},
            {"type", reply.contentType},
            {"etag", reply.etag},
            {"location", reply.location},
            {"body", reply.body}};
}

rest::StoredReply replyFrom(const Json& json) {
    return {json.at("status").get<int>(), json.value("type", ""), json.value("etag", ""), json.value("location", ""),
            json.value("body", "")};
}

}  // namespace

StoredReplies::StoredReplies(storage::Database& database, const Clock& clock) : m_database(database), m_clock(clock) {
    database.writeNow([&](Connection& connection) { IdempotencyTable(connection).prune(clock.nowMs(), true); });
}

awaitable<KeyState> StoredReplies::begin(std::string scope, std::string key, std::string fingerprint) {
    const std::int64_t now = m_clock.nowMs();
    const auto job = [&](Connection& connection) {
        IdempotencyTable keys(connection);
        const auto row = keys.find(scope, key);
        KeyState state;
        if (!row || row->expiresMs <= now) {
            keys.prune(now, false);
            keys.put(scope, key, {fingerprint, std::nullopt, now + kKeepMs});
        } else if (row->fingerprint != fingerprint) {
            state.kind = KeyState::Kind::Conflict;
        } else if (!row->reply) {
            state.kind = KeyState::Kind::InProgress;
        } else {
            state.kind = KeyState::Kind::Replay;
            state.reply = replyFrom(*row->reply);
        }
        return state;
    };
    co_return co_await m_database.write(job);
}

awaitable<void> StoredReplies::finish(std::string scope, std::string key, rest::StoredReply reply) {
    const auto job = [&](Connection& connection) {
        IdempotencyTable keys(connection);
        auto row = keys.find(scope, key);
        if (!row) return;
        row->reply = toJson(reply);
        keys.put(scope, key, *row);
    };
    co_await m_database.write(job);
}

awaitable<void> StoredReplies::abandon(std::string scope, std::string key) {
    const auto job = [&](Connection& connection) { IdempotencyTable(connection).remove(scope, key); };
    co_await m_database.write(job);
}

}  // namespace heddle::runtime
