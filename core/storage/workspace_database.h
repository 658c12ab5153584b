#pragma once
#include "core/storage/database.h"

#include <filesystem>

namespace heddle::storage {

struct OpenOptions {
    bool readOnly = false;  ///< also while another process writes
    bool beside = false;    ///< to leave a request (tables/requests_table.h) for the process that holds it, no more
    Durability durability = Durability::Process;  ///< of every write that asks for no more
    const char* vfs = nullptr;                    ///< SQLite's file layer; the tests put a failing one in its place
};

/// Opens a workspace's database, makes it when it is not there, and brings an older one up to date after a backup
/// (`<file>.backup-1` holds schema 1). Besides what connection.h names, throws Error (TooNew, "storage.too_new") with
/// facts `file`, `got`, `known`; (Conflict, "storage.locked_by") with `file`, `pid`, `host`; (InvalidArgument,
/// "storage.foreign") for another program's database; (NotFound, "file.not_found") when there is nothing to read.
std::unique_ptr<Database> openWorkspace(const std::filesystem::path& file, const OpenOptions& options = {});

}  // namespace heddle::storage
