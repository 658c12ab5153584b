#pragma once
#include "core/domain/agent.h"
#include "core/domain/graph_edit.h"

#include <boost/asio/awaitable.hpp>

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace heddle {
class Clock;
}
namespace heddle::storage {
class Database;
}

namespace heddle::services {

class TemplateService;

/// One step of an agent's undo history, oldest first.
struct JournalEntry {
    domain::GraphEdit edit;
    bool undone = false;  ///< taken back, and can be redone
};

/// An agent as the editor opens it: its working copy and the undo history that survives a restart.
struct OpenedAgent {
    domain::Agent agent;
    domain::WorkflowDocument document;
    std::vector<JournalEntry> journal;
};

/// What happened to the document, to be journalled.
enum class EditAction {
    Do,      ///< a new edit; whatever was undone before it can no longer be redone
    Extend,  ///< replaces the newest edit (typing that goes on)
    Undo,    ///< the newest edit that is not undone
    Redo,    ///< the oldest edit that is undone
};

/// Agents and their working copies. Every call is one transaction; all are safe from any thread.
class AgentService {
public:
    AgentService(storage::Database& database, const Clock& clock, const TemplateService& templates);

    /// Newest change first.
    boost::asio::awaitable<std::vector<domain::Agent>> list();
    /// Throws Error(NotFound, "agent.not_found") with the fact `agent`.
    boost::asio::awaitable<OpenedAgent> open(std::string id);
    /// From a template and its parameters, or an empty graph when `templateId` is empty. An empty name takes the
    /// template's title. Throws what TemplateService::instantiate throws.
    boost::asio::awaitable<domain::Agent> create(std::string name, std::string templateId, Json parameters,
                                                 std::string language = {});
    /// From a document, as an import makes it.
    boost::asio::awaitable<domain::Agent> create(std::string name, domain::WorkflowDocument document);
    boost::asio::awaitable<domain::Agent> duplicate(std::string id, std::string name);
    boost::asio::awaitable<void> rename(std::string id, std::string name);
    /// Hides it from list(); restore() takes that back.
    boost::asio::awaitable<void> remove(std::string id);
    boost::asio::awaitable<void> restore(std::string id);
    /// Stores the edit in the journal and the changed working copy, in one transaction. `document` is the document
    /// after the edit. Durable when it returns.
    boost::asio::awaitable<void> record(std::string id, EditAction action, domain::GraphEdit edit,
                                        domain::WorkflowDocument document);
    /// Reads a workflow file (and the layout file beside it, when there is one). Throws what readFile and readWorkflow
    /// throw.
    static domain::WorkflowDocument readWorkflowFile(const std::filesystem::path& file);
    /// Writes NAME.workflow.json and NAME.layout.json, each whole or not at all.
    static void writeWorkflowFile(const std::filesystem::path& file, const domain::WorkflowDocument& document);

private:
    boost::asio::awaitable<domain::Agent> insert(domain::Agent agent, domain::WorkflowDocument document);
    boost::asio::awaitable<void> change(std::string id, std::function<void(domain::Agent&)> edit);

    storage::Database& m_database;
    const Clock& m_clock;
    const TemplateService& m_templates;
    std::string m_session;  ///< this start of the program, in the journal
};

}  // namespace heddle::services
