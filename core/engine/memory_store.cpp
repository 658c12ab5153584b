#include "core/engine/memory_store.h"

#include <algorithm>
#include <set>

namespace heddle::engine {
namespace {

bool passes(const CheckpointRecord& record, const HistoryQuery& query) {
    if (!query.source.empty() && record.source != query.source) return false;
    if (query.step && record.step != *query.step) return false;
    if (!query.metadata.is_object()) return true;
    const Json metadata = Json::parse(record.metadata, nullptr, false);
    for (const auto& [key, value] : query.metadata.items()) {
        if (!metadata.is_object() || !metadata.contains(key) || metadata[key] != value) return false;
    }
    return true;
}

}  // namespace

void MemoryStore::commit(Commit commit, CommitDone done) {
    std::exception_ptr failure;
    try {
        const std::lock_guard lock(m_mutex);
        apply(commit);
    } catch (...) {
        failure = std::current_exception();
    }
    done(failure);
}

void MemoryStore::apply(Commit& commit) {
    Thread& thread = m_threads[commit.thread];
    if (thread.epoch != commit.epoch) {
        throw Error(ErrorKind::Conflict, "engine.thread_conflict", {{"thread", commit.thread}});
    }
    ++thread.epoch;
    if (commit.checkpoint || commit.dropTasks) thread.tasks.clear();
    if (commit.checkpoint) {
        thread.places[commit.checkpoint->id] = thread.records.size();
        thread.records.push_back(std::move(*commit.checkpoint));
    }
    for (TaskRecord& task : commit.tasks)
        thread.tasks[task.task] = std::move(task);
    for (const std::string& owner : commit.forget)
        thread.effects.erase(owner);
    for (EffectRecord& effect : commit.effects) {
        auto& list = thread.effects[effect.owner][effect.task];
        std::erase_if(list, [&](const EffectRecord& old) { return old.number >= effect.number; });
        list.push_back(std::move(effect));
    }
}

std::vector<std::size_t> MemoryStore::chainOf(const Thread& thread, std::size_t place) {
    std::vector<std::size_t> chain{place};
    while (!thread.records[chain.back()].snapshot) {
        chain.push_back(thread.places.at(thread.records[chain.back()].parent));
    }
    std::reverse(chain.begin(), chain.end());
    return chain;
}

std::optional<StoredThread> MemoryStore::load(const std::string& thread, const std::string& id) const {
    const std::lock_guard lock(m_mutex);
    const auto found = m_threads.find(thread);
    if (found == m_threads.end() || found->second.records.empty()) return std::nullopt;
    const Thread& kept = found->second;
    std::size_t place = kept.records.size() - 1;
    if (!id.empty()) {
        const auto at = kept.places.find(id);
        if (at == kept.places.end()) return std::nullopt;
        place = at->second;
    }
    StoredThread stored;
    stored.epoch = kept.epoch;
    stored.isHead = place + 1 == kept.records.size();
    for (const std::size_t i : chainOf(kept, place))
        stored.chain.push_back(kept.records[i]);
    if (stored.isHead) {
        for (const auto& [name, task] : kept.tasks)
            stored.tasks.push_back(task);
    }
    return stored;
}

std::vector<CheckpointRecord> MemoryStore::history(const std::string& thread, const HistoryQuery& query) const {
    const std::lock_guard lock(m_mutex);
    std::vector<CheckpointRecord> records;
    const auto found = m_threads.find(thread);
    if (found == m_threads.end()) return records;
    const Thread& kept = found->second;
    std::size_t end = kept.records.size();
    if (!query.before.empty()) {
        const auto at = kept.places.find(query.before);
        end = at == kept.places.end() ? 0 : at->second;
    }
    while (end-- > 0) {
        if (query.limit > 0 && records.size() == static_cast<std::size_t>(query.limit)) break;
        if (!passes(kept.records[end], query)) continue;
        records.push_back(kept.records[end]);
        if (query.withFollowed) records.back().followed = followerOf(kept, end);
    }
    return records;
}

std::string MemoryStore::followerOf(const Thread& thread, std::size_t place) {
    for (std::size_t i = place + 1; i < thread.records.size(); ++i) {
        const CheckpointRecord& later = thread.records[i];
        if (later.source == "loop" && later.parent == thread.records[place].id) return later.body;
    }
    return {};
}

std::vector<EffectRecord> MemoryStore::effects(const std::string& thread, const std::string& owner,
                                               const std::string& task) const {
    const std::lock_guard lock(m_mutex);
    const auto found = m_threads.find(thread);
    if (found == m_threads.end()) return {};
    const auto ofOwner = found->second.effects.find(owner);
    if (ofOwner == found->second.effects.end()) return {};
    const auto ofTask = ofOwner->second.find(task);
    return ofTask == ofOwner->second.end() ? std::vector<EffectRecord>() : ofTask->second;
}

std::vector<std::string> MemoryStore::threadsOf(const std::string& thread) const {
    const std::lock_guard lock(m_mutex);
    std::vector<std::string> names;
    for (const auto& [name, kept] : m_threads) {
        if (name == thread || name.starts_with(thread + "|")) names.push_back(name);
    }
    std::sort(names.begin(), names.end());
    return names;
}

void MemoryStore::copy(const std::string& from, const std::string& to) {
    const std::lock_guard lock(m_mutex);
    if (m_threads.contains(to)) throw Error(ErrorKind::Conflict, "engine.thread_exists", {{"thread", to}});
    const auto found = m_threads.find(from);
    if (found != m_threads.end()) m_threads[to] = Thread(found->second);
}

void MemoryStore::prune(const std::string& thread, int keep) {
    const std::lock_guard lock(m_mutex);
    const auto found = m_threads.find(thread);
    if (found == m_threads.end()) return;
    if (keep <= 0) {
        m_threads.erase(found);
        return;
    }
    Thread& kept = found->second;
    std::set<std::size_t> needed;
    const std::size_t count = kept.records.size();
    for (std::size_t i = count - std::min<std::size_t>(count, keep); i < count; ++i) {
        for (const std::size_t place : chainOf(kept, i))
            needed.insert(place);
    }
    std::vector<CheckpointRecord> records;
    kept.places.clear();
    for (const std::size_t place : needed) {
        kept.places[kept.records[place].id] = records.size();
        records.push_back(std::move(kept.records[place]));
    }
    kept.records = std::move(records);
    std::erase_if(kept.effects, [&kept](const auto& owner) {
        return !kept.places.contains(owner.second.begin()->second.front().after);
    });
}

}  // namespace heddle::engine
