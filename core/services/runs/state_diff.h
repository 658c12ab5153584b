#pragma once
#include "core/base/json.h"

#include <string>
#include <vector>

namespace heddle::services {

/// One place in which two states differ.
struct StateChange {
    enum class Kind { Added, Removed, Changed };
    Kind kind = Kind::Changed;
    std::string path;  ///< JSON pointer: into `after`, or into `before` for what was removed
    Json before;       ///< null for what was added
    Json after;        ///< null for what was removed
};

std::string_view changeName(StateChange::Kind kind);  ///< "added", "removed", "changed"
Json toJson(const StateChange& change);

/// What has to change in `before` to make it `after`: by members of objects and elements of lists, sorted by field. Of
/// lists the beginning and the end that they share is left out.
std::vector<StateChange> diffStates(const Json& before, const Json& after);

}  // namespace heddle::services
