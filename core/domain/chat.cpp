#include "core/domain/chat.h"

namespace heddle::domain {

Json toJson(const Chat& chat) {
    return {{"id", chat.id},
            {"agent_id", chat.agentId},
            {"agent_version_id", chat.agentVersionId},
            {"user_id", chat.userId},
            {"title", chat.title},
            {"status", chat.status},
            {"context", chat.context},
            {"expires_ms", chat.expiresMs},
            {"created_ms", chat.createdMs},
            {"updated_ms", chat.updatedMs}};
}

Json toJson(const Message& message) {
    return {{"id", message.id},
            {"chat_id", message.chatId},
            {"parent_message_id", message.parentId},
            {"role", message.role},
            {"content", message.content},
            {"status", message.status},
            {"message_type", message.type},
            {"workflow_execution_id", message.executionId},
            {"workflow_node_name", message.nodeId},
            {"workflow_status", message.workflowStatus},
            {"is_intermediate", message.intermediate},
            {"metadata", message.metadata},
            {"created_ms", message.createdMs}};
}

Json toJson(const Execution& execution) {
    return {{"id", execution.id},
            {"chat_id", execution.chatId},
            {"message_id", execution.messageId},
            {"agent_id", execution.agentId},
            {"agent_version_id", execution.agentVersionId},
            {"user_id", execution.userId},
            {"thread_id", execution.threadId},
            {"checkpoint_id", execution.checkpointId},
            {"status", execution.status},
            {"current_node", execution.currentNode},
            {"input", execution.input},
            {"final_result", execution.result},
            {"error_info", execution.error},
            {"total_nodes", execution.totalNodes},
            {"completed_nodes", execution.completedNodes},
            {"failed_nodes", execution.failedNodes},
            {"started_ms", execution.startedMs},
            {"completed_ms", execution.completedMs},
            {"paused_ms", execution.pausedMs}};
}

}  // namespace heddle::domain
