#include "core/storage/migrations/migrations.h"

#include "core/base/error.h"
#include "core/storage/migrations/postgres_5_accounts.h"
#include "core/storage/migrations/postgres_5_agents.h"
#include "core/storage/migrations/postgres_5_base.h"
#include "core/storage/migrations/postgres_5_partitions.h"
#include "core/storage/migrations/postgres_5_runs.h"
#include "core/storage/migrations/postgres_5_services.h"
#include "core/storage/migrations/schema_1.h"
#include "core/storage/migrations/schema_2.h"
#include "core/storage/migrations/schema_3.h"
#include "core/storage/migrations/schema_4.h"
#include "core/storage/migrations/schema_5.h"
#include "core/storage/migrations/schema_6.h"
#include "core/storage/migrations/schema_7.h"

#include <array>

namespace heddle::storage {
namespace {

constexpr std::array kSteps{Migration{1, kSchema1}, Migration{2, kSchema2}, Migration{3, kSchema3},
                            Migration{4, kSchema4}, Migration{5, kSchema5}, Migration{6, kSchema6},
                            Migration{7, kSchema7}};
constexpr std::array kPostgresSteps{Migration{5, kPostgres5Base},
                                    Migration{5, kPostgres5Accounts},
                                    Migration{5, kPostgres5Agents},
                                    Migration{5, kPostgres5Runs},
                                    Migration{5, kPostgres5Partitions},
                                    Migration{5, kPostgres5Services},
                                    Migration{6, kSchema6},
                                    Migration{7, kSchema7}};

void refuseNewer(int got, int known, const std::filesystem::path& file) {
    if (got <= known) return;
    throw Error(ErrorKind::TooNew, "storage.too_new", {{"file", file.string()}, {"got", got}, {"known", known}});
}

void apply(Connection& connection, const Migration& step) {
    connection.beginWrite(Durability::Power);
    try {
        connection.execute(step.script);
        connection.setSchemaVersion(step.version);
        connection.commit();
    } catch (...) {
        connection.rollback();
        throw;
    }
}

}  // namespace

std::span<const Migration> migrations() { return kSteps; }

std::span<const Migration> postgresMigrations() { return kPostgresSteps; }

void migrateAtOnce(Connection& connection, std::span<const Migration> steps, const std::string& name) {
    const int known = steps.back().version;
    const int before = connection.schemaVersion();
    refuseNewer(before, known, name);
    if (before == known) return;
    connection.beginWrite(Durability::Power);
    try {
        const int got = connection.schemaVersion();  // another may have been here in the meantime
        for (const Migration& step : steps) {
            if (step.version > got) connection.execute(step.script);
        }
        connection.setSchemaVersion(known);
        connection.commit();
    } catch (...) {
        connection.rollback();
        throw;
    }
}

void migrate(Connection& connection, std::span<const Migration> steps, const std::filesystem::path& file) {
    const int known = steps.back().version;
    const int got = connection.schemaVersion();
    refuseNewer(got, known, file);
    if (got > 0 && got < known) connection.backup(file.string() + ".backup-" + std::to_string(got));
    for (const Migration& step : steps) {
        if (step.version > got) apply(connection, step);
    }
}

void requireVersion(Connection& connection, std::span<const Migration> steps, const std::filesystem::path& file) {
    const int known = steps.back().version;
    const int got = connection.schemaVersion();
    refuseNewer(got, known, file);
    if (got == known) return;
    throw Error(ErrorKind::InvalidArgument, "storage.too_old",
                {{"file", file.string()}, {"got", got}, {"known", known}});
}

}  // namespace heddle::storage
