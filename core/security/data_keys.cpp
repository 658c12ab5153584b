#include "core/security/data_keys.h"

#include "core/base/error.h"
#include "core/security/digest.h"
#include "core/security/encoding.h"

#include <algorithm>
#include <cassert>

namespace heddle::security {
namespace {

/// Wrapping is what the vault does anyway, with the root key as its only key.
Vault wrappingVault(const RootKey& root) {
    std::vector<DataKey> keys;
    keys.push_back({root.id(), root.bytes.copy()});
    return Vault(keys);
}

std::string wrappingContext(const std::string& id) { return "data_keys/" + id; }

WrappedKey wrap(const DataKey& key, const RootKey& root, std::int64_t createdMs) {
    return {.id = key.id,
            .rootId = root.id(),
            .envelope = wrappingVault(root).seal(key.bytes.view(), wrappingContext(key.id)),
            .createdMs = createdMs};
}

DataKey unwrap(const WrappedKey& key, const RootKey& root) {
    if (key.rootId != root.id()) throw Error(ErrorKind::NotFound, "root_key.missing", {{"key", key.rootId}});
    std::string bytes = wrappingVault(root).open(key.envelope, wrappingContext(key.id));
    DataKey result{key.id, SecretBytes(bytes)};
    wipe(bytes);
    return result;
}

}  // namespace

std::string RootKey::id() const {
    assert(bytes.size() == kSize);
    return toHex(hmac(Hash::Sm3, bytes.view(), {"heddle root key id"})).substr(0, 16);
}

Json toJson(const WrappedKey& key) {
    return {{"id", key.id}, {"root_id", key.rootId}, {"envelope", key.envelope}, {"created_ms", key.createdMs}};
}

WrappedKey wrappedKeyFromJson(const Json& json) {
    const JsonReader in(json);
    return {.id = in.string("id"),
            .rootId = in.string("root_id"),
            .envelope = in.string("envelope"),
            .createdMs = in.integer("created_ms", 0)};
}

WrappedKey makeDataKey(const RootKey& root, std::int64_t nowMs) { return wrap(DataKey::make(), root, nowMs); }

std::vector<DataKey> openDataKeys(std::vector<WrappedKey> keys, const RootKey& root) {
    std::stable_sort(keys.begin(), keys.end(),
                     [](const auto& left, const auto& right) { return left.createdMs > right.createdMs; });
    std::vector<DataKey> opened;
    for (const auto& key : keys) {
        opened.push_back(unwrap(key, root));
    }
    return opened;
}

Vault openVault(const std::vector<WrappedKey>& keys, const RootKey& root, Vault::FindNewer findNewer) {
    return Vault(openDataKeys(keys, root), std::move(findNewer));
}

WrappedKey rewrapped(const WrappedKey& key, const RootKey& from, const RootKey& to) {
    return wrap(unwrap(key, from), to, key.createdMs);
}

}  // namespace heddle::security
