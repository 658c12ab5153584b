#pragma once
#include "core/storage/connection.h"

#include <filesystem>
#include <span>

namespace heddle::storage {

/// One step of the schema. A released step never changes; a change is a new step.
struct Migration {
    int version;  ///< the schema version after it
    Sql script;
};

/// All steps in order.
std::span<const Migration> migrations();

/// Brings `connection`, the writer of `file`, to the last step's version: one transaction per step. An older database
/// is copied to `<file>.backup-<version>` first. Throws Error (TooNew, "storage.too_new") with facts `file`, `got`,
/// `known`.
void migrate(Connection& connection, std::span<const Migration> steps, const std::filesystem::path& file);

/// Throws as migrate() does, or (InvalidArgument, "storage.too_old") for a reader that may not migrate.
void requireVersion(Connection& connection, std::span<const Migration> steps, const std::filesystem::path& file);

}  // namespace heddle::storage
