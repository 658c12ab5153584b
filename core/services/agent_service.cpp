#include "core/services/agent_service.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/id.h"
#include "core/services/template_service.h"
#include "core/storage/database.h"
#include "core/storage/tables/agents_table.h"
#include "core/storage/tables/edits_table.h"
#include "core/storage/tables/template_usage_table.h"

namespace heddle::services {
namespace {

using storage::AgentsTable;
using storage::Connection;
using storage::EditsTable;

/// More than anybody draws; parsing takes some ten times as much memory.
constexpr std::uintmax_t kLargestFile = 64u << 20;

/// Steps that can still be undone after a restart; older ones stay in the working copy only.
constexpr std::int64_t kJournalLength = 2000;

domain::Agent mustFind(Connection& connection, const std::string& id) {
    auto agent = AgentsTable(connection).find(id);
    if (!agent) throw Error(ErrorKind::NotFound, "agent.not_found", {{"agent", id}});
    return *agent;
}

std::filesystem::path layoutFileOf(const std::filesystem::path& file) {
    std::string name = file.filename().string();
    for (const std::string ending : {".workflow.json", ".json"}) {
        if (name.ends_with(ending)) {
            name.resize(name.size() - ending.size());
            break;
        }
    }
    return file.parent_path() / (name + ".layout.json");
}

}  // namespace

AgentService::AgentService(storage::Database& database, const Clock& clock, const TemplateService& templates)
    : m_database(database), m_clock(clock), m_templates(templates), m_session(newId()) {}

boost::asio::awaitable<std::vector<domain::Agent>> AgentService::list() {
    const auto job = [](Connection& connection) { return AgentsTable(connection).list(); };
    co_return co_await m_database.read(job);
}

boost::asio::awaitable<OpenedAgent> AgentService::open(std::string id) {
    const auto job = [&](Connection& connection) {
        OpenedAgent opened;
        opened.agent = mustFind(connection, id);
        opened.document = AgentsTable(connection).findDocument(id).value_or(domain::WorkflowDocument());
        for (auto& row : EditsTable(connection).list(id))
            opened.journal.push_back({std::move(row.edit), row.undone});
        return opened;
    };
    co_return co_await m_database.read(job);
}

boost::asio::awaitable<domain::Agent> AgentService::insert(domain::Agent agent, domain::WorkflowDocument document) {
    agent.id = newId();
    agent.createdMs = agent.updatedMs = m_clock.nowMs();
    const auto job = [&](Connection& connection) {
        AgentsTable agents(connection);
        agents.put(agent);
        agents.putDocument(agent.id, document, agent.updatedMs);
        if (!agent.templateId.empty()) storage::TemplateUsageTable(connection).count(agent.templateId, agent.updatedMs);
    };
    co_await m_database.write(job);
    co_return agent;
}

boost::asio::awaitable<domain::Agent> AgentService::create(std::string name, std::string templateId, Json parameters,
                                                           std::string language) {
    domain::Agent agent;
    domain::WorkflowDocument document;
    if (!templateId.empty()) {
        const auto made = m_templates.get(templateId).inLanguage(language);
        document = m_templates.instantiate(templateId, parameters, language);
        agent.description = made.description;
        agent.category = made.category;
        agent.icon = made.icon;
        agent.tags = made.tags;
        agent.templateId = templateId;
        if (name.empty()) name = made.title;
    }
    agent.name = name;
    document.graph.name = name;
    co_return co_await insert(std::move(agent), std::move(document));
}

boost::asio::awaitable<domain::Agent> AgentService::create(std::string name, domain::WorkflowDocument document) {
    domain::Agent agent;
    agent.name = name;
    agent.description = document.graph.description;
    co_return co_await insert(std::move(agent), std::move(document));
}

boost::asio::awaitable<domain::Agent> AgentService::duplicate(std::string id, std::string name) {
    const OpenedAgent opened = co_await open(id);
    domain::Agent copy = opened.agent;
    copy.name = name;
    copy.status = "draft";
    copy.latestVersion.clear();
    copy.templateId.clear();
    co_return co_await insert(std::move(copy), opened.document);
}

boost::asio::awaitable<void> AgentService::change(std::string id, std::function<void(domain::Agent&)> edit) {
    const auto job = [&](Connection& connection) {
        domain::Agent agent = mustFind(connection, id);
        edit(agent);
        agent.updatedMs = m_clock.nowMs();
        AgentsTable(connection).put(agent);
    };
    co_await m_database.write(job);
}

boost::asio::awaitable<void> AgentService::rename(std::string id, std::string name) {
    const auto edit = [name](domain::Agent& agent) { agent.name = name; };
    co_await change(std::move(id), edit);
}

boost::asio::awaitable<void> AgentService::remove(std::string id) {
    const auto edit = [](domain::Agent& agent) { agent.status = "archived"; };
    co_await change(std::move(id), edit);
}

boost::asio::awaitable<void> AgentService::restore(std::string id) {
    const auto edit = [](domain::Agent& agent) { agent.status = "draft"; };
    co_await change(std::move(id), edit);
}

boost::asio::awaitable<void> AgentService::record(std::string id, EditAction action, domain::GraphEdit edit,
                                                  domain::WorkflowDocument document) {
    const auto job = [&](Connection& connection) {
        const std::int64_t now = m_clock.nowMs();
        EditsTable edits(connection);
        switch (action) {
            case EditAction::Extend:
                if (edits.replaceNewest(id, edit, now)) break;
                [[fallthrough]];
            case EditAction::Do:
                if (edits.add(id, edit, m_session, now) % 100 == 0) edits.prune(id, kJournalLength);
                break;
            case EditAction::Undo:
                edits.undo(id);
                break;
            case EditAction::Redo:
                edits.redo(id);
                break;
        }
        AgentsTable(connection).putDocument(id, document, now);
    };
    co_await m_database.write(job);
}

domain::WorkflowDocument AgentService::readWorkflowFile(const std::filesystem::path& file) {
    domain::WorkflowDocument document;
    document.graph = domain::readWorkflow(readFile(file, kLargestFile), file.string());
    const auto layout = layoutFileOf(file);
    if (std::filesystem::exists(layout)) {
        document.layout = domain::layoutFromJson(parseJson(readFile(layout, kLargestFile), layout.string()));
    }
    return document;
}

void AgentService::writeWorkflowFile(const std::filesystem::path& file, const domain::WorkflowDocument& document) {
    writeFile(file, domain::writeWorkflow(document.graph));
    writeFile(layoutFileOf(file), canonicalJson(domain::toJson(document.layout)));
}

}  // namespace heddle::services
