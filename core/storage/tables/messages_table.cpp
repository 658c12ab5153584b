#include "core/storage/tables/messages_table.h"

#include "core/storage/tables/search_table.h"

#define MESSAGE_COLUMNS                                                                                    \
    "id, chat_id, parent_id, role, content, status, type, execution_id, node_id, intermediate, metadata, " \
    "workflow_status, created_ms"

namespace heddle::storage {
namespace {

domain::Message messageOf(const Query& row) {
    domain::Message message;
    row.read(message.id, message.chatId, message.parentId, message.role, message.content, message.status, message.type,
             message.executionId, message.nodeId, message.intermediate, message.metadata, message.workflowStatus,
             message.createdMs);
    return message;
}

std::vector<domain::Message> messagesOf(Query query) {
    std::vector<domain::Message> messages;
    while (query.next())
        messages.push_back(messageOf(query));
    return messages;
}

}  // namespace

// Not by ON CONFLICT(id): PostgreSQL has no such constraint on a partitioned table.
void MessagesTable::put(const domain::Message& message) {
    m_connection
        .query(
            "UPDATE messages SET parent_id = ?2, content = ?3, status = ?4, type = ?5, execution_id = ?6, "
            "node_id = ?7, intermediate = ?8, metadata = ?9, workflow_status = ?10 WHERE id = ?1")
        .bind(message.id, OrNull{message.parentId}, message.content, message.status, message.type,
              OrNull{message.executionId}, OrNull{message.nodeId}, message.intermediate, message.metadata,
              message.workflowStatus)
        .run();
    if (m_connection.changes() == 0) {
        m_connection
            .query("INSERT INTO messages(" MESSAGE_COLUMNS
                   ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)")
            .bind(message.id, message.chatId, OrNull{message.parentId}, message.role, message.content, message.status,
                  message.type, OrNull{message.executionId}, OrNull{message.nodeId}, message.intermediate,
                  message.metadata, message.workflowStatus, message.createdMs)
            .run();
    }
    m_connection.query("UPDATE chats SET updated_ms = ?2 WHERE id = ?1 AND updated_ms < ?2")
        .bind(message.chatId, message.createdMs)
        .run();
    index(message);
}

void MessagesTable::index(const domain::Message& message) {
    const bool isSaid = message.status == "sent" && message.type == "text" && !message.content.empty();
    if (!isSaid) return;
    std::string owner;
    auto chat = m_connection.query("SELECT user_id FROM chats WHERE id = ?1");
    if (chat.bind(message.chatId).next()) chat.read(owner);
    SearchTable(m_connection).put("message", message.id, owner, "", message.content);
}

std::optional<domain::Message> MessagesTable::find(const std::string& id) {
    auto query = m_connection.query("SELECT " MESSAGE_COLUMNS " FROM messages WHERE id = ?1");
    if (!query.bind(id).next()) return std::nullopt;
    return messageOf(query);
}

std::vector<domain::Message> MessagesTable::list(const std::string& chatId) {
    auto query = m_connection.query("SELECT " MESSAGE_COLUMNS
                                    " FROM messages WHERE chat_id = ?1 AND status <> 'deleted' ORDER BY key");
    query.bind(chatId);
    return messagesOf(std::move(query));
}

std::vector<std::pair<std::int64_t, domain::Message>> MessagesTable::page(const std::string& chatId, std::int64_t after,
                                                                          int limit) {
    auto query = m_connection.query("SELECT " MESSAGE_COLUMNS
                                    ", key FROM messages WHERE chat_id = ?1 AND key > ?2 AND status <> 'deleted' "
                                    "ORDER BY key LIMIT ?3");
    query.bind(chatId, after, limit);
    std::vector<std::pair<std::int64_t, domain::Message>> all;
    while (query.next()) {
        auto& [key, m] = all.emplace_back();
        query.read(m.id, m.chatId, m.parentId, m.role, m.content, m.status, m.type, m.executionId, m.nodeId,
                   m.intermediate, m.metadata, m.workflowStatus, m.createdMs, key);
    }
    return all;
}

std::vector<domain::Message> MessagesTable::listOfExecution(const std::string& executionId) {
    auto query = m_connection.query("SELECT " MESSAGE_COLUMNS " FROM messages WHERE execution_id = ?1 ORDER BY key");
    query.bind(executionId);
    return messagesOf(std::move(query));
}

std::int64_t MessagesTable::indexAfter(std::int64_t place, int count) {
    std::vector<std::string> ids;
    std::int64_t last = 0;
    {
        auto query = m_connection.query("SELECT id, key FROM messages WHERE key > ?1 ORDER BY key LIMIT ?2");
        query.bind(place, count);
        while (query.next())
            query.read(ids.emplace_back(), last);
    }
    for (const std::string& id : ids)
        index(*find(id));
    return last;
}

std::int64_t MessagesTable::failUnsent() {
    m_connection
        .query(
            "UPDATE messages SET status = 'failed' WHERE status = 'sending' AND NOT EXISTS "
            "(SELECT 1 FROM run_holders h WHERE h.run_id = messages.execution_id)")
        .run();
    return m_connection.changes();
}

}  // namespace heddle::storage
