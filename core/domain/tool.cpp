#include "core/domain/tool.h"

namespace heddle::domain {

Json toJson(const Tool& tool) {
    return {{"id", tool.id},
            {"name", tool.name},
            {"version", tool.version},
            {"description", tool.description},
            {"tool_type", tool.type},
            {"manifest", tool.manifest},
            {"server_endpoint", tool.endpoint},
            {"topic_server_id", tool.serverId},
            {"status", tool.status},
            {"tags", tool.tags},
            {"is_streaming_supported", tool.isStreaming},
            {"max_execution_seconds", tool.maxSeconds},
            {"resource_requirements", tool.resources},
            {"created_by", tool.createdBy},
            {"created_ms", tool.createdMs},
            {"updated_ms", tool.updatedMs},
            {"revision", tool.revision}};
}

Json toJson(const ToolServer& server) {
    const Json average = server.totalCalls == 0
                             ? Json()
                             : Json(static_cast<double>(server.responseMsSum) / static_cast<double>(server.totalCalls));
    return {{"id", server.id},
            {"server_id", server.serverId},
            {"name", server.name},
            {"description", server.description},
            {"agent_version_id", server.agentVersionId},
            {"endpoint_url", server.endpoint},
            {"status", server.status},
            {"tool_count", server.toolCount},
            {"total_calls", server.totalCalls},
            {"success_calls", server.successCalls},
            {"average_response_ms", average},
            {"created_by", server.createdBy},
            {"created_ms", server.createdMs},
            {"updated_ms", server.updatedMs},
            {"last_health_check_ms", server.lastHealthCheckMs}};
}

}  // namespace heddle::domain
