#pragma once
#include "core/base/problem.h"
#include "core/domain/agent.h"
#include "core/domain/graph_edit.h"
#include "core/security/permissions.h"
#include "core/services/caller.h"

#include <boost/asio/awaitable.hpp>

#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace heddle {
class Clock;
}
namespace heddle::storage {
class Connection;
class Database;
}  // namespace heddle::storage

namespace heddle::services {

class AuditTrail;
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

/// What is changed of an agent; what is not there stays.
struct AgentChange {
    std::optional<std::string> name;
    std::optional<std::string> description;
    std::optional<std::string> category;
    std::optional<std::string> icon;
    std::optional<std::vector<std::string>> tags;
};

/// A part of a list, newest change first. `afterMs` and `afterId` are those of the last agent before it.
struct AgentPage {
    std::int64_t afterMs = 0;  ///< 0: from the beginning
    std::string afterId;
    int limit = 50;
};

/// Agents and their working copies. Every call is one transaction; all are safe from any thread. Throws
/// Error(NotFound, "agent.not_found") with the fact `agent`, also where somebody may not know of it, (Denied,
/// "auth.forbidden").
class AgentService {
public:
    AgentService(storage::Database& database, const Clock& clock, const TemplateService& templates);
    /// From now on what is made and removed is in the audit log. Before anything is called.
    void auditIn(const AuditTrail& audit) { m_audit = &audit; }

    /// Those that the caller may list, newest change first.
    boost::asio::awaitable<std::vector<domain::Agent>> list(Caller caller);
    boost::asio::awaitable<std::vector<domain::Agent>> page(Caller caller, AgentPage page);
    boost::asio::awaitable<domain::Agent> get(Caller caller, std::string id);
    boost::asio::awaitable<OpenedAgent> open(Caller caller, std::string id);
    /// From a template and its parameters, or an empty graph when `templateId` is empty. An empty name takes the
    /// template's title. Throws what TemplateService::instantiate throws.
    boost::asio::awaitable<domain::Agent> create(Caller caller, std::string name, std::string templateId,
                                                 Json parameters, std::string language = {});
    /// From a document, as an import makes it.
    boost::asio::awaitable<domain::Agent> create(Caller caller, std::string name, domain::WorkflowDocument document);
    boost::asio::awaitable<domain::Agent> duplicate(Caller caller, std::string id, std::string name);
    /// `revision`: what the caller has seen; an agent that has gone on since then is left alone: (Conflict,
    /// "agent.changed") with the fact `revision`. Throws (NotFound, "category.not_found") with `category`.
    boost::asio::awaitable<domain::Agent> change(Caller caller, std::string id, AgentChange change,
                                                 std::optional<std::int64_t> revision = {});
    /// Hides it from list(); restore() takes that back.
    boost::asio::awaitable<void> remove(Caller caller, std::string id);
    boost::asio::awaitable<void> restore(Caller caller, std::string id);
    /// What is wrong with the working copy.
    boost::asio::awaitable<Problems> validate(Caller caller, std::string id);
    /// Throws unless the caller may test the agent.
    boost::asio::awaitable<void> mustBeTestable(Caller caller, std::string id);
    /// Another working copy in the place of this one, as one step that can be undone. `revision` as for change().
    boost::asio::awaitable<domain::Agent> replaceWorkflow(Caller caller, std::string id,
                                                          domain::WorkflowDocument document,
                                                          std::optional<std::int64_t> revision = {});
    /// The same with an instance of a template. Throws what TemplateService::instantiate throws.
    boost::asio::awaitable<domain::Agent> useTemplate(Caller caller, std::string id, std::string templateId,
                                                      Json parameters, std::string language,
                                                      std::optional<std::int64_t> revision = {});
    /// Stores the edit in the journal and the changed working copy, in one transaction. `document` is the document
    /// after the edit. Durable when it returns.
    boost::asio::awaitable<void> record(Caller caller, std::string id, EditAction action, domain::GraphEdit edit,
                                        domain::WorkflowDocument document);
    /// Reads a workflow file (and the layout file beside it, when there is one). Throws what readFile and readWorkflow
    /// throw.
    static domain::WorkflowDocument readWorkflowFile(const std::filesystem::path& file);
    /// Writes NAME.workflow.json and NAME.layout.json, each whole or not at all.
    static void writeWorkflowFile(const std::filesystem::path& file, const domain::WorkflowDocument& document);

private:
    using Edit = std::function<void(storage::Connection& connection, domain::Agent&)>;

    boost::asio::awaitable<domain::Agent> insert(Caller caller, domain::Agent agent, domain::WorkflowDocument document);
    boost::asio::awaitable<domain::Agent> update(Caller caller, security::Operation operation, std::string id,
                                                 std::optional<std::int64_t> revision, Edit edit);

    storage::Database& m_database;
    const Clock& m_clock;
    const TemplateService& m_templates;
    const AuditTrail* m_audit = nullptr;
    std::string m_session;  ///< this start of the program, in the journal
};

/// The agent, when the caller may do this to it; throws as AgentService. For services that work on agents inside of a
/// transaction.
domain::Agent findAgent(storage::Connection& connection, const Caller& caller, security::Operation operation,
                        const std::string& id);

}  // namespace heddle::services
