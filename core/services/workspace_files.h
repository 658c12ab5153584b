#pragma once
#include "core/storage/workspace_copy.h"

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

/// A workspace as its files, for who looks after it: copied, put back and brought up to date without being opened as a
/// whole. All of it blocks.
namespace heddle::services {

std::filesystem::path databaseOf(const std::filesystem::path& workspace);

struct BackupReport {
    std::filesystem::path file;  ///< what was written: the copy, or the folder that holds it
    std::uintmax_t bytes = 0;    ///< of the database's copy
    std::string sha256;          ///< of it, in hex
    int schema = 0;
    std::vector<std::string> keyFiles;  ///< that went along; the root key may be elsewhere (runtime/accounts.h)
    bool hasRootKey = false;
};

/// Where a copy goes, and what goes along.
struct BackupTarget {
    std::filesystem::path path;
    bool withKeys = false;  ///< a folder of mode 0700 with the copy, the keys and the secrets
    bool replaces = false;  ///< a file that is there; a folder never
};

/// A checked copy of the database, also while a server or the desktop holds it, as a file of mode 0600. It is there
/// whole or not at all. `database`: the address of one in PostgreSQL; else empty. Throws what storage::copyWorkspace,
/// storage::copyPostgres and base's writeFile throw.
BackupReport backUp(const std::filesystem::path& workspace, const std::string& database, const BackupTarget& target);

struct RestoreReport {
    int schema = 0;
    std::filesystem::path kept;         ///< the database that was there before; empty when there was none
    std::vector<std::string> keyFiles;  ///< that were put back
};

/// Puts back what backUp() wrote: a file, or a folder with its keys. Keys that are there and differ are kept beside the
/// restored ones. Throws what storage::restoreWorkspace throws.
RestoreReport restore(const std::filesystem::path& workspace, const std::filesystem::path& source, bool replaces);

/// Brings the database to this program's schema after a copy, whose name it gives; empty when there was nothing to do.
/// Throws what storage::openWorkspace throws.
std::filesystem::path migrateWorkspace(const std::filesystem::path& workspace);

}  // namespace heddle::services
