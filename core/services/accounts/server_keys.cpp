#include "core/services/accounts/server_keys.h"

#include "core/base/clock.h"
#include "core/security/encoding.h"
#include "core/storage/database.h"
#include "core/storage/tables/keys_table.h"

#include <tuple>

namespace heddle::services {
namespace {

using security::RootKey;
using security::Vault;
using storage::Connection;
using storage::KeysTable;

constexpr std::size_t kKeyBytes = 32;
constexpr const char* kAuditKey = "audit_key";
constexpr const char* kCursorKey = "cursor_key";
constexpr const char* kTokenKey = "token_key";

std::string contextOf(const std::string& name) { return "server_secrets/" + name; }

std::string randomText() {
    const security::SecretBytes bytes = security::SecretBytes::random(kKeyBytes);
    return security::toBase64Url(bytes.view());
}

/// The secret of this name; the first time, what `make` gives.
template <class Make>
std::string secretOf(Connection& connection, const Vault& vault, const char* name, std::int64_t nowMs, Make make) {
    KeysTable keys(connection);
    if (const auto envelope = keys.secret(name)) return vault.open(*envelope, contextOf(name));
    const std::string made = make();
    keys.putSecret(name, vault.seal(made, contextOf(name)), nowMs);
    return made;
}

/// A signing key as it is sealed: encrypted once more, as its format wants, with a passphrase beside it.
std::string textOf(const security::SigningKey& key) {
    const std::string passphrase = randomText();
    return compactJson({{"pem", key.pem(passphrase)}, {"passphrase", passphrase}});
}

security::SigningKey signingKeyFrom(const std::string& text) {
    const Json json = Json::parse(text);
    return security::SigningKey::fromPem(json.at("pem").get<std::string>(), json.at("passphrase").get<std::string>());
}

std::vector<security::WrappedKey> dataKeys(storage::Database& database) {
    return database.readNow([](Connection& connection) { return KeysTable(connection).all(); });
}

security::FoundRootKey rootOf(const std::vector<security::WrappedKey>& keys, const security::RootKeySources& sources) {
    return keys.empty() ? security::findOrMakeRootKey(sources) : security::findRootKey(sources, keys.front().rootId);
}

}  // namespace

WorkspaceVault openWorkspaceVault(storage::Database& database, const security::RootKeySources& sources,
                                  const Clock& clock) {
    auto keys = dataKeys(database);
    security::FoundRootKey found = rootOf(keys, sources);
    const auto root = std::make_shared<const RootKey>(std::move(found.key));
    if (keys.empty()) {
        const security::WrappedKey made = security::makeDataKey(*root, clock.nowMs());
        database.writeNow([&](Connection& connection) { KeysTable(connection).put(made); });
        keys = dataKeys(database);
    }
    const auto findNewer = [&database, root](const std::string& active) {
        auto all = dataKeys(database);
        return all.front().id == active ? std::vector<security::DataKey>()
                                        : security::openDataKeys(std::move(all), *root);
    };
    return {security::openVault(keys, *root, findNewer), found.source, root};
}

ServerKeys openServerKeys(storage::Database& database, const security::RootKeySources& sources, const Clock& clock) {
    WorkspaceVault opened = openWorkspaceVault(database, sources, clock);
    const auto open = [&](Connection& connection) {
        const std::int64_t now = clock.nowMs();
        const auto makeToken = [] { return textOf(security::SigningKey::generate()); };
        return std::tuple(secretOf(connection, opened.vault, kAuditKey, now, randomText),
                          secretOf(connection, opened.vault, kCursorKey, now, randomText),
                          secretOf(connection, opened.vault, kTokenKey, now, makeToken));
    };
    const auto [auditKey, cursorKey, tokenKey] = database.writeNow(open);
    return {std::move(opened), auditKey, cursorKey, {signingKeyFrom(tokenKey), {}}};
}

std::optional<std::string> findAuditKey(storage::Database& database, const security::RootKeySources& sources) {
    const auto keys = dataKeys(database);
    const auto envelope = database.readNow([](Connection& c) { return KeysTable(c).secret(kAuditKey); });
    if (keys.empty() || !envelope) return std::nullopt;
    return security::openVault(keys, rootOf(keys, sources).key).open(*envelope, contextOf(kAuditKey));
}

void resealServerSecrets(Connection& connection, const Vault& vault, std::int64_t nowMs) {
    KeysTable keys(connection);
    for (const char* name : {kAuditKey, kCursorKey, kTokenKey}) {
        if (const auto envelope = keys.secret(name))
            keys.putSecret(name, vault.resealed(*envelope, contextOf(name)), nowMs);
    }
}

}  // namespace heddle::services
