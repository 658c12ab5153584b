#pragma once
#include "core/nodes/builtin_nodes.h"

namespace heddle::nodes {

// One pair for each built-in node type, each in a file of its own. A make function reads the node's configuration once
// and compiles its expressions and texts; it throws Error with the fact `path`, a JSON pointer into the node.

domain::NodeType inputType();
std::unique_ptr<engine::NodeRunner> makeInput(const domain::Node& node);

domain::NodeType promptType();
std::unique_ptr<engine::NodeRunner> makePrompt(const domain::Node& node);

domain::NodeType assignType();
std::unique_ptr<engine::NodeRunner> makeAssign(const domain::Node& node);

domain::NodeType conditionType();
std::unique_ptr<engine::NodeRunner> makeCondition(const domain::Node& node);

domain::NodeType mapType();
std::unique_ptr<engine::NodeRunner> makeMap(const domain::Node& node);

domain::NodeType joinType();
std::unique_ptr<engine::NodeRunner> makeJoin(const domain::Node& node);

domain::NodeType passagesType();
std::unique_ptr<engine::NodeRunner> makePassages(const domain::Node& node);

domain::NodeType approvalType();
std::unique_ptr<engine::NodeRunner> makeApproval(const domain::Node& node);

domain::NodeType waitType();
std::unique_ptr<engine::NodeRunner> makeWait(const domain::Node& node);

domain::NodeType subgraphType();
std::unique_ptr<engine::NodeRunner> makeSubgraph(const domain::Node& node);

domain::NodeType answerType();
std::unique_ptr<engine::NodeRunner> makeAnswer(const domain::Node& node);

domain::NodeType llmType();
std::unique_ptr<engine::NodeRunner> makeLlm(const domain::Node& node, const NodeServices& services);

domain::NodeType agentType();
std::unique_ptr<engine::NodeRunner> makeAgent(const domain::Node& node, const NodeServices& services);

domain::NodeType classifierType();
std::unique_ptr<engine::NodeRunner> makeClassifier(const domain::Node& node, const NodeServices& services);

}  // namespace heddle::nodes
