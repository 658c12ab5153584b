#include "core/services/runs/state_diff.h"

#include <algorithm>

namespace heddle::services {
namespace {

using Kind = StateChange::Kind;

class Differ {
public:
    explicit Differ(std::vector<StateChange>& changes) : m_changes(changes) {}

    void compare(const std::string& path, const Json& before, const Json& after) {
        if (before == after) return;
        if (before.is_object() && after.is_object()) return objects(path, before, after);
        if (before.is_array() && after.is_array()) return lists(path, before, after);
        m_changes.push_back({Kind::Changed, path, before, after});
    }

private:
    void objects(const std::string& path, const Json& before, const Json& after) {
        // Both are sorted by key: walked side by side.
        auto old = before.items().begin();
        auto now = after.items().begin();
        while (old != before.items().end() || now != after.items().end()) {
            const bool onlyOld = now == after.items().end() || (old != before.items().end() && old.key() < now.key());
            const bool onlyNow = old == before.items().end() || (now != after.items().end() && now.key() < old.key());
            if (onlyOld) {
                m_changes.push_back({Kind::Removed, path + pointerStep(old.key()), old.value(), nullptr});
            } else if (onlyNow) {
                m_changes.push_back({Kind::Added, path + pointerStep(now.key()), nullptr, now.value()});
            } else {
                compare(path + pointerStep(now.key()), old.value(), now.value());
            }
            if (!onlyNow) ++old;
            if (!onlyOld) ++now;
        }
    }

    void lists(const std::string& path, const Json& before, const Json& after) {
        const std::size_t least = std::min(before.size(), after.size());
        std::size_t begin = 0;
        while (begin < least && before[begin] == after[begin])
            ++begin;
        std::size_t end = 0;
        while (end < least - begin && before[before.size() - 1 - end] == after[after.size() - 1 - end])
            ++end;
        const std::size_t oldEnd = before.size() - end;
        const std::size_t nowEnd = after.size() - end;
        const auto at = [&path](std::size_t place) { return path + "/" + std::to_string(place); };
        std::size_t place = begin;
        for (; place < std::min(oldEnd, nowEnd); ++place)
            compare(at(place), before[place], after[place]);
        for (std::size_t i = place; i < oldEnd; ++i)
            m_changes.push_back({Kind::Removed, at(i), before[i], nullptr});
        for (std::size_t i = place; i < nowEnd; ++i)
            m_changes.push_back({Kind::Added, at(i), nullptr, after[i]});
    }

    std::vector<StateChange>& m_changes;
};

}  // namespace

std::string_view changeName(Kind kind) {
    switch (kind) {
        case Kind::Added:
            return "added";
        case Kind::Removed:
            return "removed";
        case Kind::Changed:
            return "changed";
    }
    return "changed";
}

Json toJson(const StateChange& change) {
    Json json{{"change", changeName(change.kind)}, {"path", change.path}};
    if (change.kind != Kind::Added) json["before"] = change.before;
    if (change.kind != Kind::Removed) json["after"] = change.after;
    return json;
}

std::vector<StateChange> diffStates(const Json& before, const Json& after) {
    std::vector<StateChange> changes;
    Differ(changes).compare({}, before, after);
    return changes;
}

}  // namespace heddle::services
