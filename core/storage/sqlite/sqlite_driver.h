#pragma once
#include "core/storage/sqlite/sqlite_connection.h"

namespace heddle::storage {

/// Opens connections to one SQLite file.
class SqliteDriver final : public Driver {
public:
    SqliteDriver(std::filesystem::path file, const char* vfs) : m_file(std::move(file)), m_vfs(vfs) {}
    std::unique_ptr<Connection> openWriter() override;
    std::unique_ptr<Connection> openReader() override;

private:
    std::filesystem::path m_file;
    const char* m_vfs;
};

}  // namespace heddle::storage
