#pragma once
#include "core/storage/connection.h"

#include <memory>
#include <mutex>
#include <vector>

namespace heddle::storage {

/// Connections that only read. A read runs on its caller's thread, so there are never more of them than threads that
/// read at once. Safe from any thread.
class ReaderPool {
public:
    explicit ReaderPool(Driver& driver) : m_driver(driver) {}

    /// A borrowed connection inside one read transaction; goes back at the end of its scope.
    class Lease {
    public:
        Lease(ReaderPool& pool, std::unique_ptr<Connection> connection);
        ~Lease();
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        Connection& connection() { return *m_connection; }

    private:
        ReaderPool& m_pool;
        std::unique_ptr<Connection> m_connection;
    };
    Lease lease();

private:
    Driver& m_driver;
    std::mutex m_mutex;
    std::vector<std::unique_ptr<Connection>> m_idle;  // by m_mutex
};

}  // namespace heddle::storage
