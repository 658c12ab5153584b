#pragma once
#include "core/storage/sql.h"

namespace heddle::storage {

/// Models, providers, node types, templates, tools, jobs, and what search looks through: in the place of FTS5, a vector
/// of words that PostgreSQL keeps beside each document, those of the title heavier (setweight). It holds 1 MiB at most:
/// of a longer text the beginning is found.
inline constexpr Sql kPostgres5Services{R"sql(
CREATE TABLE model_services(
    id TEXT COLLATE "C" PRIMARY KEY, name TEXT COLLATE "C" NOT NULL UNIQUE, provider TEXT COLLATE "C" NOT NULL,
    base_url TEXT COLLATE "C" NOT NULL, model TEXT COLLATE "C" NOT NULL,
    has_key BIGINT NOT NULL CHECK(has_key IN (0, 1)), is_default BIGINT NOT NULL CHECK(is_default IN (0, 1)),
    created_ms BIGINT NOT NULL
);
CREATE UNIQUE INDEX model_services_default ON model_services(is_default) WHERE is_default = 1;

CREATE TABLE providers(
    id TEXT COLLATE "C" PRIMARY KEY, name TEXT COLLATE "C" NOT NULL, display_name TEXT COLLATE "C" NOT NULL,
    service_type TEXT COLLATE "C" NOT NULL CHECK(service_type IN
        ('llm', 'search', 'code_executor', 'database', 'storage', 'api_service', 'vector_db')),
    description TEXT COLLATE "C" NOT NULL, config_schema TEXT COLLATE "C" NOT NULL,
    auth_type TEXT COLLATE "C" NOT NULL, is_active BIGINT NOT NULL CHECK(is_active IN (0, 1)),
    created_by TEXT COLLATE "C" NOT NULL, created_ms BIGINT NOT NULL, updated_by TEXT COLLATE "C" NOT NULL,
    updated_ms BIGINT NOT NULL, revision BIGINT NOT NULL, is_deleted BIGINT NOT NULL CHECK(is_deleted IN (0, 1))
);
CREATE UNIQUE INDEX providers_by_name ON providers(name) WHERE is_deleted = 0;

CREATE TABLE service_configs(
    id TEXT COLLATE "C" PRIMARY KEY, provider_id TEXT COLLATE "C" NOT NULL REFERENCES providers(id),
    name TEXT COLLATE "C" NOT NULL, display_name TEXT COLLATE "C" NOT NULL, config_data TEXT COLLATE "C" NOT NULL,
    validation_status TEXT COLLATE "C" NOT NULL CHECK(validation_status IN ('pending', 'valid', 'invalid')),
    validation_errors TEXT COLLATE "C", last_validated_ms BIGINT NOT NULL, pricing TEXT COLLATE "C",
    limits TEXT COLLATE "C", is_active BIGINT NOT NULL CHECK(is_active IN (0, 1)),
    created_by TEXT COLLATE "C" NOT NULL, created_ms BIGINT NOT NULL, updated_by TEXT COLLATE "C" NOT NULL,
    updated_ms BIGINT NOT NULL, revision BIGINT NOT NULL, is_deleted BIGINT NOT NULL CHECK(is_deleted IN (0, 1))
);
CREATE INDEX service_configs_by_data ON service_configs USING gin (as_jsonb(config_data) jsonb_path_ops);
CREATE UNIQUE INDEX service_configs_by_name ON service_configs(provider_id, name) WHERE is_deleted = 0;

CREATE TABLE node_types(
    name TEXT COLLATE "C" PRIMARY KEY, base_type TEXT COLLATE "C" NOT NULL, display_name TEXT COLLATE "C" NOT NULL,
    description TEXT COLLATE "C" NOT NULL, category TEXT COLLATE "C" NOT NULL, icon TEXT COLLATE "C" NOT NULL,
    input_schema TEXT COLLATE "C" NOT NULL, output_schema TEXT COLLATE "C" NOT NULL,
    required_services TEXT COLLATE "C" NOT NULL, default_config TEXT COLLATE "C" NOT NULL,
    tags TEXT COLLATE "C" NOT NULL, is_active BIGINT NOT NULL CHECK(is_active IN (0, 1)),
    created_by TEXT COLLATE "C" NOT NULL, created_ms BIGINT NOT NULL, updated_ms BIGINT NOT NULL,
    revision BIGINT NOT NULL
);

CREATE TABLE workflow_templates(
    id TEXT COLLATE "C" PRIMARY KEY, name TEXT COLLATE "C" NOT NULL, description TEXT COLLATE "C" NOT NULL,
    category TEXT COLLATE "C" NOT NULL, definition TEXT COLLATE "C" NOT NULL,
    parameter_schema TEXT COLLATE "C" NOT NULL, node_count BIGINT NOT NULL, usage_count BIGINT NOT NULL,
    version TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL CHECK(status IN ('active', 'deprecated', 'draft')),
    created_by TEXT COLLATE "C" NOT NULL, created_ms BIGINT NOT NULL, updated_ms BIGINT NOT NULL,
    revision BIGINT NOT NULL
);

CREATE TABLE workflow_template_nodes(
    template_id TEXT COLLATE "C" NOT NULL REFERENCES workflow_templates(id) ON DELETE CASCADE,
    node_name TEXT COLLATE "C" NOT NULL, node_type TEXT COLLATE "C" NOT NULL, node_config TEXT COLLATE "C" NOT NULL,
    position_config TEXT COLLATE "C", parent_nodes TEXT COLLATE "C" NOT NULL, child_nodes TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY(template_id, node_name)
);
CREATE INDEX workflow_template_nodes_by_type ON workflow_template_nodes(node_type);

CREATE TABLE workflow_template_edges(
    template_id TEXT COLLATE "C" NOT NULL, edge_name TEXT COLLATE "C" NOT NULL, from_node TEXT COLLATE "C" NOT NULL,
    to_node TEXT COLLATE "C", edge_type TEXT COLLATE "C" NOT NULL, condition_function TEXT COLLATE "C",
    condition_mapping TEXT COLLATE "C", fanout_targets TEXT COLLATE "C", fanout_condition TEXT COLLATE "C",
    execution_order BIGINT NOT NULL, PRIMARY KEY(template_id, edge_name),
    FOREIGN KEY(template_id, from_node) REFERENCES workflow_template_nodes(template_id, node_name) ON DELETE CASCADE,
    CHECK((edge_type = 'normal' AND to_node IS NOT NULL AND condition_function IS NULL) OR
          (edge_type = 'conditional' AND condition_function IS NOT NULL) OR
          (edge_type = 'fanout' AND fanout_targets IS NOT NULL))
);

CREATE TABLE template_instances(
    key BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, template_id TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL, agent_id TEXT COLLATE "C", created_ms BIGINT NOT NULL
);
CREATE INDEX template_instances_of_template ON template_instances(template_id, created_ms);

CREATE TABLE mcp_topic_servers(
    id TEXT COLLATE "C" PRIMARY KEY, server_id TEXT COLLATE "C" NOT NULL UNIQUE, name TEXT COLLATE "C" NOT NULL,
    description TEXT COLLATE "C" NOT NULL,
    agent_version_id TEXT COLLATE "C" REFERENCES agent_versions(id) ON DELETE CASCADE,
    endpoint_url TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL CHECK(status IN ('active', 'inactive', 'deprecated')),
    tool_count BIGINT NOT NULL, total_calls BIGINT NOT NULL, success_calls BIGINT NOT NULL,
    response_ms_sum BIGINT NOT NULL, created_by TEXT COLLATE "C" NOT NULL, created_ms BIGINT NOT NULL,
    updated_ms BIGINT NOT NULL, last_health_check_ms BIGINT NOT NULL
);

CREATE TABLE mcp_tools(
    id TEXT COLLATE "C" PRIMARY KEY, name TEXT COLLATE "C" NOT NULL, version TEXT COLLATE "C" NOT NULL,
    description TEXT COLLATE "C" NOT NULL,
    tool_type TEXT COLLATE "C" NOT NULL CHECK(tool_type IN ('http_api', 'code_tool', 'database', 'system', 'mcp')),
    manifest TEXT COLLATE "C" NOT NULL, server_endpoint TEXT COLLATE "C" NOT NULL,
    topic_server_id TEXT COLLATE "C" REFERENCES mcp_topic_servers(server_id) ON DELETE CASCADE,
    status TEXT COLLATE "C" NOT NULL CHECK(status IN ('active', 'inactive', 'deprecated')),
    tags TEXT COLLATE "C" NOT NULL, is_streaming_supported BIGINT NOT NULL CHECK(is_streaming_supported IN (0, 1)),
    max_execution_seconds BIGINT NOT NULL, resource_requirements TEXT COLLATE "C",
    created_by TEXT COLLATE "C" NOT NULL, created_ms BIGINT NOT NULL, updated_ms BIGINT NOT NULL,
    revision BIGINT NOT NULL
);
CREATE UNIQUE INDEX mcp_tools_by_name ON mcp_tools(name, coalesce(topic_server_id, ''));

CREATE TABLE jobs(
    id TEXT COLLATE "C" PRIMARY KEY, kind TEXT COLLATE "C" NOT NULL, owner_id TEXT COLLATE "C" NOT NULL,
    payload TEXT COLLATE "C" NOT NULL,
    state TEXT COLLATE "C" NOT NULL CHECK(state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
    progress DOUBLE PRECISION NOT NULL, message TEXT COLLATE "C" NOT NULL, result TEXT COLLATE "C",
    error TEXT COLLATE "C", attempts BIGINT NOT NULL, max_attempts BIGINT NOT NULL, run_after_ms BIGINT NOT NULL,
    lease_owner TEXT COLLATE "C" NOT NULL, lease_until_ms BIGINT NOT NULL,
    cancel_requested BIGINT NOT NULL CHECK(cancel_requested IN (0, 1)), created_ms BIGINT NOT NULL,
    started_ms BIGINT NOT NULL, finished_ms BIGINT NOT NULL
);
CREATE INDEX jobs_by_owner ON jobs(owner_id, created_ms);
CREATE INDEX jobs_waiting ON jobs(run_after_ms) WHERE state IN ('queued', 'running');

CREATE TABLE search_documents(
    key BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY, kind TEXT COLLATE "C" NOT NULL,
    object_id TEXT COLLATE "C" NOT NULL, owner_id TEXT COLLATE "C" NOT NULL, title TEXT COLLATE "C" NOT NULL,
    body TEXT COLLATE "C" NOT NULL,
    words TSVECTOR GENERATED ALWAYS AS (setweight(to_tsvector('simple', left(title, 10000)), 'A') ||
                                        setweight(to_tsvector('simple', left(body, 120000)), 'B')) STORED,
    UNIQUE(kind, object_id)
);
CREATE INDEX search_documents_by_words ON search_documents USING gin (words);
)sql"};

}  // namespace heddle::storage
