#include "core/storage/tables/checkpoints_table.h"

namespace heddle::storage {
namespace {

constexpr int kRowsAtOnce = 200;  // a thread may be larger than the memory

/// Adding without overflow: keys of a file may be anything.
std::int64_t shifted(std::int64_t key, std::int64_t by) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(key) + static_cast<std::uint64_t>(by));
}

void copyCheckpoints(Connection& from, Connection& to, std::int64_t first, std::int64_t last, std::int64_t shift) {
    for (int count = kRowsAtOnce; count == kRowsAtOnce;) {
        count = 0;
        auto rows = from.query(
            "SELECT key, parent, id, step, source, snapshot, created_ms, metadata, body FROM checkpoints "
            "WHERE key > ?1 AND key <= ?2 ORDER BY key LIMIT ?3");
        for (rows.bind(first, last, kRowsAtOnce); rows.next(); ++count) {
            std::optional<std::int64_t> parent;
            std::int64_t step = 0, snapshot = 0, createdMs = 0;
            std::string id, source, metadata, body;
            rows.read(first, parent, id, step, source, snapshot, createdMs, metadata, body);
            if (parent) parent = shifted(*parent, shift);
            to.query(
                  "INSERT INTO checkpoints(key, parent, id, step, source, snapshot, created_ms, metadata, body) "
                  "VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)")
                .bind(shifted(first, shift), parent, id, step, source, snapshot, createdMs, metadata, body)
                .run();
        }
    }
}

void copyTasks(Connection& from, Connection& to, std::int64_t key, std::int64_t newKey) {
    auto rows = from.query("SELECT task, node, body FROM checkpoint_tasks WHERE thread_key = ?1");
    rows.bind(key);
    while (rows.next()) {
        std::string task, node, body;
        rows.read(task, node, body);
        to.query("INSERT INTO checkpoint_tasks(thread_key, task, node, body) VALUES(?1, ?2, ?3, ?4)")
            .bind(newKey, task, node, body)
            .run();
    }
}

void copyEffects(Connection& from, Connection& to, std::int64_t key, std::int64_t newKey) {
    auto rows = from.query("SELECT owner, task, number, after, body FROM checkpoint_effects WHERE thread_key = ?1");
    rows.bind(key);
    while (rows.next()) {
        std::string owner, task, after, body;
        std::int64_t number = 0;
        rows.read(owner, task, number, after, body);
        to.query(
              "INSERT INTO checkpoint_effects(thread_key, owner, task, number, after, body) "
              "VALUES(?1, ?2, ?3, ?4, ?5, ?6)")
            .bind(newKey, owner, task, number, after, body)
            .run();
    }
}

}  // namespace

void CheckpointsTable::copyTo(Connection& other, const std::string& from, const std::string& to) {
    const auto source = find(from);
    if (!source) return;
    const Thread made = CheckpointsTable(other).make(to);
    const std::int64_t shift = shifted(firstKey(made.key), -firstKey(source->key));
    copyCheckpoints(m_connection, other, firstKey(source->key), lastKey(source->key), shift);
    copyTasks(m_connection, other, source->key, made.key);
    copyEffects(m_connection, other, source->key, made.key);
    std::optional<std::int64_t> head;
    if (source->head) head = shifted(*source->head, shift);
    other.query("UPDATE checkpoint_threads SET epoch = ?2, head = ?3, head_id = ?4, has_tasks = ?5 WHERE key = ?1")
        .bind(made.key, source->epoch, head, OrNull{source->headId}, source->hasTasks)
        .run();
}

}  // namespace heddle::storage
