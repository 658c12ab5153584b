#include "core/services/search_service.h"

#include "core/base/words.h"
#include "core/security/permissions.h"
#include "core/storage/database.h"
#include "core/storage/tables/agents_table.h"
#include "core/storage/tables/chats_table.h"
#include "core/storage/tables/messages_table.h"
#include "core/storage/tables/search_table.h"
#include "core/storage/tables/settings_table.h"

#include <algorithm>

namespace heddle::services {

using boost::asio::awaitable;
using security::Operation;
using storage::Connection;
using storage::SearchTable;
using storage::SettingsTable;

namespace {

constexpr const char* kIndexedKey = "search.indexed";
constexpr int kStep = 200;
constexpr std::size_t kSnippet = 160;

bool isInside(const std::string& text, std::size_t at) {
    return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

/// What may be asked for, and by which right.
constexpr std::pair<const char*, Operation> kKinds[] = {
    {"agent", Operation::AgentsList}, {"chat", Operation::ChatsList}, {"message", Operation::ChatsRead}};

std::vector<SearchHit> hitsOf(Connection& connection, const std::string& kind, const std::vector<std::string>& ids,
                              const std::string& text) {
    std::vector<SearchHit> hits;
    for (const std::string& id : ids) {
        SearchHit hit{kind, id, {}, {}, {}};
        if (kind == "agent") {
            const auto agent = storage::AgentsTable(connection).find(id);
            if (!agent || agent->status == "archived") continue;
            hit.title = agent->name;
        } else if (kind == "chat") {
            const auto chat = storage::ChatsTable(connection).find(id);
            if (!chat || chat->status == "deleted") continue;
            hit.title = chat->title;
        } else {
            const auto message = storage::MessagesTable(connection).find(id);
            if (!message || message->status == "deleted") continue;
            hit.chatId = message->chatId;
            hit.text = snippet(message->content, text, kSnippet);
        }
        hits.push_back(std::move(hit));
    }
    return hits;
}

}  // namespace

std::string snippet(const std::string& whole, const std::string& text, std::size_t bytes) {
    std::size_t at = std::string::npos;
    const auto lower = [](std::string value) {
        std::transform(value.begin(), value.end(), value.begin(), [](unsigned char c) { return std::tolower(c); });
        return value;
    };
    const std::string haystack = lower(whole);
    for (const SearchTerm& term : searchTerms(text))
        at = std::min(at, haystack.find(term.words.front()));
    if (at == std::string::npos) at = 0;
    std::size_t begin = at > bytes / 4 ? at - bytes / 4 : 0;
    std::size_t end = std::min(whole.size(), begin + bytes);
    while (isInside(whole, begin))
        --begin;
    while (isInside(whole, end))
        --end;
    return (begin > 0 ? "…" : "") + whole.substr(begin, end - begin) + (end < whole.size() ? "…" : "");
}

awaitable<std::vector<SearchHit>> SearchService::find(Caller caller, std::string text, std::string kind, int limit) {
    const std::vector<SearchTerm> terms = searchTerms(text);
    std::vector<SearchHit> hits;
    if (terms.empty()) co_return hits;
    const auto job = [&](Connection& connection) {
        for (const auto& [name, operation] : kKinds) {
            const bool isWanted = kind.empty() || kind == name;
            if (!isWanted || security::reachOf(caller.principal, operation) == security::Reach::None) continue;
            const auto ids = SearchTable(connection).find({name, terms, caller.principal.userId, limit});
            for (SearchHit& hit : hitsOf(connection, name, ids, text))
                hits.push_back(std::move(hit));
        }
    };
    co_await m_database.read(job);
    if (hits.size() > static_cast<std::size_t>(limit)) hits.resize(static_cast<std::size_t>(limit));
    co_return hits;
}

awaitable<void> SearchService::indexOlder() {
    if (m_database.readOnly()) co_return;
    bool isDone = false;
    while (!isDone) {
        const auto step = [](Connection& connection) {
            SettingsTable settings(connection);
            const Json place = settings.get(kIndexedKey);
            if (place.is_boolean()) return true;
            const std::int64_t after = place.is_number() ? place.get<std::int64_t>() : 0;
            // Agents and chats are few; messages come in steps.
            if (after == 0) {
                storage::AgentsTable(connection).indexAll();
                storage::ChatsTable(connection).indexAll();
            }
            const std::int64_t next = storage::MessagesTable(connection).indexAfter(after, kStep);
            settings.set(kIndexedKey, next == 0 ? Json(true) : Json(next));
            return next == 0;
        };
        isDone = co_await m_database.write(step);
    }
}

}  // namespace heddle::services
