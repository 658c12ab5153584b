#include "core/base/problem.h"

#include "core/base/messages.h"

namespace heddle {

std::string_view severityName(Severity severity) {
    switch (severity) {
        case Severity::Error:
            return "error";
        case Severity::Warning:
            return "warning";
        case Severity::Info:
            return "info";
    }
    return "error";
}

bool hasErrors(const Problems& problems) {
    return std::any_of(problems.begin(), problems.end(),
                       [](const Problem& problem) { return problem.severity == Severity::Error; });
}

Json toJson(const Problem& problem) {
    return {{"severity", severityName(problem.severity)},
            {"code", problem.code},
            {"node", problem.node},
            {"path", problem.path},
            {"facts", problem.facts},
            {"message", messageText(problem.code, problem.facts)}};
}

}  // namespace heddle
