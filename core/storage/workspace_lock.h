#pragma once
#include <filesystem>

namespace heddle::storage {

/// Keeps a second process from writing to the same workspace. The kernel lets go of it when the process ends, however
/// it ends.
class WorkspaceLock {
public:
    /// Locks `<database>.lock`. Throws Error (Conflict, "storage.locked_by") with facts `file`, `pid`, `host`, or
    /// (Storage, "storage.read_only") with `file`, `reason`.
    explicit WorkspaceLock(const std::filesystem::path& database);
    ~WorkspaceLock();
    WorkspaceLock(const WorkspaceLock&) = delete;
    WorkspaceLock& operator=(const WorkspaceLock&) = delete;

private:
    int m_descriptor = -1;
};

}  // namespace heddle::storage
