#pragma once
#include "core/storage/sql.h"

namespace heddle::storage {

/// What other processes ask of the one that holds the workspace.
inline constexpr Sql kSchema2{R"sql(
CREATE TABLE run_requests(
    run_id TEXT PRIMARY KEY,
    request TEXT NOT NULL CHECK(request IN ('cancel')),
    created_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
)sql"};

}  // namespace heddle::storage
