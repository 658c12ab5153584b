#include "core/storage/tables/search_table.h"

#include <algorithm>

/// SQLite's index holds no texts of its own: it is told what it is to forget, before that is deleted. PostgreSQL keeps
/// the words beside the document.
#define UNINDEX "INSERT INTO search_index(search_index, rowid, title, body) SELECT 'delete', d.key, d.title, d.body "
#define OF_KIND " AND d.kind = ?2 AND (CAST(?3 AS TEXT) IS NULL OR d.owner_id = ?3) "

namespace heddle::storage {
namespace {

constexpr int kCandidates = 500;

/// Words that every document of a kind or an owner has, so that the index itself narrows a search down.
std::string kindWord(std::string_view kind) { return "kind0" + std::string(kind); }

std::string ownerWord(const std::string& ownerId) {
    std::string word = "owner0";
    std::copy_if(ownerId.begin(), ownerId.end(), std::back_inserter(word),
                 [](unsigned char c) { return std::isalnum(c) != 0; });
    return word;
}

/// What the databases' languages of search differ in.
struct Spelling {
    std::string quote, conjunction, next, prefix;
};

/// Of FTS5 and of tsquery; words hold no quotes.
std::string matchText(const SearchQuery& query, Dialect dialect) {
    const Spelling spelling =
        dialect == Dialect::Sqlite ? Spelling{"\"", " AND ", " ", " *"} : Spelling{"'", " & ", "' <-> '", ":*"};
    const std::string& quote = spelling.quote;
    std::string text = quote + kindWord(query.kind) + quote;
    if (!query.ownerId.empty()) text += spelling.conjunction + quote + ownerWord(query.ownerId) + quote;
    for (const SearchTerm& term : query.terms) {
        text += spelling.conjunction + quote;
        for (std::size_t i = 0; i < term.words.size(); ++i)
            text += (i > 0 ? spelling.next : "") + term.words[i];
        text += quote + (term.isPrefix ? spelling.prefix : "");
    }
    return text;
}

/// How many of the terms a title has.
int scoreOf(const std::string& title, const std::vector<SearchTerm>& terms) {
    const std::string padded = " " + title + " ";
    return static_cast<int>(std::count_if(terms.begin(), terms.end(), [&](const SearchTerm& term) {
        std::string wanted;
        for (const std::string& word : term.words)
            wanted += " " + word;
        return padded.find(term.isPrefix ? wanted : wanted + " ") != std::string::npos;
    }));
}

}  // namespace

void SearchTable::put(std::string_view kind, const std::string& id, const std::string& ownerId, std::string_view title,
                      std::string_view body) {
    const std::string titleWords = indexWords(title);
    const std::string bodyWords = kindWord(kind) + " " + ownerWord(ownerId) + " " + indexWords(body);
    {
        auto known = m_connection.query("SELECT title, body FROM search_documents WHERE kind = ?1 AND object_id = ?2");
        if (known.bind(kind, id).next()) {
            std::string oldTitle;
            std::string oldBody;
            known.read(oldTitle, oldBody);
            if (oldTitle == titleWords && oldBody == bodyWords) return;
        }
    }
    remove(kind, id);
    std::int64_t key = 0;
    {
        auto added = m_connection.query(
            "INSERT INTO search_documents(kind, object_id, owner_id, title, body) VALUES(?1, ?2, ?3, ?4, ?5) "
            "RETURNING key");
        if (added.bind(kind, id, ownerId, titleWords, bodyWords).next()) added.read(key);
        added.run();
    }
    if (m_connection.dialect() != Dialect::Sqlite) return;
    m_connection.query("INSERT INTO search_index(rowid, title, body) VALUES(?1, ?2, ?3)")
        .bind(key, titleWords, bodyWords)
        .run();
}

void SearchTable::remove(std::string_view kind, const std::string& id) {
    if (m_connection.dialect() == Dialect::Sqlite) {
        m_connection.query(UNINDEX "FROM search_documents d WHERE d.kind = ?1 AND d.object_id = ?2")
            .bind(kind, id)
            .run();
    }
    m_connection.query("DELETE FROM search_documents WHERE kind = ?1 AND object_id = ?2").bind(kind, id).run();
}

void SearchTable::removeOfChat(const std::string& chatId) {
    if (m_connection.dialect() == Dialect::Sqlite) {
        m_connection
            .query(UNINDEX
                   "FROM messages m JOIN search_documents d ON d.kind = 'message' AND d.object_id = m.id "
                   "WHERE m.chat_id = ?1")
            .bind(chatId)
            .run();
    }
    m_connection
        .query(
            "DELETE FROM search_documents WHERE kind = 'message' AND object_id IN "
            "(SELECT id FROM messages WHERE chat_id = ?1)")
        .bind(chatId)
        .run();
    remove("chat", chatId);
}

void SearchTable::removeOfAgent(const std::string& agentId) {
    std::vector<std::string> chats;
    {
        auto query = m_connection.query("SELECT id FROM chats WHERE agent_id = ?1");
        query.bind(agentId);
        while (query.next())
            query.read(chats.emplace_back());
    }
    for (const std::string& chat : chats)
        removeOfChat(chat);
    remove("agent", agentId);
    remove("store", agentId);
}

std::vector<std::string> SearchTable::find(const SearchQuery& query) {
    auto rows = m_connection.query(
        // In the order of the index, which ends at the limit; in that of the documents, all would be found and sorted.
        {"SELECT d.object_id, d.title FROM search_index i JOIN search_documents d ON d.key = i.rowid "
         "WHERE search_index MATCH ?1" OF_KIND "ORDER BY i.rowid DESC LIMIT ?4",
         "SELECT d.object_id, d.title FROM search_documents d WHERE d.words @@ to_tsquery('simple', ?1)" OF_KIND
         "ORDER BY d.key DESC LIMIT ?4"});
    rows.bind(matchText(query, m_connection.dialect()), query.kind, OrNull{query.ownerId}, kCandidates);
    std::vector<std::pair<int, std::string>> found;
    std::string title;
    while (rows.next()) {
        auto& [score, id] = found.emplace_back();
        rows.read(id, title);
        score = scoreOf(title, query.terms);
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    if (found.size() > static_cast<std::size_t>(query.limit)) found.resize(static_cast<std::size_t>(query.limit));
    std::vector<std::string> ids;
    for (auto& [score, id] : found)
        ids.push_back(std::move(id));
    return ids;
}

}  // namespace heddle::storage
