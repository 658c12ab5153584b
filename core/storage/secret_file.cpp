#include "core/storage/secret_file.h"

#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/log.h"

namespace heddle::storage {
namespace fs = std::filesystem;

SecretFile::SecretFile(fs::path file) : m_file(std::move(file)) {
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
    for (const auto& [id, secret] : secrets.items()) {
        maskSecret(m_secrets.emplace(id, in.string(id)).first->second);
    }
}

std::optional<std::string> SecretFile::find(const std::string& id) const {
    const std::lock_guard lock(m_mutex);
    const auto found = m_secrets.find(id);
    if (found == m_secrets.end()) return std::nullopt;
    return found->second;
}

void SecretFile::set(const std::string& id, const std::string& secret) {
    maskSecret(secret);
    const std::lock_guard lock(m_mutex);
    auto changed = m_secrets;
    if (secret.empty()) {
        changed.erase(id);
    } else {
        changed[id] = secret;
    }
    if (changed == m_secrets) return;
    writeFile(m_file, canonicalJson(changed), FileMode::OwnerOnly);
    m_secrets = std::move(changed);
}

}  // namespace heddle::storage
