#pragma once
#include "core/base/json.h"
#include "core/security/vault.h"

#include <cstdint>
#include <string>
#include <vector>

namespace heddle::security {

/// The key at the top of the hierarchy: it encrypts data keys and nothing else. core/security/root_key.h finds it.
struct RootKey {
    static constexpr std::size_t kSize = 32;

    SecretBytes bytes;

    static RootKey make() { return {SecretBytes::random(kSize)}; }
    /// Says which key it is and nothing about it.
    std::string id() const;
};

/// A data key as a database keeps it: encrypted with a root key.
struct WrappedKey {
    std::string id;
    std::string rootId;
    std::string envelope;
    std::int64_t createdMs = 0;

    bool operator==(const WrappedKey&) const = default;
};

Json toJson(const WrappedKey& key);
WrappedKey wrappedKeyFromJson(const Json& json);

/// A new data key under `root`.
WrappedKey makeDataKey(const RootKey& root, std::int64_t nowMs);

/// The data keys, the newest first. Throws Error(NotFound, "root_key.missing") with the fact `key` when one is under
/// another root key, and what Vault::open throws.
std::vector<DataKey> openDataKeys(std::vector<WrappedKey> keys, const RootKey& root);

/// The vault over data keys: the newest encrypts. `keys` is not empty. `findNewer` as for Vault. Throws as above.
Vault openVault(const std::vector<WrappedKey>& keys, const RootKey& root, Vault::FindNewer findNewer = {});

/// The same data key under another root key: what the vault encrypted stays readable. Throws as openVault does.
WrappedKey rewrapped(const WrappedKey& key, const RootKey& from, const RootKey& to);

}  // namespace heddle::security
