#include "core/storage/workspace_database.h"

#include "core/base/error.h"
#include "core/storage/migrations/migrations.h"
#include "core/storage/sqlite/sqlite_driver.h"
#include "core/storage/workspace_lock.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace heddle::storage {
namespace fs = std::filesystem;
namespace {

/// Conversations are private: SQLite gives its files beside this one the same mode.
void makePrivate(const fs::path& file) {
    std::error_code failure;
    if (file.has_parent_path()) fs::create_directories(file.parent_path(), failure);
    const int descriptor = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        const int reason = errno;
        throw Error(ErrorKind::Storage, reason == ENOSPC ? "storage.full" : "storage.read_only",
                    {{"file", file.string()}, {"reason", std::strerror(reason)}});
    }
    ::close(descriptor);
}

std::unique_ptr<Database> openForReading(const fs::path& file, const char* vfs) {
    if (!fs::exists(file)) throw Error(ErrorKind::NotFound, "file.not_found", {{"file", file.string()}});
    auto driver = std::make_unique<SqliteDriver>(file, vfs);
    requireVersion(*driver->openReader(), migrations(), file);
    return std::make_unique<Database>(std::move(driver), nullptr, nullptr);
}

/// Without the lock: SQLite itself keeps the few writes of two processes apart.
std::unique_ptr<Database> openBeside(const fs::path& file, const char* vfs) {
    if (!fs::exists(file)) throw Error(ErrorKind::NotFound, "file.not_found", {{"file", file.string()}});
    auto driver = std::make_unique<SqliteDriver>(file, vfs);
    requireVersion(*driver->openReader(), migrations(), file);
    auto writer = driver->openWriter();
    return std::make_unique<Database>(std::move(driver), std::move(writer), nullptr);
}

}  // namespace

std::unique_ptr<Database> openWorkspace(const fs::path& file, const OpenOptions& options) {
    if (options.readOnly) return openForReading(file, options.vfs);
    if (options.beside) return openBeside(file, options.vfs);
    makePrivate(file);
    auto lock = std::make_unique<WorkspaceLock>(file);
    auto driver = std::make_unique<SqliteDriver>(file, options.vfs);
    auto writer = driver->openWriter();
    migrate(*writer, migrations(), file);
    return std::make_unique<Database>(std::move(driver), std::move(writer), std::move(lock), options.durability);
}

}  // namespace heddle::storage
