#pragma once
#include "core/domain/node_type.h"
#include "core/engine/node.h"
#include "core/tools/toolbox.h"

#include <memory>
#include <string>

namespace heddle::llm {
class ChatModel;
}

namespace heddle::nodes {

/// Finds the model behind a reference ("offline", "openai:gpt-4o-mini@work"). A port: services implement it. Any
/// thread.
class ModelResolver {
public:
    virtual ~ModelResolver() = default;
    /// Throws Error(NotFound, "model.unknown") with the fact `model`.
    virtual std::shared_ptr<llm::ChatModel> resolve(const std::string& reference) const = 0;
};

/// What built-in nodes need from the outside.
struct NodeServices {
    const ModelResolver& models;
    tools::Toolbox& tools;
    std::string defaultModel = "offline";  ///< for nodes that name none
    tools::ToolCaller caller;              ///< on whose behalf tools are called
};

/// Makes the runners of the built-in node types: the one explicit list of them is in builtin_nodes.cpp.
class BuiltinNodes final : public engine::NodeFactory {
public:
    explicit BuiltinNodes(NodeServices services) : m_services(std::move(services)) {}
    std::unique_ptr<engine::NodeRunner> make(const domain::Node& node) const override;

private:
    NodeServices m_services;
};

/// Their types, for the palette, the inspector and the checks.
domain::NodeTypes builtinTypes();

}  // namespace heddle::nodes
