#pragma once
#include "core/storage/sql.h"

namespace heddle::storage {

/// Processes that share a database, and which runs each of them drives.
inline constexpr Sql kSchema7{R"sql(
CREATE TABLE processes(
    id TEXT PRIMARY KEY,
    started_ms INTEGER NOT NULL,
    lease_until_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE run_holders(
    run_id TEXT PRIMARY KEY,
    process_id TEXT NOT NULL REFERENCES processes(id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX run_holders_by_process ON run_holders(process_id);
)sql",
                              R"sql(
CREATE TABLE processes(
    id TEXT COLLATE "C" PRIMARY KEY,
    started_ms BIGINT NOT NULL,
    lease_until_ms BIGINT NOT NULL
);

CREATE TABLE run_holders(
    run_id TEXT COLLATE "C" PRIMARY KEY,
    process_id TEXT COLLATE "C" NOT NULL REFERENCES processes(id) ON DELETE CASCADE
);
CREATE INDEX run_holders_by_process ON run_holders(process_id);
)sql"};

}  // namespace heddle::storage
