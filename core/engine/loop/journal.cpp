#include "core/engine/loop/journal.h"

#include "core/engine/loop/digest.h"

#include <algorithm>

namespace heddle::engine {
namespace {

std::string digestOf(const Json& request) {
    return request.is_null() ? std::string() : Digest(compactJson(request)).text();
}

/// Where two requests differ first, as a JSON pointer.
std::string differenceOf(const Json& before, const Json& after) {
    if (before.is_null()) return {};
    const Json steps = Json::diff(before, after);
    return steps.empty() ? std::string() : steps.front().value("path", "");
}

}  // namespace

bool isReplayError(const Error& error) {
    return error.code() == "engine.replay_diverged" || error.code() == "engine.replay_ended";
}

void Journal::load() {
    if (m_isLoaded) return;
    m_isLoaded = true;
    m_known = m_log.known(m_owner, m_task);
    if (isReplay()) return;
    const auto isFailure = [](const EffectEntry& entry) { return entry.kind == kAttemptEntry; };
    const auto begin = std::find_if(m_known.rbegin(), m_known.rend(), isFailure).base();
    m_first = m_number = static_cast<int>(begin - m_known.begin());
    m_known.erase(m_known.begin(), begin);
}

const EffectEntry* Journal::next() {
    load();
    const auto place = static_cast<std::size_t>(m_number - m_first);
    return place < m_known.size() ? &m_known[place] : nullptr;
}

bool Journal::isAtEnd() { return next() == nullptr; }

Error Journal::diverged(std::string_view kind, const Json& request, const EffectEntry& recorded) const {
    return Error(ErrorKind::Conflict, "engine.replay_diverged",
                 {{"task", m_task},
                  {"number", m_number + 1},
                  {"asked", kind},
                  {"recorded", recorded.kind},
                  {"path", recorded.kind == kind ? differenceOf(recorded.request, request) : std::string()}});
}

std::optional<EffectEntry> Journal::take(std::string_view kind, const Json& request) {
    const EffectEntry* entry = next();
    if (!entry) {
        if (!isReplay()) return std::nullopt;
        throw Error(ErrorKind::Conflict, "engine.replay_ended",
                    {{"task", m_task}, {"number", m_number + 1}, {"asked", kind}});
    }
    if (entry->kind == kAttemptEntry) throw Error::fromJson(entry->error);
    if (entry->kind == kind && entry->digest == digestOf(request)) {
        ++m_number;
        return *entry;
    }
    if (isReplay()) throw diverged(kind, request, *entry);
    m_known.resize(static_cast<std::size_t>(m_number - m_first));
    return std::nullopt;
}

std::optional<std::pair<std::size_t, EffectEntry>> Journal::takeOneOf(const std::vector<Effect>& batch,
                                                                      const std::vector<bool>& isOpen) {
    const auto first = std::find(isOpen.begin(), isOpen.end(), true);
    if (first == isOpen.end()) return std::nullopt;
    // They were kept in the order in which their answers came.
    std::size_t asked = static_cast<std::size_t>(first - isOpen.begin());
    const EffectEntry* entry = next();
    for (std::size_t i = asked; entry && i < batch.size(); ++i) {
        if (!isOpen[i] || entry->kind != effectKindName(batch[i].kind)) continue;
        if (entry->digest != digestOf(batch[i].request)) continue;
        asked = i;
        break;
    }
    auto taken = take(effectKindName(batch[asked].kind), batch[asked].request);
    if (!taken) return std::nullopt;
    return std::make_pair(asked, std::move(*taken));
}

std::optional<EffectEntry> Journal::takeReplayed(std::string_view kind) {
    const EffectEntry* entry = next();
    if (!entry || entry->kind != kind) return std::nullopt;
    ++m_number;
    return *entry;
}

void Journal::add(std::string_view kind, const Json& request, EffectEntry entry) {
    load();
    entry.kind = kind;
    entry.digest = digestOf(request);
    if (isRecorded()) entry.request = request;
    append(std::move(entry));
}

void Journal::append(EffectEntry entry) {
    EffectRecord record{m_owner, m_task, m_number++, m_after, {}};
    m_log.add(std::move(record), std::move(entry));
}

bool Journal::endAttempt(Error& error, bool isRetried) {
    if (isReplay()) return endReplayed(error);
    if (!isRecorded() && !m_isLoaded) return isRetried;  // it has asked for nothing
    load();
    EffectEntry entry;
    entry.kind = kAttemptEntry;
    entry.error = error.toJson();
    entry.answer = isRetried;
    append(std::move(entry));
    m_known.clear();
    m_first = m_number;
    return isRetried;
}

bool Journal::endReplayed(Error& error) {
    if (isReplayError(error)) return false;
    if (const auto recorded = takeReplayed(kAttemptEntry)) return recorded->answer == true || !isAtEnd();
    error = Error(ErrorKind::Conflict, "engine.replay_diverged",
                  {{"task", m_task},
                   {"number", m_number + 1},
                   {"asked", kAttemptEntry},
                   {"recorded", isAtEnd() ? "" : next()->kind},
                   {"path", ""},
                   {"error", error.toJson()}});
    return false;
}

}  // namespace heddle::engine
