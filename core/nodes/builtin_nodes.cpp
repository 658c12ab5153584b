#include "core/nodes/builtin_nodes.h"

#include "core/base/error.h"
#include "core/nodes/node_kinds.h"

namespace heddle::nodes {
namespace {

using MakePlain = std::unique_ptr<engine::NodeRunner> (*)(const domain::Node&);
using MakeWithServices = std::unique_ptr<engine::NodeRunner> (*)(const domain::Node&, const NodeServices&);

struct Kind {
    domain::NodeType (*type)();
    std::variant<MakePlain, MakeWithServices> make;
};

const std::map<std::string, Kind>& kinds() {
    static const std::map<std::string, Kind> all = [] {
        std::map<std::string, Kind> map;
        for (const Kind& kind :
             {Kind{inputType, makeInput}, Kind{promptType, makePrompt}, Kind{assignType, makeAssign},
              Kind{conditionType, makeCondition}, Kind{mapType, makeMap}, Kind{joinType, makeJoin},
              Kind{passagesType, makePassages}, Kind{approvalType, makeApproval}, Kind{answerType, makeAnswer},
              Kind{llmType, makeLlm}, Kind{agentType, makeAgent}, Kind{classifierType, makeClassifier},
              Kind{waitType, makeWait}, Kind{subgraphType, makeSubgraph}}) {
            map.emplace(kind.type().name, kind);
        }
        return map;
    }();
    return all;
}

}  // namespace

std::unique_ptr<engine::NodeRunner> BuiltinNodes::make(const domain::Node& node) const {
    const auto it = kinds().find(node.type);
    if (it == kinds().end()) {
        throw Error(ErrorKind::InvalidArgument, "plan.unknown_node_type", {{"type", node.type}, {"node", node.id}});
    }
    if (const auto* plain = std::get_if<MakePlain>(&it->second.make)) return (*plain)(node);
    return std::get<MakeWithServices>(it->second.make)(node, m_services);
}

domain::NodeTypes builtinTypes() {
    domain::NodeTypes types;
    for (const auto& [name, kind] : kinds())
        types.add(kind.type());
    return types;
}

}  // namespace heddle::nodes
