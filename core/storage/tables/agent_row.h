#pragma once
#include "core/domain/agent.h"
#include "core/storage/query.h"

/// The columns of an agent, in the order in which agentOf() reads them. They need no table's name where no other table
/// is joined.
#define AGENT_COLUMNS                                                                                     \
    "id, developer_id, name, description, category_id, icon, tags, status, template_id, latest_version, " \
    "download_count, rating_count, rating_sum, published_ms, revision, created_ms, updated_ms"

namespace heddle::storage {

inline domain::Agent agentOf(const Query& row) {
    domain::Agent agent;
    row.read(agent.id, agent.developerId, agent.name, agent.description, agent.category, agent.icon, agent.tags,
             agent.status, agent.templateId, agent.latestVersion, agent.downloadCount, agent.ratingCount,
             agent.ratingSum, agent.publishedMs, agent.revision, agent.createdMs, agent.updatedMs);
    return agent;
}

}  // namespace heddle::storage
