#pragma once
#include "core/services/caller.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/thread_pool.hpp>

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>

namespace heddle::storage {
class Database;
}

namespace heddle::services {

class AuditTrail;

/// A copy of a database for whoever takes it away: a file without a name, which goes with this or with the process. For
/// one thread at a time.
class TakenCopy {
public:
    /// Opens `file` and takes its name away. Throws Error(Storage, "file.unreadable").
    TakenCopy(const std::filesystem::path& file, std::string sha256, int schema);
    ~TakenCopy();
    TakenCopy(const TakenCopy&) = delete;
    TakenCopy& operator=(const TakenCopy&) = delete;

    std::uintmax_t bytes() const { return m_bytes; }
    const std::string& sha256() const { return m_sha256; }  ///< 32 bytes
    int schema() const { return m_schema; }
    /// The next bytes, at most `most`; empty at the end. Throws Error(Storage, "file.unreadable").
    std::string read(std::size_t most);

private:
    int m_descriptor = -1;
    std::uintmax_t m_bytes = 0;
    std::uintmax_t m_read = 0;
    std::string m_sha256;
    int m_schema;
};

/// Checked copies of a database that is in use. They hold its rows alone: secrets in them stay sealed, and the root key
/// is not among them. Made on a thread of its own, for that takes as long as the database is large. Safe from any
/// thread.
class BackupService {
public:
    /// Copies are made in `folder`, which the database's disk should have room in. All must outlive it. Removes what
    /// a process that was killed left there.
    BackupService(storage::Database& database, std::filesystem::path folder, const AuditTrail& audit);
    /// Waits for what is being copied.
    ~BackupService();

    /// Throws Error(Denied, "auth.forbidden"), (Conflict, "backup.under_way") while another one is made, and what
    /// storage::Connection::backup throws.
    boost::asio::awaitable<std::shared_ptr<TakenCopy>> make(Caller caller);

private:
    std::shared_ptr<TakenCopy> copy();

    storage::Database& m_database;
    const std::filesystem::path m_folder;
    const AuditTrail& m_audit;
    std::atomic<bool> m_isUnderWay = false;
    boost::asio::thread_pool m_thread{1};
};

}  // namespace heddle::services
