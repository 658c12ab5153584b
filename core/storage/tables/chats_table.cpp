#include "core/storage/tables/chats_table.h"

#include "core/storage/tables/checkpoints_table.h"
#include "core/storage/tables/search_table.h"

#define CHAT_COLUMNS \
    "id, agent_id, agent_version_id, user_id, title, status, context, expires_ms, created_ms, updated_ms"

namespace heddle::storage {
namespace {

domain::Chat chatOf(const Query& row) {
    domain::Chat chat;
    row.read(chat.id, chat.agentId, chat.agentVersionId, chat.userId, chat.title, chat.status, chat.context,
             chat.expiresMs, chat.createdMs, chat.updatedMs);
    return chat;
}

}  // namespace

void ChatsTable::put(const domain::Chat& chat) {
    m_connection
        .query("INSERT INTO chats(" CHAT_COLUMNS
               ") VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) "
               "ON CONFLICT(id) DO UPDATE SET agent_version_id = excluded.agent_version_id, title = excluded.title, "
               "status = excluded.status, context = excluded.context, expires_ms = excluded.expires_ms, "
               "updated_ms = excluded.updated_ms")
        .bind(chat.id, chat.agentId, OrNull{chat.agentVersionId}, chat.userId, chat.title, chat.status, chat.context,
              chat.expiresMs, chat.createdMs, chat.updatedMs)
        .run();
    index(chat);
}

void ChatsTable::indexAll() {
    std::vector<domain::Chat> all;
    {
        auto query = m_connection.query("SELECT " CHAT_COLUMNS " FROM chats");
        while (query.next())
            all.push_back(chatOf(query));
    }
    for (const domain::Chat& chat : all)
        index(chat);
}

void ChatsTable::index(const domain::Chat& chat) {
    SearchTable search(m_connection);
    if (chat.title.empty() || chat.status == "deleted")
        search.remove("chat", chat.id);
    else
        search.put("chat", chat.id, chat.userId, chat.title, "");
}

std::optional<domain::Chat> ChatsTable::find(const std::string& id) {
    auto query = m_connection.query("SELECT " CHAT_COLUMNS " FROM chats WHERE id = ?1");
    if (!query.bind(id).next()) return std::nullopt;
    return chatOf(query);
}

std::vector<domain::Chat> ChatsTable::list(const std::string& userId, const std::string& agentId) {
    auto query = m_connection.query("SELECT " CHAT_COLUMNS
                                    " FROM chats WHERE user_id = ?1 AND (CAST(?2 AS TEXT) IS NULL OR agent_id = ?2) "
                                    "AND status <> 'deleted' ORDER BY updated_ms DESC, id DESC");
    query.bind(userId, OrNull{agentId});
    std::vector<domain::Chat> chats;
    while (query.next())
        chats.push_back(chatOf(query));
    return chats;
}

bool ChatsTable::remove(const std::string& id) {
    CheckpointsTable(m_connection).removeOfChat(id);
    SearchTable(m_connection).removeOfChat(id);
    m_connection.query("DELETE FROM chats WHERE id = ?1").bind(id).run();
    return m_connection.changes() > 0;
}

}  // namespace heddle::storage
