#pragma once
#include "core/storage/sql.h"

namespace heddle::storage {

/// People and programs that may ask for something, the keys that secrets are sealed with, and the log of who did what.
inline constexpr Sql kSchema4{R"sql(
CREATE TABLE users(
    id TEXT PRIMARY KEY,
    login TEXT NOT NULL,
    login_key TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    email TEXT NOT NULL,
    password TEXT,
    is_active INTEGER NOT NULL CHECK(is_active IN (0, 1)),
    token_epoch INTEGER NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE user_roles(
    user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    role TEXT NOT NULL CHECK(role IN ('user', 'developer', 'reviewer', 'admin')),
    PRIMARY KEY(user_id, role)
) STRICT, WITHOUT ROWID;

CREATE TABLE refresh_tokens(
    digest TEXT PRIMARY KEY,
    family_id TEXT NOT NULL,
    user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    device TEXT NOT NULL,
    family_start_ms INTEGER NOT NULL,
    issued_ms INTEGER NOT NULL,
    used_ms INTEGER NOT NULL,
    successor TEXT,
    revoked INTEGER NOT NULL CHECK(revoked IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE INDEX refresh_tokens_of_family ON refresh_tokens(family_id);
CREATE INDEX refresh_tokens_of_user ON refresh_tokens(user_id);

CREATE TABLE api_keys(
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL REFERENCES users(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    prefix TEXT NOT NULL UNIQUE,
    digest TEXT NOT NULL,
    scopes TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    expires_ms INTEGER NOT NULL,
    last_used_ms INTEGER NOT NULL,
    revoked INTEGER NOT NULL CHECK(revoked IN (0, 1))
) STRICT;
CREATE INDEX api_keys_of_user ON api_keys(user_id);

CREATE TABLE audit_log(
    sequence INTEGER PRIMARY KEY,
    time_ms INTEGER NOT NULL,
    actor TEXT NOT NULL,
    credential TEXT NOT NULL,
    action TEXT NOT NULL,
    object TEXT NOT NULL,
    result TEXT NOT NULL,
    address TEXT NOT NULL,
    request_id TEXT NOT NULL,
    detail TEXT NOT NULL,
    previous TEXT NOT NULL,
    digest TEXT NOT NULL
) STRICT;
CREATE INDEX audit_log_by_actor ON audit_log(actor, sequence);

CREATE TABLE data_keys(
    id TEXT PRIMARY KEY,
    root_id TEXT NOT NULL,
    envelope TEXT NOT NULL,
    created_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE server_secrets(
    name TEXT PRIMARY KEY,
    envelope TEXT NOT NULL,
    created_ms INTEGER NOT NULL
) STRICT;
)sql"};

}  // namespace heddle::storage
