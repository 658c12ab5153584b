#include "core/rest/protocol/idempotency.h"

#include "core/base/error.h"
#include "core/security/digest.h"

namespace heddle::rest {

namespace asio = boost::asio;

namespace {

constexpr std::size_t kLongestKey = 255;
constexpr std::int64_t kSweepMs = 60'000;

std::string entryName(const std::string& scope, const std::string& key) { return scope + '\n' + key; }

}  // namespace

MemoryIdempotencyStore::MemoryIdempotencyStore(const Clock& clock, std::chrono::milliseconds keep)
    : m_clock(clock), m_keepMs(keep.count()) {}

asio::awaitable<KeyState> MemoryIdempotencyStore::begin(std::string scope, std::string key, std::string fingerprint) {
    const std::int64_t now = m_clock.nowMs();
    const std::lock_guard lock(m_mutex);
    forgetOld(now);
    KeyState state;
    const auto [it, isNew] = m_entries.try_emplace(entryName(scope, key));
    Entry& entry = it->second;
    if (isNew || entry.expiresMs <= now) {
        entry = {std::move(fingerprint), now + m_keepMs, std::nullopt};
    } else if (entry.fingerprint != fingerprint) {
        state.kind = KeyState::Kind::Conflict;
    } else if (!entry.reply) {
        state.kind = KeyState::Kind::InProgress;
    } else {
        state.kind = KeyState::Kind::Replay;
        state.reply = *entry.reply;
    }
    co_return state;
}

asio::awaitable<void> MemoryIdempotencyStore::finish(std::string scope, std::string key, StoredReply reply) {
    const std::lock_guard lock(m_mutex);
    const auto it = m_entries.find(entryName(scope, key));
    if (it != m_entries.end()) it->second.reply = std::move(reply);
    co_return;
}

asio::awaitable<void> MemoryIdempotencyStore::abandon(std::string scope, std::string key) {
    const std::lock_guard lock(m_mutex);
    m_entries.erase(entryName(scope, key));
    co_return;
}

void MemoryIdempotencyStore::forgetOld(std::int64_t nowMs) {
    if (nowMs < m_nextSweepMs) return;
    m_nextSweepMs = nowMs + kSweepMs;
    std::erase_if(m_entries, [&](const auto& entry) { return entry.second.expiresMs <= nowMs; });
}

std::optional<std::string> idempotencyKey(const Request& request) {
    auto key = request.headers.find("Idempotency-Key");
    if (!key) return key;
    const bool isPrintable = std::all_of(key->begin(), key->end(), [](char c) { return c > ' ' && c <= '~'; });
    if (key->empty() || key->size() > kLongestKey || !isPrintable)
        throw Error(ErrorKind::InvalidArgument, "rest.idempotency_key", {{"limit", kLongestKey}});
    return key;
}

std::string fingerprintOf(const Request& request) {
    std::string text = request.method + ' ' + request.target + '\n';
    text += request.headers.find("Content-Type").value_or("") + '\n';
    text += request.body;
    return security::digest(security::Hash::Sha256, text);
}

StoredReply stored(const Response& response) {
    StoredReply reply;
    reply.status = response.status;
    reply.contentType = response.headers.find("Content-Type").value_or("");
    reply.etag = response.headers.find("ETag").value_or("");
    reply.location = response.headers.find("Location").value_or("");
    reply.body = response.body;
    return reply;
}

Response replayed(const StoredReply& reply) {
    Response response(reply.status, reply.contentType, reply.body);
    if (!reply.etag.empty()) response.headers.add("ETag", reply.etag);
    if (!reply.location.empty()) response.headers.add("Location", reply.location);
    response.headers.add("Idempotency-Replayed", "true");
    return response;
}

}  // namespace heddle::rest
