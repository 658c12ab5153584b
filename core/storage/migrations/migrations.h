#pragma once
#include "core/storage/connection.h"

#include <filesystem>
#include <span>
#include <string>

namespace heddle::storage {

/// One step of the schema. A released step never changes; a change is a new step, of the same version on both
/// databases: one Sql, with two texts where they differ, in the lists of both.
struct Migration {
    int version;  ///< the schema version after it
    Sql script;
};

/// All steps in order, of SQLite and of PostgreSQL, which begins with several parts of version 5.
std::span<const Migration> migrations();
std::span<const Migration> postgresMigrations();

/// Brings `connection`, the writer of `file`, to the last step's version: one transaction per step. An older database
/// is copied to `<file>.backup-<version>` first. Throws Error (TooNew, "storage.too_new") with facts `file`, `got`,
/// `known`.
void migrate(Connection& connection, std::span<const Migration> steps, const std::filesystem::path& file);

/// As migrate(), by one transaction for all steps and without a copy: for a database whose tables can be changed in a
/// transaction, and whose writers wait for each other. `name` is the fact `file`.
void migrateAtOnce(Connection& connection, std::span<const Migration> steps, const std::string& name);

/// Throws as migrate() does, or (InvalidArgument, "storage.too_old") for a reader that may not migrate.
void requireVersion(Connection& connection, std::span<const Migration> steps, const std::filesystem::path& file);

}  // namespace heddle::storage
