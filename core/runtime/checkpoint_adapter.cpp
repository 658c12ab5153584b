#include "core/runtime/checkpoint_adapter.h"

#include "core/base/error.h"
#include "core/storage/database.h"
#include "core/storage/tables/checkpoints_table.h"

namespace heddle::runtime {
namespace {

using storage::CheckpointsTable;

storage::CheckpointRow rowOf(engine::CheckpointRecord record) {
    return {std::move(record.id),       std::move(record.parent), record.step,
            std::move(record.source),   record.snapshot,          record.createdMs,
            std::move(record.metadata), std::move(record.body),   {}};
}

engine::CheckpointRecord recordOf(storage::CheckpointRow row) {
    return {std::move(row.id),       std::move(row.parent), row.step,
            std::move(row.source),   row.snapshot,          row.createdMs,
            std::move(row.metadata), std::move(row.body),   std::move(row.followed)};
}

std::vector<engine::CheckpointRecord> recordsOf(std::vector<storage::CheckpointRow> rows) {
    std::vector<engine::CheckpointRecord> records;
    records.reserve(rows.size());
    for (auto& row : rows)
        records.push_back(recordOf(std::move(row)));
    return records;
}

storage::CheckpointCommit rowsOf(engine::Commit commit) {
    storage::CheckpointCommit rows{.thread = std::move(commit.thread), .epoch = commit.epoch};
    if (commit.checkpoint) rows.checkpoint = rowOf(std::move(*commit.checkpoint));
    rows.dropTasks = commit.dropTasks;
    rows.tasks.reserve(commit.tasks.size());
    for (auto& task : commit.tasks) {
        rows.tasks.push_back({std::move(task.task), std::move(task.node), std::move(task.body)});
    }
    rows.forget = std::move(commit.forget);
    for (auto& effect : commit.effects) {
        rows.effects.push_back({std::move(effect.owner), std::move(effect.task), effect.number, std::move(effect.after),
                                std::move(effect.body)});
    }
    return rows;
}

}  // namespace

void CheckpointAdapter::commit(engine::Commit commit, engine::CommitDone done) {
    const bool isAwaited = commit.isAwaited;
    const auto store = [rows = rowsOf(std::move(commit))](storage::Connection& connection) {
        if (CheckpointsTable(connection).commit(rows)) return;
        throw Error(ErrorKind::Conflict, "engine.thread_conflict", {{"thread", rows.thread}});
    };
    m_database.post(store, std::move(done), storage::Durability::Process, isAwaited);
}

std::optional<engine::StoredThread> CheckpointAdapter::load(const std::string& thread, const std::string& id) const {
    auto rows = m_database.readNow(
        [&](storage::Connection& connection) { return CheckpointsTable(connection).load(thread, id); });
    if (!rows) return std::nullopt;
    engine::StoredThread stored;
    stored.epoch = rows->epoch;
    stored.isHead = rows->isHead;
    stored.chain = recordsOf(std::move(rows->chain));
    for (auto& task : rows->tasks) {
        stored.tasks.push_back({std::move(task.task), std::move(task.node), std::move(task.body)});
    }
    return stored;
}

std::vector<engine::CheckpointRecord> CheckpointAdapter::history(const std::string& thread,
                                                                 const engine::HistoryQuery& query) const {
    const storage::CheckpointFilter filter{.before = query.before,
                                           .source = query.source,
                                           .step = query.step,
                                           .metadata = query.metadata,
                                           .limit = query.limit,
                                           .withFollowed = query.withFollowed};
    return recordsOf(m_database.readNow(
        [&](storage::Connection& connection) { return CheckpointsTable(connection).history(thread, filter); }));
}

std::vector<engine::EffectRecord> CheckpointAdapter::effects(const std::string& thread, const std::string& owner,
                                                             const std::string& task) const {
    auto rows = m_database.readNow(
        [&](storage::Connection& connection) { return CheckpointsTable(connection).effects(thread, owner, task); });
    std::vector<engine::EffectRecord> records;
    for (auto& row : rows) {
        records.push_back(
            {std::move(row.owner), std::move(row.task), row.number, std::move(row.after), std::move(row.body)});
    }
    return records;
}

void CheckpointAdapter::copy(const std::string& from, const std::string& to) {
    m_database.writeNow([&](storage::Connection& connection) {
        if (CheckpointsTable(connection).copy(from, to)) return;
        throw Error(ErrorKind::Conflict, "engine.thread_exists", {{"thread", to}});
    });
}

void CheckpointAdapter::prune(const std::string& thread, int keep) {
    m_database.writeNow([&](storage::Connection& connection) { CheckpointsTable(connection).prune(thread, keep); });
}

std::vector<std::string> CheckpointAdapter::threadsOf(const std::string& thread) const {
    return m_database.readNow(
        [&](storage::Connection& connection) { return CheckpointsTable(connection).threadsOf(thread); });
}

}  // namespace heddle::runtime
