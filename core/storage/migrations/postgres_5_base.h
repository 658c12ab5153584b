#pragma once
#include "core/storage/sql.h"

namespace heddle::storage {

/// What the other parts of PostgreSQL's first schema stand on, which is equal in meaning to SQLite's five steps.
/// Every text column is COLLATE "C", which compares byte by byte, as SQLite does, whatever the database's own language:
/// sub-graphs' threads (`thread|…`) are found by ranges. INTEGER is BIGINT, also for truth (0 and 1).
inline constexpr Sql kPostgres5Base{R"sql(
CREATE TABLE schema_version(
    only_row BIGINT PRIMARY KEY DEFAULT 1 CHECK(only_row = 1),
    version BIGINT NOT NULL
);

-- JSON is kept as the text it came as. For indexes only: jsonb knows no U+0000.
CREATE FUNCTION as_jsonb(json TEXT) RETURNS JSONB LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
    RETURN CAST(replace(json, '\u0000', '\ufffd') AS JSONB);
)sql"};

}  // namespace heddle::storage
