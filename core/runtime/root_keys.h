#pragma once
#include "core/security/root_key.h"
#include "core/security/secret_store.h"

#include <filesystem>
#include <memory>

namespace heddle::runtime {

/// Where a workspace's root key may be: in the variable HEDDLE_ROOT_KEY, in the desktop's key ring, or in
/// `keys/root.key` of its folder, looked for in this order. Used by one thread.
class RootKeys {
public:
    explicit RootKeys(const std::filesystem::path& workspace);

    const security::RootKeySources& sources() const { return m_sources; }

private:
    std::unique_ptr<security::SecretStore> m_ring;
    security::RootKeySources m_sources;
};

}  // namespace heddle::runtime
