#include "core/runtime/root_keys.h"

namespace heddle::runtime {

RootKeys::RootKeys(const std::filesystem::path& workspace) : m_ring(security::makeSecretService()) {
    m_sources.push_back(security::environmentSource("HEDDLE_ROOT_KEY"));
    m_sources.push_back(security::secretStoreSource(*m_ring, std::filesystem::absolute(workspace).string()));
    m_sources.push_back(security::fileSource(workspace / "keys" / "root.key"));
}

}  // namespace heddle::runtime
