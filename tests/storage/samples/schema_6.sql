PRAGMA application_id = 1214604396;
PRAGMA user_version = 5;
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
CREATE TABLE run_requests(
    run_id TEXT PRIMARY KEY,
    request TEXT NOT NULL CHECK(request IN ('cancel')),
    created_ms INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE checkpoint_effects(
    thread_key INTEGER NOT NULL REFERENCES checkpoint_threads(key) ON DELETE CASCADE,
    owner TEXT NOT NULL,
    task TEXT NOT NULL,
    number INTEGER NOT NULL,
    after TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY(thread_key, owner, task, number)
) STRICT, WITHOUT ROWID;
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

INSERT INTO agents VALUES('0199aaaa-0000-7000-8000-000000000001', 'Sample agent', 'Made by schema 1', 'code', 'eye', '["review","审查"]', 'draft', 'review', '1.0.0', 1700000000000, 1700000000500);
INSERT INTO agent_documents VALUES('0199aaaa-0000-7000-8000-000000000001', '{"entry":["ask"],"name":"Sample","nodes":{"ask":{"config":{"prompt":"{{ state.question }}"},"type":"llm"}},"schema_version":1,"state":{"answer":{},"question":{}}}', '{"nodes":{"ask":{"x":10,"y":20}},"schema_version":1}', 1700000000500);
INSERT INTO edits VALUES('0199aaaa-0000-7000-8000-000000000001', 1, '{"changes":[{"after":{"type":"llm"},"before":null,"key":"ask","part":"node"}],"facts":{"node":"ask"},"label":"edit.add_node"}', 'session-1', 0, 1700000000100);
INSERT INTO edits VALUES('0199aaaa-0000-7000-8000-000000000001', 2, '{"changes":[{"after":{"type":"llm"},"before":null,"key":"other","part":"node"}],"facts":{"node":"other"},"label":"edit.add_node"}', 'session-1', 1, 1700000000200);
INSERT INTO agent_versions VALUES('0199aaaa-0000-7000-8000-000000000002', '0199aaaa-0000-7000-8000-000000000001', '1.0.0', 1, '{"entry":["ask"],"name":"Sample","nodes":{"ask":{"config":{"prompt":"{{ state.question }}"},"type":"llm"}},"schema_version":1,"state":{"answer":{},"question":{}}}', NULL, NULL, '{"ask":{"llm":"service-1"}}', NULL, '["search"]', 'First.', 1700000000300);
INSERT INTO chats VALUES('0199aaaa-0000-7000-8000-000000000003', '0199aaaa-0000-7000-8000-000000000001', '0199aaaa-0000-7000-8000-000000000002', 'A chat', 'active', '{}', 1700000001000, 1700000003000);
INSERT INTO messages VALUES(1, '0199aaaa-0000-7000-8000-000000000004', '0199aaaa-0000-7000-8000-000000000003', NULL, 'user', 'What is this?', 'sent', 'text', '0199aaaa-0000-7000-8000-000000000006', NULL, 0, '{}', 1700000002000);
INSERT INTO messages VALUES(2, '0199aaaa-0000-7000-8000-000000000005', '0199aaaa-0000-7000-8000-000000000003', '0199aaaa-0000-7000-8000-000000000004', 'assistant', 'A sample. 样本。', 'sent', 'text', '0199aaaa-0000-7000-8000-000000000006', 'ask', 0, '{"model":"offline"}', 1700000003000);
INSERT INTO executions VALUES(1, '0199aaaa-0000-7000-8000-000000000006', '0199aaaa-0000-7000-8000-000000000003', '0199aaaa-0000-7000-8000-000000000004', '0199aaaa-0000-7000-8000-000000000001', NULL, 'thread-1', 'checkpoint-2', 'completed', NULL, '{"entry":["ask"],"name":"Sample","nodes":{"ask":{"config":{"prompt":"{{ state.question }}"},"type":"llm"}},"schema_version":1,"state":{"answer":{},"question":{}}}', '{"question":"What is this?"}', '"A sample."', NULL, 1, 1, 0, 1700000002000, 1700000003000, 0);
INSERT INTO run_events VALUES(1, 0, 'run_started', -1, NULL, NULL, 1700000002000, '{"resumed":false}');
INSERT INTO run_events VALUES(1, 1, 'run_finished', 1, NULL, NULL, 1700000003000, '{"output":"A sample."}');
INSERT INTO checkpoint_threads VALUES(1, 'thread-1', 2, 16777218, 'checkpoint-2', 1);
INSERT INTO checkpoints VALUES(16777217, NULL, 'checkpoint-1', -1, 'input', 1, 1700000002000, '{}', '{}');
INSERT INTO checkpoints VALUES(16777218, 16777217, 'checkpoint-2', 0, 'loop', 0, 1700000003000, '{}', '{}');
INSERT INTO model_services VALUES('service-1', 'Ollama', 'openai-compatible', 'http://127.0.0.1:11434/v1', 'llama3.2', 0, 1, 1700000000000);
INSERT INTO settings VALUES('theme', '"dark"');
INSERT INTO window_states VALUES('main', x'00ff01');
INSERT INTO template_usage VALUES('review', 3, 1700000000000);
INSERT INTO checkpoint_tasks VALUES(1, 'task-1', 'ask', '{}');
INSERT INTO checkpoint_effects VALUES(1, 'task-0', 'task-0', 0, 'checkpoint-1', '{"k":"model"}');
INSERT INTO users VALUES('0199aaaa-0000-7000-8000-000000000007', 'Ada', 'ada', 'Ada', 'ada@example.org', NULL, 1, 2, 1700000000000, 1700000001000);
INSERT INTO user_roles VALUES('0199aaaa-0000-7000-8000-000000000007', 'developer');
INSERT INTO refresh_tokens VALUES('digest-1', 'family-1', '0199aaaa-0000-7000-8000-000000000007', 'laptop', 1700000000000, 1700000000000, 0, NULL, 0);
INSERT INTO api_keys VALUES('key-1', '0199aaaa-0000-7000-8000-000000000007', 'Nightly', 'hdl_abc', 'digest-2', '["chats.*"]', 1700000000000, 0, 0, 0);
INSERT INTO audit_log VALUES(1, 1700000000000, 'local', '', 'users.create', 'users/0199aaaa-0000-7000-8000-000000000007', 'ok', '', '', '{}', '', 'digest-3');
INSERT INTO data_keys VALUES('k1', 'root', 'envelope', 1700000000000);
INSERT INTO server_secrets VALUES('audit', 'envelope', 1700000000000);

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

INSERT INTO mcp_topic_servers VALUES('0199aaaa-0000-7000-8000-000000000008', 'files', 'Files', 'Reads files.', NULL, 'http://127.0.0.1:9000/mcp', 'active', 1, 3, 2, 90, 'local', 1700000000000, 1700000000000, 0);
INSERT INTO mcp_tools VALUES('0199aaaa-0000-7000-8000-000000000009', 'read', '1.0.0', 'Reads a file.', 'mcp', '{"input_schema":{"type":"object"}}', '', 'files', 'active', '["files"]', 0, 60, NULL, 'local', 1700000000000, 1700000000000, 1);

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
PRAGMA user_version = 6;
