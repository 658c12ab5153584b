#include "core/engine/loop/effect_log.h"

#include "core/engine/effect.h"

namespace heddle::engine {

std::string_view effectKindName(EffectKind kind) {
    switch (kind) {
        case EffectKind::Model:
            return "model";
        case EffectKind::Tool:
            return "tool";
        case EffectKind::Http:
            return "http";
        case EffectKind::Code:
            return "code";
        case EffectKind::Clock:
            return "clock";
        case EffectKind::Random:
            return "random";
        case EffectKind::Id:
            break;
    }
    return "id";
}

std::string encodeEntry(const EffectEntry& entry) {
    Json body{{"k", entry.kind}};
    if (!entry.digest.empty()) body["d"] = entry.digest;
    if (!entry.request.is_null()) body["q"] = entry.request;
    if (!entry.answer.is_null()) body["a"] = entry.answer;
    if (!entry.error.is_null()) body["e"] = entry.error;
    if (!entry.pieces.empty()) body["p"] = entry.pieces;
    return compactJson(body);
}

EffectEntry decodeEntry(const std::string& body) {
    Json json = Json::parse(body);
    EffectEntry entry;
    entry.kind = json.value("k", "");
    entry.digest = json.value("d", "");
    entry.request = json.value("q", Json());
    entry.answer = json.value("a", Json());
    entry.error = json.value("e", Json());
    entry.pieces = json.value("p", Json::array());
    return entry;
}

std::vector<EffectEntry> EffectLog::known(const std::string& owner, const std::string& task) {
    const std::lock_guard lock(m_mutex);
    auto& tasks = m_live[owner];
    const auto found = tasks.find(task);
    if (found != tasks.end()) return found->second;
    std::vector<EffectEntry>& entries = tasks[task];
    if (!m_source) return entries;
    for (const EffectRecord& record : m_source->effects(m_thread, owner, task)) {
        if (record.number != static_cast<int>(entries.size())) break;  // what was before it is pruned
        entries.push_back(decodeEntry(record.body));
    }
    if (!entries.empty()) m_stored.insert(owner);
    return entries;
}

void EffectLog::add(EffectRecord record, EffectEntry entry) {
    {
        const std::lock_guard lock(m_mutex);
        std::vector<EffectEntry>& entries = m_live[record.owner][record.task];
        entries.resize(static_cast<std::size_t>(record.number));
        record.body = encodeEntry(entry);
        entries.push_back(std::move(entry));
        m_unsaved.push_back(std::move(record));
    }
    if (onAdded) onAdded();
}

void EffectLog::forget(const std::string& owner) {
    const std::lock_guard lock(m_mutex);
    if (m_live.erase(owner) == 0 || m_mode != EffectMode::Journal) return;
    std::erase_if(m_unsaved, [&owner](const EffectRecord& record) { return record.owner == owner; });
    if (m_stored.erase(owner) > 0) m_forgotten.push_back(owner);
}

bool EffectLog::fill(Commit& commit) {
    const std::lock_guard lock(m_mutex);
    if (m_unsaved.empty() && m_forgotten.empty()) return false;
    for (const EffectRecord& record : m_unsaved)
        m_stored.insert(record.owner);
    commit.effects = std::exchange(m_unsaved, {});
    commit.forget = std::exchange(m_forgotten, {});
    return true;
}

}  // namespace heddle::engine
