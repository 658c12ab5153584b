#pragma once
#include "core/base/json.h"

#include <map>
#include <string>
#include <vector>

namespace heddle::domain {

/// What a kind of node is and takes: the registry's row (design 3.4.1). Titles are English; the desktop translates them
/// in the context "NodeTypes".
struct NodeType {
    std::string name;  ///< "llm", "condition" …
    std::string title;
    std::string description;
    std::string category;                       ///< "io", "model", "flow", "data", "integration"
    std::string icon;                           ///< name of an icon in resources/icons
    Json configSchema = Json::object();         ///< JSON Schema of Node::config; the inspector's form is made from it
    Json inputSchema = Json::object();          ///< what it reads of the state
    Json outputSchema = Json::object();         ///< what it writes
    std::vector<std::string> requiredServices;  ///< "llm", "search" …
    Json defaultConfig = Json::object();
    std::vector<std::string> tags;
    bool runsOffline = true;  ///< with the offline model and no network

    bool operator==(const NodeType&) const = default;
};

Json toJson(const NodeType& type);
NodeType nodeTypeFromJson(const Json& json);

/// All node types that this process knows. Built once, then only read; safe to share between threads.
class NodeTypes {
public:
    /// Throws Error(Conflict, "node_type.duplicate").
    void add(NodeType type);
    const NodeType* find(const std::string& name) const;
    const std::map<std::string, NodeType>& all() const { return m_all; }

private:
    std::map<std::string, NodeType> m_all;
};

}  // namespace heddle::domain
