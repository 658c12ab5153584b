#pragma once
#include "core/storage/sql.h"

namespace heddle::storage {

/// Agents' use of tools: rules, calls, memories, and how MCP servers are reached and pinned.
inline constexpr Sql kSchema6{R"sql(
CREATE TABLE tool_rules(
    id TEXT PRIMARY KEY,
    user_id TEXT NOT NULL, agent_id TEXT NOT NULL, tool TEXT NOT NULL,
    arguments TEXT NOT NULL,
    decision TEXT NOT NULL CHECK(decision IN ('allow', 'ask', 'deny')),
    created_by TEXT NOT NULL, created_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE tool_calls(
    id TEXT PRIMARY KEY,
    created_ms INTEGER NOT NULL,
    user_id TEXT NOT NULL, agent_id TEXT NOT NULL, run_id TEXT NOT NULL, call_id TEXT NOT NULL,
    tool TEXT NOT NULL, source TEXT NOT NULL, digest TEXT NOT NULL,
    outcome TEXT NOT NULL, decided_by TEXT NOT NULL,
    ms INTEGER NOT NULL, bytes INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX tool_calls_by_time ON tool_calls(created_ms);
CREATE INDEX tool_calls_by_run ON tool_calls(run_id);

CREATE TABLE memories(
    id TEXT PRIMARY KEY,
    namespace TEXT NOT NULL, key TEXT NOT NULL,
    value TEXT NOT NULL,
    created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL, expires_ms INTEGER NOT NULL,
    UNIQUE(namespace, key)
) STRICT, WITHOUT ROWID;

ALTER TABLE mcp_topic_servers ADD COLUMN connection TEXT NOT NULL DEFAULT '{}';
ALTER TABLE mcp_tools ADD COLUMN pinned_hash TEXT NOT NULL DEFAULT '';
)sql",
                              R"sql(
CREATE TABLE tool_rules(
    id TEXT COLLATE "C" PRIMARY KEY, user_id TEXT COLLATE "C" NOT NULL, agent_id TEXT COLLATE "C" NOT NULL,
    tool TEXT COLLATE "C" NOT NULL, arguments TEXT COLLATE "C" NOT NULL,
    decision TEXT COLLATE "C" NOT NULL CHECK(decision IN ('allow', 'ask', 'deny')),
    created_by TEXT COLLATE "C" NOT NULL, created_ms BIGINT NOT NULL
);

CREATE TABLE tool_calls(
    id TEXT COLLATE "C" PRIMARY KEY, created_ms BIGINT NOT NULL, user_id TEXT COLLATE "C" NOT NULL,
    agent_id TEXT COLLATE "C" NOT NULL, run_id TEXT COLLATE "C" NOT NULL, call_id TEXT COLLATE "C" NOT NULL,
    tool TEXT COLLATE "C" NOT NULL, source TEXT COLLATE "C" NOT NULL, digest TEXT COLLATE "C" NOT NULL,
    outcome TEXT COLLATE "C" NOT NULL, decided_by TEXT COLLATE "C" NOT NULL, ms BIGINT NOT NULL, bytes BIGINT NOT NULL
);
CREATE INDEX tool_calls_by_time ON tool_calls(created_ms);
CREATE INDEX tool_calls_by_run ON tool_calls(run_id);

CREATE TABLE memories(
    id TEXT COLLATE "C" PRIMARY KEY, namespace TEXT COLLATE "C" NOT NULL, key TEXT COLLATE "C" NOT NULL,
    value TEXT COLLATE "C" NOT NULL, created_ms BIGINT NOT NULL, updated_ms BIGINT NOT NULL,
    expires_ms BIGINT NOT NULL, UNIQUE(namespace, key)
);

ALTER TABLE mcp_topic_servers ADD COLUMN connection TEXT COLLATE "C" NOT NULL DEFAULT '{}';
ALTER TABLE mcp_tools ADD COLUMN pinned_hash TEXT COLLATE "C" NOT NULL DEFAULT '';
)sql"};

}  // namespace heddle::storage
