#pragma once
#include "core/storage/database.h"

#include <memory>
#include <string>

namespace heddle::storage {

/// Opens a store's database on a PostgreSQL server, makes its tables when there are none, and brings older ones up to
/// date, by one transaction for all steps. Several programs may have one database open; their writers take turns. The
/// database must be in UTF8, and its user the owner of the schema. `url`: postgres://user:password@host:port/database.
/// Besides what connection.h names (where the fact `file` is the address without its password), throws Error
/// (InvalidArgument, "storage.bad_address") with `reason`; (InvalidArgument, "storage.encoding") with `encoding`;
/// (TooNew, "storage.too_new") with `got`, `known`; (InvalidArgument, "storage.foreign") for another program's tables.
std::unique_ptr<Database> openPostgres(const std::string& url);

/// Writes a copy of the database by pg_dump, in its custom format, and gives its schema version; changes nothing in it.
/// Throws as Connection::backup, (Conflict, "file.exists") when there is something of that name unless `replaces`, and
/// (InvalidArgument, "storage.bad_address").
int copyPostgres(const std::string& url, const std::filesystem::path& copy, bool replaces);

}  // namespace heddle::storage
