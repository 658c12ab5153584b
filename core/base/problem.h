#pragma once
#include "core/base/json.h"

#include <string>
#include <vector>

namespace heddle {

enum class Severity { Error, Warning, Info };

/// One finding of a validation: a value, not a failure. `code` has its words in messages.h, as errors do.
struct Problem {
    Severity severity = Severity::Error;
    std::string code;
    std::string node;  ///< id of the node, or empty when it concerns the whole
    std::string path;  ///< JSON pointer into the checked document, for example "/nodes/summary/config/prompt"
    Json facts = Json::object();

    bool operator==(const Problem&) const = default;
};

using Problems = std::vector<Problem>;

std::string_view severityName(Severity severity);
bool hasErrors(const Problems& problems);
/// `{severity, code, node, path, facts, message}`; message is the English sentence.
Json toJson(const Problem& problem);

}  // namespace heddle
