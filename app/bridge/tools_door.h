#pragma once
#include "app/bridge/reply.h"
#include "core/services/tools/agent_toolbox.h"
#include "core/services/tools/mcp_registry.h"

#include <QObject>

#include <string>
#include <vector>

namespace heddle::app {

class Calls;

/// All that the window knows of agents' tools at one time.
struct ToolsList {
    std::vector<services::ServerStatus> servers;
    std::vector<tools::ToolRule> rules;
    services::ToolSettings settings;
};

/// Agents' tools: MCP servers, rules, folders (services::McpRegistry, services::AgentToolbox). GUI thread only.
class ToolsDoor : public QObject {
    Q_OBJECT

public:
    explicit ToolsDoor(Calls& calls) : m_calls(calls) {}

    void list(Reply<ToolsList> reply);
    /// All that agents can be given.
    void cards(Reply<std::vector<tools::ToolCard>> reply);
    /// Starts the server if need be: may take some seconds.
    void toolsOf(const std::string& server, Reply<std::vector<services::ServerTool>> reply);
    void approve(const std::string& server, Reply<void> reply);
    void save(const domain::ToolServer& server, Reply<domain::ToolServer> reply);
    void import(const Json& settings, Reply<std::vector<domain::ToolServer>> reply);
    void stop(const std::string& server, Reply<void> reply);
    void remove(const std::string& server, Reply<void> reply);
    void removeRule(const std::string& rule, Reply<void> reply);
    /// An empty key keeps the stored one.
    void changeSettings(const services::ToolSettings& settings, const std::string& searchKey, Reply<void> reply);

private:
    Calls& m_calls;
};

}  // namespace heddle::app
