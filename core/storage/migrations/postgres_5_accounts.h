#pragma once
#include "core/storage/sql.h"

namespace heddle::storage {

/// People, their tokens and keys, and what may be asked once only.
inline constexpr Sql kPostgres5Accounts{R"sql(
CREATE TABLE users(
    id TEXT COLLATE "C" PRIMARY KEY, login TEXT COLLATE "C" NOT NULL, login_key TEXT COLLATE "C" NOT NULL UNIQUE,
    display_name TEXT COLLATE "C" NOT NULL, email TEXT COLLATE "C" NOT NULL, password TEXT COLLATE "C",
    is_active BIGINT NOT NULL CHECK(is_active IN (0, 1)), token_epoch BIGINT NOT NULL, created_ms BIGINT NOT NULL,
    updated_ms BIGINT NOT NULL
);

CREATE TABLE user_roles(
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    role TEXT COLLATE "C" NOT NULL CHECK(role IN ('user', 'developer', 'reviewer', 'admin')),
    PRIMARY KEY(user_id, role)
);

CREATE TABLE refresh_tokens(
    digest TEXT COLLATE "C" PRIMARY KEY, family_id TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL REFERENCES users(id) ON DELETE CASCADE, device TEXT COLLATE "C" NOT NULL,
    family_start_ms BIGINT NOT NULL, issued_ms BIGINT NOT NULL, used_ms BIGINT NOT NULL, successor TEXT COLLATE "C",
    revoked BIGINT NOT NULL CHECK(revoked IN (0, 1))
);
CREATE INDEX refresh_tokens_of_family ON refresh_tokens(family_id);
CREATE INDEX refresh_tokens_of_user ON refresh_tokens(user_id);

CREATE TABLE api_keys(
    id TEXT COLLATE "C" PRIMARY KEY, user_id TEXT COLLATE "C" NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    name TEXT COLLATE "C" NOT NULL, prefix TEXT COLLATE "C" NOT NULL UNIQUE, digest TEXT COLLATE "C" NOT NULL,
    scopes TEXT COLLATE "C" NOT NULL, created_ms BIGINT NOT NULL, expires_ms BIGINT NOT NULL,
    last_used_ms BIGINT NOT NULL, revoked BIGINT NOT NULL CHECK(revoked IN (0, 1))
);
CREATE INDEX api_keys_of_user ON api_keys(user_id);

CREATE TABLE data_keys(
    id TEXT COLLATE "C" PRIMARY KEY, root_id TEXT COLLATE "C" NOT NULL, envelope TEXT COLLATE "C" NOT NULL,
    created_ms BIGINT NOT NULL
);

CREATE TABLE server_secrets(
    name TEXT COLLATE "C" PRIMARY KEY, envelope TEXT COLLATE "C" NOT NULL, created_ms BIGINT NOT NULL
);

CREATE TABLE idempotency_keys(
    scope TEXT COLLATE "C" NOT NULL, key TEXT COLLATE "C" NOT NULL, fingerprint TEXT COLLATE "C" NOT NULL,
    reply TEXT COLLATE "C", expires_ms BIGINT NOT NULL, PRIMARY KEY(scope, key)
);
CREATE INDEX idempotency_keys_by_time ON idempotency_keys(expires_ms);
)sql"};

}  // namespace heddle::storage
