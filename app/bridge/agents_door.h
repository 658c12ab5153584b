#pragma once
#include "app/bridge/reply.h"
#include "core/base/problem.h"
#include "core/services/agents/agent_service.h"

#include <filesystem>
#include <memory>
#include <vector>

namespace heddle::app {

class Calls;

/// Agents and their working copies (services::AgentService has the words for what each call does). GUI thread only.
class AgentsDoor {
public:
    explicit AgentsDoor(Calls& calls) : m_calls(calls) {}

    void list(Reply<std::vector<domain::Agent>> reply);
    void open(const std::string& id, Reply<services::OpenedAgent> reply);
    /// The texts of the template come in the language of now.
    void create(const std::string& name, const std::string& templateId, const Json& parameters,
                Reply<domain::Agent> reply);
    void duplicate(const std::string& id, const std::string& name, Reply<domain::Agent> reply);
    void rename(const std::string& id, const std::string& name, Reply<void> reply);
    void remove(const std::string& id, Reply<void> reply);
    void restore(const std::string& id, Reply<void> reply);
    /// Edits of one agent are stored in the order they are given here.
    void record(const std::string& id, services::EditAction action, domain::GraphEdit edit,
                domain::WorkflowDocument document, Reply<void> reply);
    /// Everything that can be said against a workflow without running it.
    void check(std::shared_ptr<const domain::Graph> graph, Reply<Problems> reply);
    /// A new agent from a workflow file.
    void importFile(const std::filesystem::path& file, Reply<domain::Agent> reply);
    void exportFile(const std::filesystem::path& file, domain::WorkflowDocument document, Reply<void> reply);

private:
    Calls& m_calls;
};

}  // namespace heddle::app
