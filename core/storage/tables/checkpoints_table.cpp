#include "core/storage/tables/checkpoints_table.h"

#define ROW_COLUMNS "c.id, p.id, c.step, c.source, c.snapshot, c.created_ms, c.metadata, c.body, c.parent, c.key"
#define IS_OF_RUN "(t.thread = e.thread_id OR (t.thread > e.thread_id || '|' AND t.thread < e.thread_id || '}'))"
#define ROW_TABLES " FROM checkpoints c LEFT JOIN checkpoints p ON p.key = c.parent "
/// `WANTED`: the pairs of ?6 that a checkpoint's metadata lack.
#define HISTORY_WHERE(WANTED)                                                                               \
    "SELECT " ROW_COLUMNS                                                                                   \
    ", CASE WHEN ?7 = 1 THEN (SELECT n.body FROM checkpoints n WHERE n.key > c.key AND n.key <= ?8 "        \
    "AND n.parent = c.key AND n.source = 'loop' ORDER BY n.key LIMIT 1) END" ROW_TABLES                     \
    "WHERE c.key BETWEEN ?1 AND ?2 AND (CAST(?3 AS TEXT) IS NULL OR c.source = ?3) "                        \
    "AND (CAST(?5 AS BIGINT) IS NULL OR c.step = ?5) AND (CAST(?6 AS TEXT) IS NULL OR NOT EXISTS(SELECT 1 " \
    "FROM " WANTED ")) ORDER BY c.key DESC LIMIT ?4"

