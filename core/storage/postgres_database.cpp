#include "core/storage/postgres_database.h"

#include "core/base/error.h"
#include "core/storage/migrations/migrations.h"
#include "core/storage/postgres/postgres_driver.h"
#include "core/storage/workspace_lock.h"

namespace heddle::storage {

std::unique_ptr<Database> openPostgres(const std::string& url) {
    const PostgresAddress address(url);
    auto driver = std::make_unique<PostgresDriver>(address);
    auto writer = std::make_unique<PostgresConnection>(address, PostgresMode::Write);
    if (writer->foreign()) throw Error(ErrorKind::InvalidArgument, "storage.foreign", {{"file", address.name()}});
    migrateAtOnce(*writer, postgresMigrations(), address.name());
    writer->makePartitions();
    return std::make_unique<Database>(std::move(driver), std::move(writer), nullptr);
}

int copyPostgres(const std::string& url, const std::filesystem::path& copy, bool replaces) {
    if (!replaces && std::filesystem::exists(copy))
        throw Error(ErrorKind::Conflict, "file.exists", {{"file", copy.string()}});
    PostgresConnection connection(PostgresAddress(url), PostgresMode::Read);
    connection.backup(copy);
    return connection.schemaVersion();
}

}  // namespace heddle::storage
