#include "core/services/agents/agent_service.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/id.h"
#include "core/check/check.h"
#include "core/services/accounts/audit_trail.h"
#include "core/services/runs/runnable.h"
#include "core/services/templates/node_type_service.h"
#include "core/services/templates/template_library.h"
#include "core/services/templates/template_service.h"
#include "core/storage/database.h"
#include "core/storage/store_tables/categories_table.h"
#include "core/storage/store_tables/templates_table.h"
#include "core/storage/tables/agents_table.h"
#include "core/storage/tables/edits_table.h"

namespace heddle::services {
namespace {

using security::Operation;
using storage::AgentsTable;
using storage::Connection;
using storage::EditsTable;

/// More than anybody draws; parsing takes some ten times as much memory.
constexpr std::uintmax_t kLargestFile = 64u << 20;

/// Steps that can still be undone after a restart; older ones stay in the working copy only.
constexpr std::int64_t kJournalLength = 2000;

void mustKnowCategory(Connection& connection, const std::string& id) {
    if (id.empty() || storage::CategoriesTable(connection).find(id)) return;
    throw Error(ErrorKind::NotFound, "category.not_found", {{"category", id}, {"path", "/category"}});
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

domain::Agent findAgent(Connection& connection, const Caller& caller, Operation operation, const std::string& id) {
    auto agent = AgentsTable(connection).find(id);
    // Whose agent it is not has not heard of it, unless they may see it.
    const bool isSeen = agent && security::may(caller.principal, Operation::AgentsRead, agent->developerId);
    if (!isSeen) throw Error(ErrorKind::NotFound, "agent.not_found", {{"agent", id}});
    security::require(caller.principal, operation, agent->developerId);
    return *agent;
}

boost::asio::awaitable<std::vector<domain::Agent>> AgentService::list(Caller caller) {
    AgentPage everything;
    everything.limit = std::numeric_limits<int>::max();
    co_return co_await page(std::move(caller), everything);
}

boost::asio::awaitable<std::vector<domain::Agent>> AgentService::page(Caller caller, AgentPage page) {
    security::require(caller.principal, Operation::AgentsList, caller.principal.userId);
    const bool isAny = security::reachOf(caller.principal, Operation::AgentsList) == security::Reach::Any;
    const std::string owner = isAny ? std::string() : caller.principal.userId;
    const auto job = [&](Connection& connection) {
        return AgentsTable(connection).page(owner, page.afterMs, page.afterId, page.limit);
    };
    co_return co_await m_database.read(job);
}

boost::asio::awaitable<domain::Agent> AgentService::get(Caller caller, std::string id) {
    const auto job = [&](Connection& connection) { return findAgent(connection, caller, Operation::AgentsRead, id); };
    co_return co_await m_database.read(job);
}

boost::asio::awaitable<OpenedAgent> AgentService::open(Caller caller, std::string id) {
    const auto job = [&](Connection& connection) {
        OpenedAgent opened;
        opened.agent = findAgent(connection, caller, Operation::AgentsRead, id);
        opened.document = AgentsTable(connection).findDocument(id).value_or(domain::WorkflowDocument());
        for (auto& row : EditsTable(connection).list(id))
            opened.journal.push_back({std::move(row.edit), row.undone});
        return opened;
    };
    co_return co_await m_database.read(job);
}

boost::asio::awaitable<domain::Agent> AgentService::insert(Caller caller, domain::Agent agent,
                                                           domain::WorkflowDocument document) {
    agent.id = newId();
    agent.developerId = caller.principal.userId;
    security::require(caller.principal, Operation::AgentsCreate, agent.developerId);
    agent.createdMs = agent.updatedMs = m_clock.nowMs();
    const auto job = [&](Connection& connection) {
        AgentsTable agents(connection);
        storage::CategoriesTable(connection).ensure(agent.category, agent.createdMs);
        agents.put(agent);
        agents.putDocument(agent.id, document, agent.updatedMs);
        if (!agent.templateId.empty())
            storage::TemplatesTable(connection)
                .countUse(agent.templateId, agent.developerId, agent.id, agent.updatedMs);
        if (m_audit) m_audit->add(connection, caller, operationName(Operation::AgentsCreate), "agents/" + agent.id);
        return *agents.find(agent.id);
    };
    co_return co_await m_database.write(job);
}

boost::asio::awaitable<domain::Agent> AgentService::create(Caller caller, std::string name, std::string templateId,
                                                           Json parameters, std::string language) {
    domain::Agent agent;
    domain::WorkflowDocument document;
    if (!templateId.empty()) {
        const auto find = [&](Connection& connection) { return findTemplate(connection, m_templates, templateId); };
        const domain::WorkflowTemplate value = co_await m_database.read(find);
        const auto made = value.inLanguage(language);
        document = instanceOf(value, parameters, language);
        agent.description = made.description;
        agent.category = made.category;
        agent.icon = made.icon;
        agent.tags = made.tags;
        agent.templateId = templateId;
        if (name.empty()) name = made.title;
    }
    agent.name = name;
    document.graph.name = name;
    co_return co_await insert(std::move(caller), std::move(agent), std::move(document));
}

boost::asio::awaitable<domain::Agent> AgentService::create(Caller caller, std::string name,
                                                           domain::WorkflowDocument document) {
    domain::Agent agent;
    agent.name = name;
    agent.description = document.graph.description;
    co_return co_await insert(std::move(caller), std::move(agent), std::move(document));
}

boost::asio::awaitable<domain::Agent> AgentService::duplicate(Caller caller, std::string id, std::string name) {
    const OpenedAgent opened = co_await open(caller, id);
    domain::Agent copy;
    copy.name = name;
    copy.description = opened.agent.description;
    copy.category = opened.agent.category;
    copy.icon = opened.agent.icon;
    copy.tags = opened.agent.tags;
    co_return co_await insert(std::move(caller), std::move(copy), opened.document);
}

boost::asio::awaitable<domain::Agent> AgentService::update(Caller caller, Operation operation, std::string id,
                                                           std::optional<std::int64_t> revision, Edit edit) {
    const auto job = [&](Connection& connection) {
        domain::Agent agent = findAgent(connection, caller, operation, id);
        if (revision && *revision != agent.revision) {
            throw Error(ErrorKind::Conflict, "agent.changed", {{"agent", id}, {"revision", agent.revision}});
        }
        edit(connection, agent);
        agent.updatedMs = m_clock.nowMs();
        AgentsTable(connection).put(agent);
        return *AgentsTable(connection).find(id);
    };
    co_return co_await m_database.write(job);
}

boost::asio::awaitable<domain::Agent> AgentService::change(Caller caller, std::string id, AgentChange change,
                                                           std::optional<std::int64_t> revision) {
    const Edit edit = [change](Connection& connection, domain::Agent& agent) {
        if (change.category) mustKnowCategory(connection, *change.category);
        agent.name = change.name.value_or(agent.name);
        agent.description = change.description.value_or(agent.description);
        agent.category = change.category.value_or(agent.category);
        agent.icon = change.icon.value_or(agent.icon);
        agent.tags = change.tags.value_or(agent.tags);
    };
    co_return co_await update(std::move(caller), Operation::AgentsUpdate, std::move(id), revision, edit);
}

boost::asio::awaitable<void> AgentService::remove(Caller caller, std::string id) {
    const Edit edit = [this, caller](Connection& connection, domain::Agent& agent) {
        agent.status = "archived";
        if (m_audit) m_audit->add(connection, caller, operationName(Operation::AgentsDelete), "agents/" + agent.id);
    };
    co_await update(caller, Operation::AgentsDelete, std::move(id), std::nullopt, edit);
}

boost::asio::awaitable<void> AgentService::restore(Caller caller, std::string id) {
    const Edit edit = [](Connection&, domain::Agent& agent) {
        agent.status = agent.publishedMs > 0 ? "published" : "draft";
    };
    co_await update(std::move(caller), Operation::AgentsArchive, std::move(id), std::nullopt, edit);
}

boost::asio::awaitable<Problems> AgentService::validate(Caller caller, std::string id) {
    const auto job = [&](Connection& connection) {
        findAgent(connection, caller, Operation::AgentsValidate, id);
        const auto document = AgentsTable(connection).findDocument(id).value_or(domain::WorkflowDocument());
        return withKnownTypes(connection, document.graph);
    };
    const domain::Graph graph = co_await m_database.read(job);
    co_return check::check(graph, knownTypes());
}

boost::asio::awaitable<void> AgentService::mustBeTestable(Caller caller, std::string id) {
    const auto job = [&](Connection& connection) { findAgent(connection, caller, Operation::AgentsTest, id); };
    co_await m_database.read(job);
}

boost::asio::awaitable<domain::Agent> AgentService::replaceWorkflow(Caller caller, std::string id,
                                                                    domain::WorkflowDocument document,
                                                                    std::optional<std::int64_t> revision) {
    const Edit edit = [this, document](Connection& connection, domain::Agent& agent) {
        AgentsTable agents(connection);
        const auto before = agents.findDocument(agent.id).value_or(domain::WorkflowDocument());
        domain::GraphEdit step = domain::difference(before, document);
        step.label = "edit.replace_workflow";
        if (step.changes.empty()) return;
        EditsTable(connection).add(agent.id, step, m_session, m_clock.nowMs());
        agents.putDocument(agent.id, document, m_clock.nowMs());
    };
    co_return co_await update(std::move(caller), Operation::AgentsUpdate, std::move(id), revision, edit);
}

boost::asio::awaitable<domain::Agent> AgentService::useTemplate(Caller caller, std::string id, std::string templateId,
                                                                Json parameters, std::string language,
                                                                std::optional<std::int64_t> revision) {
    const auto find = [&](Connection& connection) { return findTemplate(connection, m_templates, templateId); };
    const domain::WorkflowTemplate value = co_await m_database.read(find);
    domain::WorkflowDocument document = instanceOf(value, parameters, language);
    co_return co_await replaceWorkflow(std::move(caller), std::move(id), std::move(document), revision);
}

boost::asio::awaitable<void> AgentService::record(Caller caller, std::string id, EditAction action,
                                                  domain::GraphEdit edit, domain::WorkflowDocument document) {
    const auto job = [&](Connection& connection) {
        findAgent(connection, caller, Operation::AgentsUpdate, id);
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
