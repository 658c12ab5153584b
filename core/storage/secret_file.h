#pragma once
#include <filesystem>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace heddle::storage {

/// Keys of services in a small JSON file that only its owner may read (mode 0600). What it holds is masked in logs.
/// Safe from any thread. Throws what readFile, parseJson and writeFile throw.
class SecretFile {
public:
    /// Reads `file`; a missing one is empty.
    explicit SecretFile(std::filesystem::path file);

    std::optional<std::string> find(const std::string& id) const;
    /// On disk when it returns. An empty secret removes it.
    void set(const std::string& id, const std::string& secret);
    void remove(const std::string& id) { set(id, {}); }

private:
    std::filesystem::path m_file;
    mutable std::mutex m_mutex;
    std::map<std::string, std::string> m_secrets;  // by m_mutex
};

}  // namespace heddle::storage
