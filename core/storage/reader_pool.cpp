#include "core/storage/reader_pool.h"

namespace heddle::storage {

ReaderPool::Lease::Lease(ReaderPool& pool, std::unique_ptr<Connection> connection)
    : m_pool(pool), m_connection(std::move(connection)) {
    m_connection->beginRead();
}

ReaderPool::Lease::~Lease() {
    m_connection->endRead();
    const std::lock_guard lock(m_pool.m_mutex);
    m_pool.m_idle.push_back(std::move(m_connection));
}

ReaderPool::Lease ReaderPool::lease() {
    {
        const std::lock_guard lock(m_mutex);
        if (!m_idle.empty()) {
            auto connection = std::move(m_idle.back());
            m_idle.pop_back();
            return Lease(*this, std::move(connection));
        }
    }
    return Lease(*this, m_driver.openReader());
}

}  // namespace heddle::storage
