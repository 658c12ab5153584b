#include "core/storage/sqlite/sqlite_driver.h"

#include "core/base/error.h"

namespace heddle::storage {
namespace fs = std::filesystem;
namespace {

constexpr std::uintmax_t kQuickToCheck = 32u << 20;  // bytes: some 50 ms

void refuseForeign(SqliteConnection& connection, const fs::path& file) {
    if (!connection.foreign()) return;
    throw Error(ErrorKind::InvalidArgument, "storage.foreign", {{"file", file.string()}});
}

/// A log beside the file: the last process did not close it.
bool leftOpen(const fs::path& file) {
    std::error_code ignored;
    const auto size = fs::file_size(file.string() + "-wal", ignored);
    return !ignored && size > 0;
}

}  // namespace

std::unique_ptr<Connection> SqliteDriver::openWriter() {
    std::error_code ignored;
    const bool checkIt = leftOpen(m_file) && fs::file_size(m_file, ignored) < kQuickToCheck;
    auto connection = std::make_unique<SqliteConnection>(m_file, SqliteMode::Write, m_vfs);
    refuseForeign(*connection, m_file);
    if (checkIt) connection->check();
    return connection;
}

std::unique_ptr<Connection> SqliteDriver::openReader() {
    try {
        auto connection = std::make_unique<SqliteConnection>(m_file, SqliteMode::Read, m_vfs);
        refuseForeign(*connection, m_file);
        return connection;
    } catch (const Error& error) {
        // Reading with a log needs a small shared file beside it, which a read-only disk cannot have.
        if (error.kind() != ErrorKind::Storage || error.code() == "storage.corrupt" || leftOpen(m_file)) throw;
    }
    auto frozen = std::make_unique<SqliteConnection>(m_file, SqliteMode::Frozen, m_vfs);
    refuseForeign(*frozen, m_file);
    return frozen;
}

}  // namespace heddle::storage