namespace heddle::storage {
namespace {

struct Row {
    CheckpointRow values;
    std::optional<std::int64_t> parent;
    std::int64_t key = 0;
};

Row rowOf(const Query& query) {
    Row row;
    CheckpointRow& v = row.values;
    query.read(v.id, v.parent, v.step, v.source, v.snapshot, v.createdMs, v.metadata, v.body, row.parent, row.key,
               v.followed);
    return row;
}

std::vector<std::string> textsOf(Query query) {
    std::vector<std::string> texts;
    while (query.next())
        query.read(texts.emplace_back());
    return texts;
}

}  // namespace

std::optional<CheckpointsTable::Thread> CheckpointsTable::find(const std::string& thread) {
    auto query =
        m_connection.query("SELECT key, epoch, head, head_id, has_tasks FROM checkpoint_threads WHERE thread = ?1");
    if (!query.bind(thread).next()) return std::nullopt;
    Thread found;
    query.read(found.key, found.epoch, found.head, found.headId, found.hasTasks);
    return found;
}

CheckpointsTable::Thread CheckpointsTable::make(const std::string& thread) {
    auto query =
        m_connection.query("INSERT INTO checkpoint_threads(thread, epoch, has_tasks) VALUES(?1, 0, 0) RETURNING key");
    Thread made;
    if (query.bind(thread).next()) query.read(made.key);
    return made;
}

// Only time travel asks for an id other than the head's, so a walk through the thread is cheaper than an index.
std::optional<std::int64_t> CheckpointsTable::keyOf(const Thread& thread, const std::string& id) {
    if (thread.head && id == thread.headId) return thread.head;
    auto query = m_connection.query(
        "SELECT key FROM checkpoints WHERE key BETWEEN ?1 AND ?2 AND id = ?3 "
        "ORDER BY key DESC LIMIT 1");
    if (!query.bind(firstKey(thread.key), lastKey(thread.key), id).next()) return std::nullopt;
    std::int64_t key = 0;
    query.read(key);
    return key;
}

std::int64_t CheckpointsTable::insert(const Thread& thread, const CheckpointRow& row) {
    const std::int64_t key = thread.head.value_or(firstKey(thread.key)) + 1;
    const auto parent = row.parent.empty() ? std::nullopt : keyOf(thread, row.parent);
    m_connection
        .query(
            "INSERT INTO checkpoints(key, parent, id, step, source, snapshot, created_ms, metadata, body) "
            "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")
        .bind(key, parent, row.id, row.step, row.source, row.snapshot, row.createdMs, row.metadata, row.body)
        .run();
    return key;
}

void CheckpointsTable::putEffects(std::int64_t threadKey, const CheckpointCommit& commit) {
    for (const std::string& owner : commit.forget) {
        m_connection.query("DELETE FROM checkpoint_effects WHERE thread_key = ?1 AND owner = ?2")
            .bind(threadKey, owner)
            .run();
    }
    for (const CheckpointEffectRow& effect : commit.effects) {
        m_connection
            .query("DELETE FROM checkpoint_effects WHERE thread_key = ?1 AND owner = ?2 AND task = ?3 AND number >= ?4")
            .bind(threadKey, effect.owner, effect.task, effect.number)
            .run();
        m_connection
            .query(
                "INSERT INTO checkpoint_effects(thread_key, owner, task, number, after, body) "
                "VALUES(?1, ?2, ?3, ?4, ?5, ?6)")
            .bind(threadKey, effect.owner, effect.task, effect.number, effect.after, effect.body)
            .run();
    }
}

bool CheckpointsTable::commit(const CheckpointCommit& commit) {
    auto thread = find(commit.thread);
    if ((thread ? thread->epoch : 0) != commit.epoch) return false;
    if (!thread) thread = make(commit.thread);
    if (thread->hasTasks && (commit.checkpoint || commit.dropTasks)) {
        m_connection.query("DELETE FROM checkpoint_tasks WHERE thread_key = ?1").bind(thread->key).run();
        thread->hasTasks = false;
    }
    if (commit.checkpoint) {
        thread->head = insert(*thread, *commit.checkpoint);
        thread->headId = commit.checkpoint->id;
    }
    for (const CheckpointTaskRow& task : commit.tasks) {
        m_connection
            .query(
                "INSERT INTO checkpoint_tasks(thread_key, task, node, body) VALUES(?1, ?2, ?3, ?4) "
                "ON CONFLICT(thread_key, task) DO UPDATE SET node = excluded.node, body = excluded.body")
            .bind(thread->key, task.task, task.node, task.body)
            .run();
    }
    putEffects(thread->key, commit);
    m_connection
        .query(
            "UPDATE checkpoint_threads SET epoch = epoch + 1, head = ?2, head_id = ?3, has_tasks = ?4 WHERE key = ?1")
        .bind(thread->key, thread->head, OrNull{thread->headId}, thread->hasTasks || !commit.tasks.empty())
        .run();
    return true;
}

std::optional<CheckpointThread> CheckpointsTable::load(const std::string& thread, const std::string& id) {
    const auto found = find(thread);
    if (!found || !found->head) return std::nullopt;
    auto key = id.empty() ? found->head : keyOf(*found, id);
    if (!key) return std::nullopt;
    CheckpointThread loaded;
    loaded.epoch = found->epoch;
    loaded.isHead = key == found->head;
    while (key) {
        auto query = m_connection.query("SELECT " ROW_COLUMNS ", NULL" ROW_TABLES "WHERE c.key = ?1");
        if (!query.bind(*key).next()) break;
        Row row = rowOf(query);
        key = row.values.snapshot ? std::nullopt : row.parent;
        loaded.chain.push_back(std::move(row.values));
    }
    std::reverse(loaded.chain.begin(), loaded.chain.end());
    if (loaded.isHead) {
        auto query =
            m_connection.query("SELECT task, node, body FROM checkpoint_tasks WHERE thread_key = ?1 ORDER BY task");
        query.bind(found->key);
        while (query.next()) {
            CheckpointTaskRow& task = loaded.tasks.emplace_back();
            query.read(task.task, task.node, task.body);
        }
    }
    return loaded;
}

std::vector<CheckpointRow> CheckpointsTable::history(const std::string& thread, const CheckpointFilter& filter) {
    std::vector<CheckpointRow> rows;
    const auto found = find(thread);
    if (!found) return rows;
    std::int64_t last = lastKey(found->key);
    if (!filter.before.empty()) {
        const auto before = keyOf(*found, filter.before);
        if (!before) return rows;
        last = *before - 1;
    }
    auto query = m_connection.query(
        {HISTORY_WHERE("json_each(?6) w WHERE NOT EXISTS(SELECT 1 FROM json_each(c.metadata) h "
                       "WHERE h.key = w.key AND h.type = w.type AND h.value IS w.value)"),
         HISTORY_WHERE(
             "json_each(CAST(?6 AS json)) w WHERE NOT EXISTS(SELECT 1 FROM json_each(CAST(c.metadata AS json)) h "
             "WHERE h.key = w.key AND CAST(h.value AS TEXT) = CAST(w.value AS TEXT))")});
    query.bind(firstKey(found->key), last, OrNull{filter.source}, rowLimit(filter.limit), filter.step, filter.metadata,
               filter.withFollowed, lastKey(found->key));
    while (query.next())
        rows.push_back(rowOf(query).values);
    return rows;
}

std::vector<CheckpointEffectRow> CheckpointsTable::effects(const std::string& thread, const std::string& owner,
                                                           const std::string& task) {
    auto query = m_connection.query(
        "SELECT f.owner, f.task, f.number, f.after, f.body FROM checkpoint_threads t "
        "JOIN checkpoint_effects f ON f.thread_key = t.key WHERE t.thread = ?1 AND f.owner = ?2 AND f.task = ?3 "
        "ORDER BY f.number");
    query.bind(thread, owner, task);
    std::vector<CheckpointEffectRow> rows;
    while (query.next()) {
        CheckpointEffectRow& row = rows.emplace_back();
        query.read(row.owner, row.task, row.number, row.after, row.body);
    }
    return rows;
}

bool CheckpointsTable::copy(const std::string& from, const std::string& to) {
    if (find(to)) return false;
    const auto source = find(from);
    if (!source) return true;
    auto made = m_connection.query(
        "INSERT INTO checkpoint_threads(thread, epoch, head_id, has_tasks) "
        "SELECT ?2, epoch, head_id, has_tasks FROM checkpoint_threads WHERE key = ?1 RETURNING key");
    std::int64_t key = 0;
    if (made.bind(source->key, to).next()) made.read(key);
    const std::int64_t shift = firstKey(key) - firstKey(source->key);
    m_connection
        .query(
            "INSERT INTO checkpoints(key, parent, id, step, source, snapshot, created_ms, metadata, body) "
            "SELECT key + ?3, parent + ?3, id, step, source, snapshot, created_ms, metadata, body "
            "FROM checkpoints WHERE key BETWEEN ?1 AND ?2")
        .bind(firstKey(source->key), lastKey(source->key), shift)
        .run();
    m_connection
        .query(
            "INSERT INTO checkpoint_tasks(thread_key, task, node, body) "
            "SELECT ?2, task, node, body FROM checkpoint_tasks WHERE thread_key = ?1")
        .bind(source->key, key)
        .run();
    m_connection
        .query(
            "INSERT INTO checkpoint_effects(thread_key, owner, task, number, after, body) "
            "SELECT ?2, owner, task, number, after, body FROM checkpoint_effects WHERE thread_key = ?1")
        .bind(source->key, key)
        .run();
    m_connection
        .query(
            "UPDATE checkpoint_threads SET head = ?2 + (SELECT head FROM checkpoint_threads WHERE key = ?3) "
            "WHERE key = ?1")
        .bind(key, shift, source->key)
        .run();
    return true;
}

void CheckpointsTable::prune(const std::string& thread, int keep) {
    const auto found = find(thread);
    if (!found) return;
    if (keep <= 0) {
        removeKey(found->key);
        return;
    }
    m_connection
        .query(
            "DELETE FROM checkpoints WHERE key BETWEEN ?1 AND ?2 AND key NOT IN ("
            "WITH RECURSIVE needed(key, snapshot, parent) AS ("
            "SELECT key, snapshot, parent FROM (SELECT key, snapshot, parent FROM checkpoints "
            "WHERE key BETWEEN ?1 AND ?2 ORDER BY key DESC LIMIT ?3) newest "
            "UNION SELECT c.key, c.snapshot, c.parent FROM needed n JOIN checkpoints c ON c.key = n.parent "
            "WHERE n.snapshot = 0) SELECT key FROM needed)")
        .bind(firstKey(found->key), lastKey(found->key), keep)
        .run();
    m_connection
        .query(
            "DELETE FROM checkpoint_effects WHERE thread_key = ?3 AND after NOT IN ("
            "SELECT id FROM checkpoints WHERE key BETWEEN ?1 AND ?2)")
        .bind(firstKey(found->key), lastKey(found->key), found->key)
        .run();
}

std::vector<std::string> CheckpointsTable::threads() {
    return textsOf(m_connection.query("SELECT thread FROM checkpoint_threads ORDER BY thread"));
}

// '}' comes after '|'.
std::vector<std::string> CheckpointsTable::threadsOf(const std::string& thread) {
    auto query = m_connection.query(
        "SELECT thread FROM checkpoint_threads "
        "WHERE thread = ?1 OR (thread > ?1 || '|' AND thread < ?1 || '}') ORDER BY thread");
    query.bind(thread);
    return textsOf(std::move(query));
}

void CheckpointsTable::remove(const std::string& thread) {
    if (const auto found = find(thread)) removeKey(found->key);
}

void CheckpointsTable::each(const std::function<void(const std::string& thread, CheckpointRow row)>& visit) {
    auto query = m_connection.query(
        "SELECT t.thread, c.id, c.step, c.source, c.snapshot, c.created_ms, c.metadata, c.body FROM checkpoints c "
        "JOIN checkpoint_threads t ON t.key = c.key >> 24 ORDER BY c.key");
    while (query.next()) {
        std::string thread;
        CheckpointRow row;
        query.read(thread, row.id, row.step, row.source, row.snapshot, row.createdMs, row.metadata, row.body);
        visit(thread, std::move(row));
    }
}

std::vector<ThreadProblem> CheckpointsTable::problems() {
    std::vector<ThreadProblem> problems;
    const auto collect = [&problems](Query query) {
        while (query.next()) {
            ThreadProblem& problem = problems.emplace_back();
            query.read(problem.thread, problem.checkpoint, problem.code);
        }
    };
    collect(
        m_connection.query("SELECT t.thread, t.head_id, 'storage.lost_head' FROM checkpoint_threads t "
                           "LEFT JOIN checkpoints c ON c.key = t.head WHERE t.head IS NOT NULL AND (c.key IS NULL OR "
                           "c.id IS DISTINCT FROM t.head_id "
                           "OR t.head >> 24 <> t.key OR t.head < (SELECT max(key) FROM checkpoints "
                           "WHERE key BETWEEN t.key << 24 AND ((t.key + 1) << 24) - 1)) LIMIT 100"));
    // Parents are older than their children, so when each has its own, every chain ends at a snapshot.
    collect(m_connection.query(
        "SELECT coalesce(t.thread, ''), c.id, 'storage.broken_chain' FROM checkpoints c "
        "LEFT JOIN checkpoint_threads t ON t.key = c.key >> 24 LEFT JOIN checkpoints p ON p.key = c.parent "
        "WHERE t.key IS NULL OR (c.snapshot = 0 AND (p.key IS NULL OR p.key >= c.key OR p.key >> 24 <> c.key >> 24)) "
        "LIMIT 100"));
    collect(
        m_connection.query("SELECT t.thread, t.head_id, 'storage.bad_epoch' FROM checkpoint_threads t "
                           "WHERE t.epoch < coalesce(t.head & 16777215, 0) LIMIT 100"));
    collect(m_connection.query(
        "SELECT t.thread, t.head_id, 'storage.bad_tasks' FROM checkpoint_threads t WHERE t.has_tasks <> "
        "CASE WHEN EXISTS(SELECT 1 FROM checkpoint_tasks k WHERE k.thread_key = t.key) THEN 1 ELSE 0 END LIMIT 100"));
    return problems;
}

void CheckpointsTable::removeKey(std::int64_t threadKey) {
    m_connection.query("DELETE FROM checkpoints WHERE key BETWEEN ?1 AND ?2")
        .bind(firstKey(threadKey), lastKey(threadKey))
        .run();
    m_connection.query("DELETE FROM checkpoint_threads WHERE key = ?1").bind(threadKey).run();
}

void CheckpointsTable::removeAll(Query threadKeys) {
    while (threadKeys.next()) {
        std::int64_t key = 0;
        threadKeys.read(key);
        removeKey(key);
    }
}

void CheckpointsTable::removeOfChat(const std::string& chatId) {
    auto keys = m_connection.query("SELECT t.key FROM executions e JOIN checkpoint_threads t ON " IS_OF_RUN
                                   " WHERE e.chat_id = ?1");
    keys.bind(chatId);
    removeAll(std::move(keys));
}

void CheckpointsTable::removeOfAgent(const std::string& agentId) {
    auto keys = m_connection.query(
        "SELECT t.key FROM chats c JOIN executions e ON e.chat_id = c.id JOIN checkpoint_threads t ON " IS_OF_RUN
        " WHERE c.agent_id = ?1");
    keys.bind(agentId);
    removeAll(std::move(keys));
}

}  // namespace heddle::storage
