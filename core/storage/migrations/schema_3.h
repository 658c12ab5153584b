#pragma once
#include "core/storage/sql.h"

namespace heddle::storage {

/// What the tasks of runs were answered: a journal while they are at work, a recording for good.
inline constexpr Sql kSchema3{R"sql(
CREATE TABLE checkpoint_effects(
    thread_key INTEGER NOT NULL REFERENCES checkpoint_threads(key) ON DELETE CASCADE,
    owner TEXT NOT NULL,
    task TEXT NOT NULL,
    number INTEGER NOT NULL,
    after TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY(thread_key, owner, task, number)
) STRICT, WITHOUT ROWID;
)sql"};

}  // namespace heddle::storage
