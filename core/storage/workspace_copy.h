#pragma once
#include <filesystem>

namespace heddle::storage {

/// Writes a checked copy of a workspace's database for its owner alone, also while another process holds the workspace.
/// Throws what connection.h names, Error(NotFound, "file.not_found"), and (Conflict, "file.exists") when there is
/// something of that name, unless `replaces`.
void copyWorkspace(const std::filesystem::path& file, const std::filesystem::path& copy, bool replaces = false);

/// Puts a copy in the place of the database `file`, on the disk when it returns: at every instant there is the old one
/// or the new one. Gives where the old one is kept (`<file>.before-restore-1`); empty when there was none. Nothing is
/// changed when it throws: (Conflict, "storage.locked_by" | "storage.busy") when somebody has the workspace open,
/// (Conflict, "restore.not_empty") unless `replaces`, (Storage, "restore.damaged") with `file` and `reason`, (TooNew,
/// "storage.too_new"), (InvalidArgument, "restore.not_closed") for a copy with a log beside it, (NotFound,
/// "file.not_found").
std::filesystem::path restoreWorkspace(const std::filesystem::path& file, const std::filesystem::path& copy,
                                       bool replaces);

/// `<file>.before-restore-N` with the first N that is free.
std::filesystem::path nameForReplaced(const std::filesystem::path& file);

struct SchemaVersions {
    int found = 0;  ///< of the database; 0: it has no tables
    int known = 0;  ///< of this program
};

/// Changes nothing. Throws as copyWorkspace.
SchemaVersions schemaVersions(const std::filesystem::path& file);

}  // namespace heddle::storage
