#pragma once
#include "core/storage/sql.h"

namespace heddle::storage {

/// The store: owners, categories, ratings, reviews, providers and their configurations, node types and templates of
/// users, tools, jobs, and what search looks through (docs/data.md tells where this leaves the design's SQL, and why).
inline constexpr Sql kSchema5{R"sql(
CREATE TABLE agent_categories(
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    parent_id TEXT REFERENCES agent_categories(id),
    description TEXT NOT NULL, created_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO agent_categories SELECT DISTINCT category, category, NULL, '', 0 FROM agents WHERE category <> '';

ALTER TABLE agents RENAME COLUMN category TO category_id;
ALTER TABLE agents ADD COLUMN developer_id TEXT NOT NULL DEFAULT 'local';
ALTER TABLE agents ADD COLUMN download_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE agents ADD COLUMN rating_count INTEGER NOT NULL DEFAULT 0;
ALTER TABLE agents ADD COLUMN rating_sum INTEGER NOT NULL DEFAULT 0;
ALTER TABLE agents ADD COLUMN published_ms INTEGER NOT NULL DEFAULT 0;
ALTER TABLE agents ADD COLUMN revision INTEGER NOT NULL DEFAULT 1;
CREATE INDEX agents_by_developer ON agents(developer_id, updated_ms);
CREATE INDEX agents_by_category ON agents(category_id) WHERE status = 'published';
CREATE INDEX agents_by_downloads ON agents(download_count) WHERE status = 'published';

ALTER TABLE agent_versions ADD COLUMN system_prompt TEXT NOT NULL DEFAULT '';
ALTER TABLE agent_versions ADD COLUMN rag_enabled INTEGER NOT NULL DEFAULT 0 CHECK(rag_enabled IN (0, 1));
ALTER TABLE agent_versions ADD COLUMN status TEXT NOT NULL DEFAULT 'published'
    CHECK(status IN ('draft', 'in_review', 'published', 'rejected', 'withdrawn'));

CREATE TABLE agent_usage(
    user_id TEXT NOT NULL,
    agent_id TEXT NOT NULL REFERENCES agents(id) ON DELETE CASCADE,
    first_used_ms INTEGER NOT NULL, last_used_ms INTEGER NOT NULL, usage_count INTEGER NOT NULL,
    PRIMARY KEY(user_id, agent_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE agent_installs(
    user_id TEXT NOT NULL,
    agent_id TEXT NOT NULL REFERENCES agents(id) ON DELETE CASCADE,
    version_id TEXT NOT NULL REFERENCES agent_versions(id) ON DELETE CASCADE,
    installed_ms INTEGER NOT NULL,
    PRIMARY KEY(user_id, agent_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX agent_installs_of_agent ON agent_installs(agent_id);

CREATE TABLE ratings(
    agent_id TEXT NOT NULL REFERENCES agents(id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    stars INTEGER NOT NULL CHECK(stars BETWEEN 1 AND 5),
    comment TEXT NOT NULL, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL,
    PRIMARY KEY(agent_id, user_id)
) STRICT, WITHOUT ROWID;
CREATE TABLE reviews(
    id TEXT PRIMARY KEY,
    agent_id TEXT NOT NULL REFERENCES agents(id) ON DELETE CASCADE,
    agent_version_id TEXT NOT NULL REFERENCES agent_versions(id) ON DELETE CASCADE,
    submitter_id TEXT NOT NULL,
    status TEXT NOT NULL CHECK(status IN ('submitted', 'waiting', 'approved', 'rejected')),
    findings TEXT NOT NULL, reviewer_id TEXT,
    comment TEXT NOT NULL, created_ms INTEGER NOT NULL, decided_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX reviews_by_status ON reviews(status, created_ms);
CREATE INDEX reviews_of_agent ON reviews(agent_id);
ALTER TABLE chats ADD COLUMN user_id TEXT NOT NULL DEFAULT 'local';
ALTER TABLE chats ADD COLUMN expires_ms INTEGER NOT NULL DEFAULT 0;
CREATE INDEX chats_by_user ON chats(user_id, updated_ms);
ALTER TABLE messages ADD COLUMN workflow_status TEXT NOT NULL DEFAULT 'completed';
ALTER TABLE executions ADD COLUMN user_id TEXT NOT NULL DEFAULT 'local';
ALTER TABLE executions ADD COLUMN checkpointer_schema TEXT NOT NULL DEFAULT 'heddle';
CREATE INDEX executions_by_user ON executions(user_id, key);
CREATE UNIQUE INDEX executions_of_thread ON executions(chat_id, thread_id) WHERE chat_id IS NOT NULL;

CREATE TABLE providers(
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL, display_name TEXT NOT NULL,
    service_type TEXT NOT NULL CHECK(service_type IN
        ('llm', 'search', 'code_executor', 'database', 'storage', 'api_service', 'vector_db')),
    description TEXT NOT NULL,
    config_schema TEXT NOT NULL,
    auth_type TEXT NOT NULL,
    is_active INTEGER NOT NULL CHECK(is_active IN (0, 1)), created_by TEXT NOT NULL, created_ms INTEGER NOT NULL, updated_by TEXT NOT NULL,
    updated_ms INTEGER NOT NULL, revision INTEGER NOT NULL,
    is_deleted INTEGER NOT NULL CHECK(is_deleted IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX providers_by_name ON providers(name) WHERE is_deleted = 0;

CREATE TABLE service_configs(
    id TEXT PRIMARY KEY,
    provider_id TEXT NOT NULL REFERENCES providers(id),
    name TEXT NOT NULL, display_name TEXT NOT NULL,
    config_data TEXT NOT NULL,
    validation_status TEXT NOT NULL CHECK(validation_status IN ('pending', 'valid', 'invalid')),
    validation_errors TEXT, last_validated_ms INTEGER NOT NULL,
    pricing TEXT, limits TEXT,
    is_active INTEGER NOT NULL CHECK(is_active IN (0, 1)), created_by TEXT NOT NULL, created_ms INTEGER NOT NULL, updated_by TEXT NOT NULL,
    updated_ms INTEGER NOT NULL, revision INTEGER NOT NULL,
    is_deleted INTEGER NOT NULL CHECK(is_deleted IN (0, 1))
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX service_configs_by_name ON service_configs(provider_id, name) WHERE is_deleted = 0;

CREATE TABLE node_types(
    name TEXT PRIMARY KEY,
    base_type TEXT NOT NULL,
    display_name TEXT NOT NULL,
    description TEXT NOT NULL, category TEXT NOT NULL,
    icon TEXT NOT NULL,
    input_schema TEXT NOT NULL,
    output_schema TEXT NOT NULL,
    required_services TEXT NOT NULL,
    default_config TEXT NOT NULL,
    tags TEXT NOT NULL,
    is_active INTEGER NOT NULL CHECK(is_active IN (0, 1)), created_by TEXT NOT NULL, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL,
    revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE workflow_templates(
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    description TEXT NOT NULL, category TEXT NOT NULL,
    definition TEXT NOT NULL,
    parameter_schema TEXT NOT NULL, node_count INTEGER NOT NULL, usage_count INTEGER NOT NULL,
    version TEXT NOT NULL,
    status TEXT NOT NULL CHECK(status IN ('active', 'deprecated', 'draft')),
    created_by TEXT NOT NULL, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL,
    revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE workflow_template_nodes(
    template_id TEXT NOT NULL REFERENCES workflow_templates(id) ON DELETE CASCADE,
    node_name TEXT NOT NULL,
    node_type TEXT NOT NULL,
    node_config TEXT NOT NULL,
    position_config TEXT,
    parent_nodes TEXT NOT NULL,
    child_nodes TEXT NOT NULL,
    PRIMARY KEY(template_id, node_name)
) STRICT, WITHOUT ROWID;
CREATE INDEX workflow_template_nodes_by_type ON workflow_template_nodes(node_type);

CREATE TABLE workflow_template_edges(
    template_id TEXT NOT NULL,
    edge_name TEXT NOT NULL,
    from_node TEXT NOT NULL,
    to_node TEXT,
    edge_type TEXT NOT NULL,
    condition_function TEXT,
    condition_mapping TEXT,
    fanout_targets TEXT,
    fanout_condition TEXT,
    execution_order INTEGER NOT NULL,
    PRIMARY KEY(template_id, edge_name),
    FOREIGN KEY(template_id, from_node) REFERENCES workflow_template_nodes(template_id, node_name) ON DELETE CASCADE,
    CHECK((edge_type = 'normal' AND to_node IS NOT NULL AND condition_function IS NULL) OR
          (edge_type = 'conditional' AND condition_function IS NOT NULL) OR
          (edge_type = 'fanout' AND fanout_targets IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE TABLE template_instances(
    key INTEGER PRIMARY KEY,
    template_id TEXT NOT NULL, user_id TEXT NOT NULL, agent_id TEXT, created_ms INTEGER NOT NULL
) STRICT;
CREATE INDEX template_instances_of_template ON template_instances(template_id, created_ms);
INSERT INTO template_instances(template_id, user_id, created_ms)
    WITH RECURSIVE used(id, times, ms) AS (SELECT template_id, uses, last_used_ms FROM template_usage
        UNION ALL SELECT id, times - 1, ms FROM used WHERE times > 1)
    SELECT id, 'local', ms FROM used WHERE times > 0;
DROP TABLE template_usage;

CREATE TABLE mcp_topic_servers(
    id TEXT PRIMARY KEY,
    server_id TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    description TEXT NOT NULL,
    agent_version_id TEXT REFERENCES agent_versions(id) ON DELETE CASCADE,
    endpoint_url TEXT NOT NULL,
    status TEXT NOT NULL CHECK(status IN ('active', 'inactive', 'deprecated')),
    tool_count INTEGER NOT NULL, total_calls INTEGER NOT NULL, success_calls INTEGER NOT NULL,
    response_ms_sum INTEGER NOT NULL, created_by TEXT NOT NULL, created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL, last_health_check_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE mcp_tools(
    id TEXT PRIMARY KEY,
    name TEXT NOT NULL,
    version TEXT NOT NULL,
    description TEXT NOT NULL,
    tool_type TEXT NOT NULL CHECK(tool_type IN ('http_api', 'code_tool', 'database', 'system', 'mcp')),
    manifest TEXT NOT NULL,
    server_endpoint TEXT NOT NULL,
    topic_server_id TEXT REFERENCES mcp_topic_servers(server_id) ON DELETE CASCADE,
    status TEXT NOT NULL CHECK(status IN ('active', 'inactive', 'deprecated')),
    tags TEXT NOT NULL,
    is_streaming_supported INTEGER NOT NULL CHECK(is_streaming_supported IN (0, 1)),
    max_execution_seconds INTEGER NOT NULL,
    resource_requirements TEXT, created_by TEXT NOT NULL, created_ms INTEGER NOT NULL,
    updated_ms INTEGER NOT NULL, revision INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX mcp_tools_by_name ON mcp_tools(name, coalesce(topic_server_id, ''));

CREATE TABLE jobs(
    id TEXT PRIMARY KEY,
    kind TEXT NOT NULL, owner_id TEXT NOT NULL,
    payload TEXT NOT NULL,
    state TEXT NOT NULL CHECK(state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    progress REAL NOT NULL,
    message TEXT NOT NULL,
    result TEXT,
    error TEXT, attempts INTEGER NOT NULL, max_attempts INTEGER NOT NULL, run_after_ms INTEGER NOT NULL,
    lease_owner TEXT NOT NULL, lease_until_ms INTEGER NOT NULL,
    cancel_requested INTEGER NOT NULL CHECK(cancel_requested IN (0, 1)),
    created_ms INTEGER NOT NULL, started_ms INTEGER NOT NULL, finished_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX jobs_by_owner ON jobs(owner_id, created_ms);
CREATE INDEX jobs_waiting ON jobs(run_after_ms) WHERE state IN ('queued', 'running');

CREATE TABLE idempotency_keys(
    scope TEXT NOT NULL,
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    reply TEXT, expires_ms INTEGER NOT NULL,
    PRIMARY KEY(scope, key)
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotency_keys_by_time ON idempotency_keys(expires_ms);

CREATE TABLE search_documents(
    key INTEGER PRIMARY KEY,
    kind TEXT NOT NULL, object_id TEXT NOT NULL, owner_id TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    UNIQUE(kind, object_id)
) STRICT;
CREATE VIRTUAL TABLE search_index USING fts5(title, body, content = 'search_documents', content_rowid = 'key',
    tokenize = 'unicode61 remove_diacritics 0', prefix = '2 3');

CREATE VIEW current_agent_configs AS
SELECT a.id, a.name, a.description, a.developer_id, a.category_id, a.tags, a.status, a.download_count,
       CASE WHEN a.rating_count > 0 THEN a.rating_sum * 1.0 / a.rating_count END AS average_rating,
       a.published_ms, a.created_ms AS agent_created_ms, a.updated_ms AS agent_updated_ms,
       v.id AS version_id, v.version, v.workflow_definition, v.workflow_template_id, v.template_parameters,
       v.system_prompt, v.tool_dependencies, v.service_dependencies, v.rag_enabled, v.model_params_override,
       v.changelog, v.created_ms AS version_created_ms
FROM agents a JOIN agent_versions v ON v.agent_id = a.id WHERE v.is_current = 1;
)sql"};

}  // namespace heddle::storage
