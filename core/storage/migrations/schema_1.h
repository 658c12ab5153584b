#pragma once
#include "core/storage/sql.h"

namespace heddle::storage {

/// Times are milliseconds since 1970 UTC, JSON is compact text, empty references are null. Foreign keys say who owns
/// whom; a mere mention of another row (a message's run) is none, so that deleting stays cheap.
/// Where rows are many, an integer `key` in the order of insertion stands for the id.
/// checkpoints.key is the thread's key × 2^24 + the number within the thread: a thread's rows lie side by side and need
/// no second index.
inline constexpr Sql kSchema1{R"sql(
CREATE TABLE agents(
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    category TEXT NOT NULL,
    icon TEXT NOT NULL,
    tags TEXT NOT NULL,
    status TEXT NOT NULL CHECK(status IN ('draft', 'published', 'archived')),
    template_id TEXT,
    latest_version TEXT,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX agents_by_status ON agents(status, updated_ms);

CREATE TABLE agent_documents(
    agent_id TEXT PRIMARY KEY REFERENCES agents(id) ON DELETE CASCADE,
    workflow TEXT NOT NULL,
    layout TEXT NOT NULL,
    updated_ms INTEGER NOT NULL
) STRICT;

CREATE TABLE edits(
    agent_id TEXT NOT NULL REFERENCES agents(id) ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    edit TEXT NOT NULL,
    session TEXT NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0 CHECK(undone IN (0, 1)),
    created_ms INTEGER NOT NULL,
    PRIMARY KEY(agent_id, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE agent_versions(
    id TEXT PRIMARY KEY,
    agent_id TEXT NOT NULL REFERENCES agents(id) ON DELETE CASCADE,
    version TEXT NOT NULL,
    is_current INTEGER NOT NULL CHECK(is_current IN (0, 1)),
    workflow_definition TEXT,
    workflow_template_id TEXT,
    template_parameters TEXT,
    service_dependencies TEXT NOT NULL,
    model_params_override TEXT,
    tool_dependencies TEXT NOT NULL,
    changelog TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    UNIQUE(agent_id, version),
    CHECK((workflow_definition IS NULL) <> (workflow_template_id IS NULL))
) STRICT;
CREATE UNIQUE INDEX agent_versions_current ON agent_versions(agent_id) WHERE is_current = 1;

CREATE TABLE chats(
    id TEXT PRIMARY KEY,
    agent_id TEXT NOT NULL REFERENCES agents(id) ON DELETE CASCADE,
    agent_version_id TEXT REFERENCES agent_versions(id),
    title TEXT NOT NULL,
    status TEXT NOT NULL CHECK(status IN ('active', 'archived', 'deleted')),
    context TEXT NOT NULL,
    created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX chats_by_agent ON chats(agent_id, updated_ms);
CREATE INDEX chats_by_version ON chats(agent_version_id) WHERE agent_version_id IS NOT NULL;

CREATE TABLE messages(
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    chat_id TEXT NOT NULL REFERENCES chats(id) ON DELETE CASCADE,
    parent_id TEXT,
    role TEXT NOT NULL,
    content TEXT NOT NULL,
    status TEXT NOT NULL CHECK(status IN ('sending', 'sent', 'failed', 'deleted')),
    type TEXT NOT NULL,
    execution_id TEXT,
    node_id TEXT,
    intermediate INTEGER NOT NULL CHECK(intermediate IN (0, 1)),
    metadata TEXT NOT NULL,
    created_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX messages_by_chat ON messages(chat_id, key);
CREATE INDEX messages_by_execution ON messages(execution_id) WHERE execution_id IS NOT NULL;

CREATE TABLE executions(
    key INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    chat_id TEXT REFERENCES chats(id) ON DELETE CASCADE,
    message_id TEXT,
    agent_id TEXT,
    agent_version_id TEXT,
    thread_id TEXT NOT NULL,
    checkpoint_id TEXT,
    status TEXT NOT NULL CHECK(status IN ('running', 'paused', 'completed', 'failed', 'cancelled')),
    current_node TEXT,
    workflow TEXT,
    input TEXT,
    result TEXT,
    error TEXT,
    total_nodes INTEGER NOT NULL,
    completed_nodes INTEGER NOT NULL,
    failed_nodes INTEGER NOT NULL,
    started_ms INTEGER NOT NULL,
    completed_ms INTEGER NOT NULL,
    paused_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX executions_by_chat ON executions(chat_id) WHERE chat_id IS NOT NULL;
CREATE INDEX executions_by_status ON executions(status, key);
CREATE INDEX executions_by_agent ON executions(agent_id, key);
CREATE INDEX executions_by_thread ON executions(thread_id);

CREATE TABLE run_events(
    execution_key INTEGER NOT NULL REFERENCES executions(key) ON DELETE CASCADE,
    seq INTEGER NOT NULL,
    type TEXT NOT NULL,
    step INTEGER NOT NULL,
    node TEXT,
    text TEXT,
    time_ms INTEGER NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY(execution_key, seq)
) STRICT, WITHOUT ROWID;

CREATE TABLE checkpoint_threads(
    key INTEGER PRIMARY KEY,
    thread TEXT NOT NULL UNIQUE,
    epoch INTEGER NOT NULL,
    head INTEGER,
    head_id TEXT,
    has_tasks INTEGER NOT NULL CHECK(has_tasks IN (0, 1))
) STRICT;

CREATE TABLE checkpoints(
    key INTEGER PRIMARY KEY,
    parent INTEGER,
    id TEXT NOT NULL,
    step INTEGER NOT NULL,
    source TEXT NOT NULL,
    snapshot INTEGER NOT NULL CHECK(snapshot IN (0, 1)),
    created_ms INTEGER NOT NULL,
    metadata TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;

CREATE TABLE checkpoint_tasks(
    thread_key INTEGER NOT NULL REFERENCES checkpoint_threads(key) ON DELETE CASCADE,
    task TEXT NOT NULL,
    node TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY(thread_key, task)
) STRICT, WITHOUT ROWID;

CREATE TABLE model_services(
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    provider TEXT NOT NULL,
    base_url TEXT NOT NULL,
    model TEXT NOT NULL,
    has_key INTEGER NOT NULL CHECK(has_key IN (0, 1)),
    is_default INTEGER NOT NULL CHECK(is_default IN (0, 1)),
    created_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX model_services_default ON model_services(is_default) WHERE is_default = 1;

CREATE TABLE settings(
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE window_states(
    name TEXT PRIMARY KEY,
    state BLOB NOT NULL
) STRICT;

CREATE TABLE template_usage(
    template_id TEXT PRIMARY KEY,
    uses INTEGER NOT NULL,
    last_used_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
)sql"};

}  // namespace heddle::storage
