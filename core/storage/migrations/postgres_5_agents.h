#pragma once
#include "core/storage/sql.h"

namespace heddle::storage {

/// Agents with all that is theirs, chats, and the small tables of a desktop.
inline constexpr Sql kPostgres5Agents{R"sql(
CREATE TABLE agents(
    id TEXT COLLATE "C" PRIMARY KEY, name TEXT COLLATE "C" NOT NULL, description TEXT COLLATE "C" NOT NULL,
    category_id TEXT COLLATE "C" NOT NULL, icon TEXT COLLATE "C" NOT NULL, tags TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL CHECK(status IN ('draft', 'published', 'archived')),
    template_id TEXT COLLATE "C", latest_version TEXT COLLATE "C", created_ms BIGINT NOT NULL,
    updated_ms BIGINT NOT NULL, developer_id TEXT COLLATE "C" NOT NULL DEFAULT 'local',
    download_count BIGINT NOT NULL DEFAULT 0, rating_count BIGINT NOT NULL DEFAULT 0,
    rating_sum BIGINT NOT NULL DEFAULT 0, published_ms BIGINT NOT NULL DEFAULT 0, revision BIGINT NOT NULL DEFAULT 1
);
CREATE INDEX agents_by_status ON agents(status, updated_ms);
CREATE INDEX agents_by_developer ON agents(developer_id, updated_ms);
CREATE INDEX agents_by_category ON agents(category_id) WHERE status = 'published';
CREATE INDEX agents_by_downloads ON agents(download_count) WHERE status = 'published';

CREATE TABLE agent_documents(
    agent_id TEXT COLLATE "C" PRIMARY KEY REFERENCES agents(id) ON DELETE CASCADE,
    workflow TEXT COLLATE "C" NOT NULL, layout TEXT COLLATE "C" NOT NULL, updated_ms BIGINT NOT NULL
);

CREATE TABLE edits(
    agent_id TEXT COLLATE "C" NOT NULL REFERENCES agents(id) ON DELETE CASCADE, seq BIGINT NOT NULL,
    edit TEXT COLLATE "C" NOT NULL, session TEXT COLLATE "C" NOT NULL,
    undone BIGINT NOT NULL DEFAULT 0 CHECK(undone IN (0, 1)), created_ms BIGINT NOT NULL, PRIMARY KEY(agent_id, seq)
);

CREATE TABLE agent_versions(
    id TEXT COLLATE "C" PRIMARY KEY, agent_id TEXT COLLATE "C" NOT NULL REFERENCES agents(id) ON DELETE CASCADE,
    version TEXT COLLATE "C" NOT NULL, is_current BIGINT NOT NULL CHECK(is_current IN (0, 1)),
    workflow_definition TEXT COLLATE "C", workflow_template_id TEXT COLLATE "C",
    template_parameters TEXT COLLATE "C", service_dependencies TEXT COLLATE "C" NOT NULL,
    model_params_override TEXT COLLATE "C", tool_dependencies TEXT COLLATE "C" NOT NULL,
    changelog TEXT COLLATE "C" NOT NULL, created_ms BIGINT NOT NULL,
    system_prompt TEXT COLLATE "C" NOT NULL DEFAULT '',
    rag_enabled BIGINT NOT NULL DEFAULT 0 CHECK(rag_enabled IN (0, 1)),
    status TEXT COLLATE "C" NOT NULL DEFAULT 'published'
        CHECK(status IN ('draft', 'in_review', 'published', 'rejected', 'withdrawn')),
    UNIQUE(agent_id, version), CHECK((workflow_definition IS NULL) <> (workflow_template_id IS NULL))
);
CREATE INDEX agent_versions_by_workflow ON agent_versions USING gin (as_jsonb(workflow_definition) jsonb_path_ops);
CREATE INDEX agent_versions_by_services ON agent_versions USING gin (as_jsonb(service_dependencies) jsonb_path_ops);
CREATE UNIQUE INDEX agent_versions_current ON agent_versions(agent_id) WHERE is_current = 1;

CREATE TABLE agent_categories(
    id TEXT COLLATE "C" PRIMARY KEY, name TEXT COLLATE "C" NOT NULL,
    parent_id TEXT COLLATE "C" REFERENCES agent_categories(id), description TEXT COLLATE "C" NOT NULL,
    created_ms BIGINT NOT NULL
);

CREATE TABLE agent_usage(
    user_id TEXT COLLATE "C" NOT NULL, agent_id TEXT COLLATE "C" NOT NULL REFERENCES agents(id) ON DELETE CASCADE,
    first_used_ms BIGINT NOT NULL, last_used_ms BIGINT NOT NULL, usage_count BIGINT NOT NULL,
    PRIMARY KEY(user_id, agent_id)
);

CREATE TABLE agent_installs(
    user_id TEXT COLLATE "C" NOT NULL, agent_id TEXT COLLATE "C" NOT NULL REFERENCES agents(id) ON DELETE CASCADE,
    version_id TEXT COLLATE "C" NOT NULL REFERENCES agent_versions(id) ON DELETE CASCADE,
    installed_ms BIGINT NOT NULL, PRIMARY KEY(user_id, agent_id)
);
CREATE INDEX agent_installs_of_agent ON agent_installs(agent_id);

CREATE TABLE ratings(
    agent_id TEXT COLLATE "C" NOT NULL REFERENCES agents(id) ON DELETE CASCADE, user_id TEXT COLLATE "C" NOT NULL,
    stars BIGINT NOT NULL CHECK(stars BETWEEN 1 AND 5), comment TEXT COLLATE "C" NOT NULL,
    created_ms BIGINT NOT NULL, updated_ms BIGINT NOT NULL, PRIMARY KEY(agent_id, user_id)
);

CREATE TABLE reviews(
    id TEXT COLLATE "C" PRIMARY KEY, agent_id TEXT COLLATE "C" NOT NULL REFERENCES agents(id) ON DELETE CASCADE,
    agent_version_id TEXT COLLATE "C" NOT NULL REFERENCES agent_versions(id) ON DELETE CASCADE,
    submitter_id TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL CHECK(status IN ('submitted', 'waiting', 'approved', 'rejected')),
    findings TEXT COLLATE "C" NOT NULL, reviewer_id TEXT COLLATE "C", comment TEXT COLLATE "C" NOT NULL,
    created_ms BIGINT NOT NULL, decided_ms BIGINT NOT NULL
);
CREATE INDEX reviews_by_status ON reviews(status, created_ms);
CREATE INDEX reviews_of_agent ON reviews(agent_id);

CREATE TABLE chats(
    id TEXT COLLATE "C" PRIMARY KEY, agent_id TEXT COLLATE "C" NOT NULL REFERENCES agents(id) ON DELETE CASCADE,
    agent_version_id TEXT COLLATE "C" REFERENCES agent_versions(id), title TEXT COLLATE "C" NOT NULL,
    status TEXT COLLATE "C" NOT NULL CHECK(status IN ('active', 'archived', 'deleted')),
    context TEXT COLLATE "C" NOT NULL, created_ms BIGINT NOT NULL, updated_ms BIGINT NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL DEFAULT 'local', expires_ms BIGINT NOT NULL DEFAULT 0
);
CREATE INDEX chats_by_agent ON chats(agent_id, updated_ms);
CREATE INDEX chats_by_version ON chats(agent_version_id) WHERE agent_version_id IS NOT NULL;
CREATE INDEX chats_by_user ON chats(user_id, updated_ms);

CREATE TABLE settings(
    key TEXT COLLATE "C" PRIMARY KEY, value TEXT COLLATE "C" NOT NULL
);

CREATE TABLE window_states(
    name TEXT COLLATE "C" PRIMARY KEY, state BYTEA NOT NULL
);

CREATE TABLE run_requests(
    run_id TEXT COLLATE "C" PRIMARY KEY, request TEXT COLLATE "C" NOT NULL CHECK(request IN ('cancel')),
    created_ms BIGINT NOT NULL
);

CREATE VIEW current_agent_configs AS
SELECT a.id, a.name, a.description, a.developer_id, a.category_id, a.tags, a.status, a.download_count,
       CASE WHEN a.rating_count > 0 THEN CAST(a.rating_sum AS DOUBLE PRECISION) / a.rating_count END AS average_rating,
       a.published_ms, a.created_ms AS agent_created_ms, a.updated_ms AS agent_updated_ms,
       v.id AS version_id, v.version, v.workflow_definition, v.workflow_template_id, v.template_parameters,
       v.system_prompt, v.tool_dependencies, v.service_dependencies, v.rag_enabled, v.model_params_override,
       v.changelog, v.created_ms AS version_created_ms
FROM agents a JOIN agent_versions v ON v.agent_id = a.id WHERE v.is_current = 1;
)sql"};

}  // namespace heddle::storage
