#pragma once
#include "core/security/vault.h"

#include <filesystem>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace heddle::storage {

/// Keys of services in a small JSON file that only its owner may read (mode 0600), each sealed with a vault. What it
/// holds is masked in logs. Safe from any thread. Throws what readFile, parseJson and writeFile throw.
class SecretFile {
public:
    /// May block for the person who unlocks a key ring.
    using OpenVault = std::function<security::Vault()>;

    /// Reads `file`; a missing one is empty. `openVault` is called when there is something to seal or to open. Values
    /// that an older Heddle wrote in clear are sealed at once, by one write, unless the file is only read or the vault
    /// does not open now: then they stay as they are.
    SecretFile(std::filesystem::path file, OpenVault openVault, bool isReadOnly = false);

    /// Nothing, and a line in the log, while the vault does not open: the root key is not at hand. Throws
    /// Error(Storage, "secrets.damaged") with the facts `file`, `service` and `reason` for one that does not open.
    std::optional<std::string> find(const std::string& id);
    /// On disk when it returns. An empty secret removes it. Throws what `openVault` throws.
    void set(const std::string& id, const std::string& secret);
    void remove(const std::string& id) { set(id, {}); }
    /// Seals everything anew, with the vault's active key. Throws as set() and find().
    void reseal();

private:
    const security::Vault& vault();
    std::string opened(const std::string& id, const std::string& stored);
    void sealAll();
    void write(std::map<std::string, std::string> stored);

    const std::filesystem::path m_file;
    const OpenVault m_openVault;
    std::mutex m_mutex;
    std::optional<security::Vault> m_vault;        // by m_mutex
    std::map<std::string, std::string> m_stored;   // by m_mutex; as the file has them
    std::map<std::string, std::string> m_secrets;  // by m_mutex; those that were opened
};

}  // namespace heddle::storage
