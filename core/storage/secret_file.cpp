#include "core/storage/secret_file.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/log.h"

#include <algorithm>

namespace heddle::storage {
namespace fs = std::filesystem;

using security::Vault;

namespace {

std::string contextOf(const std::string& id) { return "secrets/" + id; }

}  // namespace

SecretFile::SecretFile(fs::path file, OpenVault openVault, bool isReadOnly)
    : m_file(std::move(file)), m_openVault(std::move(openVault)) {
    if (!fs::exists(m_file)) return;
    // Somebody's editor or backup may have opened it to others.
    std::error_code ignored;
    fs::permissions(m_file, fs::perms::owner_read | fs::perms::owner_write, ignored);
    const Json secrets = parseJson(readFile(m_file, 1u << 20), m_file.string());
    if (!secrets.is_object()) {
        throw Error(ErrorKind::InvalidArgument, "json.type",
                    {{"path", m_file.string()}, {"expected", "object"}, {"got", secrets.type_name()}});
    }
    const JsonReader in(secrets);
    bool isInClear = false;
    for (const auto& [id, text] : secrets.items()) {
        const std::string& stored = m_stored.emplace(id, in.string(id)).first->second;
        if (Vault::isEnvelope(stored)) continue;
        maskSecret(stored);
        isInClear = true;
    }
    if (!isInClear || isReadOnly) return;
    try {
        sealAll();
    } catch (const Error& error) {
        roomLogger("storage")->warn("the keys of services stay in clear for now: {}", error.what());
    }
}

const Vault& SecretFile::vault() {
    if (!m_vault) m_vault = m_openVault();
    return *m_vault;
}

std::string SecretFile::opened(const std::string& id, const std::string& stored) {
    if (!Vault::isEnvelope(stored)) return stored;
    const Vault& opens = vault();
    try {
        return opens.open(stored, contextOf(id));
    } catch (const Error& error) {
        throw Error(ErrorKind::Storage, "secrets.damaged",
                    {{"file", m_file.string()}, {"service", id}, {"reason", error.code()}});
    }
}

void SecretFile::write(std::map<std::string, std::string> stored) {
    writeFile(m_file, canonicalJson(stored), FileMode::OwnerOnly);
    m_stored = std::move(stored);
}

void SecretFile::sealAll() {
    const Vault& seals = vault();
    const std::string active = seals.activeKey();
    auto stored = m_stored;
    for (auto& [id, text] : stored) {
        if (Vault::isEnvelope(text) && Vault::keyOf(text) == active) continue;
        text = seals.seal(opened(id, text), contextOf(id));
    }
    if (stored != m_stored) write(std::move(stored));
}

void SecretFile::reseal() {
    const std::lock_guard lock(m_mutex);
    if (!m_stored.empty()) sealAll();
}

std::optional<std::string> SecretFile::find(const std::string& id) {
    const std::lock_guard lock(m_mutex);
    if (const auto known = m_secrets.find(id); known != m_secrets.end()) return known->second;
    const auto stored = m_stored.find(id);
    if (stored == m_stored.end()) return std::nullopt;
    try {
        if (Vault::isEnvelope(stored->second)) (void)vault();
    } catch (const Error& error) {
        roomLogger("storage")->error("the keys of services do not open: {}", error.what());
        return std::nullopt;
    }
    const std::string& secret = m_secrets.emplace(id, opened(id, stored->second)).first->second;
    maskSecret(secret);
    return secret;
}

void SecretFile::set(const std::string& id, const std::string& secret) {
    maskSecret(secret);
    const std::lock_guard lock(m_mutex);
    auto stored = m_stored;
    if (secret.empty()) {
        if (stored.erase(id) == 0) return;
    } else {
        const auto known = m_secrets.find(id);
        if (known != m_secrets.end() && known->second == secret) return;
        stored[id] = vault().seal(secret, contextOf(id));
    }
    write(std::move(stored));
    if (secret.empty())
        m_secrets.erase(id);
    else
        m_secrets[id] = secret;
}

}  // namespace heddle::storage
