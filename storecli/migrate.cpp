#include "core/services/workspace_files.h"
#include "storecli/command.h"

#include <CLI/CLI.hpp>

#include <cstdio>

namespace heddle::storecli {
namespace {

int migrate(const SharedOptions& shared, bool isDryRun) {
    const auto versions = storage::schemaVersions(services::databaseOf(shared.folder()));
    std::printf("Schema %d was found; this Heddle knows %d.\n", versions.found, versions.known);
    if (versions.found == versions.known) {
        std::printf("There is nothing to do.\n");
        return kDone;
    }
    if (isDryRun && versions.found < versions.known) {
        std::printf("To do: %d steps, after a copy of the database. Nothing was changed.\n",
                    versions.known - versions.found);
        return kDone;
    }
    const auto copy = services::migrateWorkspace(shared.folder());
    if (!copy.empty()) std::printf("The old database is kept in %s.\n", copy.c_str());
    std::printf("The database has schema %d now.\n", versions.known);
    return kDone;
}

}  // namespace

void addMigrate(CLI::App& app, const SharedOptions& shared, Action& action) {
    const auto isDryRun = std::make_shared<bool>(false);
    CLI::App* command = app.add_subcommand("migrate", "Bring an older database up to date, after a copy of it");
    command->add_flag("--dry-run", *isDryRun, "Only say what there is to do");
    command->callback(
        [isDryRun, &shared, &action] { action = [isDryRun, &shared] { return migrate(shared, *isDryRun); }; });
}

}  // namespace heddle::storecli
