#include "core/services/runs/runnable.h"

#include "core/base/error.h"
#include "core/base/messages.h"
#include "core/check/check.h"
#include "core/nodes/builtin_nodes.h"

namespace heddle::services {

const domain::NodeTypes& knownTypes() {
    static const domain::NodeTypes types = nodes::builtinTypes();
    return types;
}

void mustBeRunnable(const domain::Graph& graph) {
    const Problems problems = check::check(graph, knownTypes());
    if (!hasErrors(problems)) return;
    Json list = Json::array();
    std::string reason;
    for (const Problem& problem : problems) {
        if (problem.severity != Severity::Error) continue;
        if (reason.empty()) {
            const std::string place = problem.node.empty() ? problem.path : problem.node + " " + problem.path;
            reason = messageText(problem.code, problem.facts) + " [" + place + "]";
        }
        list.push_back(toJson(problem));
    }
    throw Error(ErrorKind::InvalidArgument, "run.invalid_workflow",
                {{"problems", std::move(list)}, {"reason", reason}});
}

}  // namespace heddle::services
