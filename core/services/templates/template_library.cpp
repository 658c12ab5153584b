#include "core/services/templates/template_library.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/id.h"
#include "core/base/words.h"
#include "core/services/accounts/audit_trail.h"
#include "core/services/templates/template_check.h"
#include "core/services/templates/template_service.h"
#include "core/storage/database.h"
#include "core/storage/store_tables/templates_table.h"
#include "core/storage/tables/search_table.h"

#include <algorithm>

namespace heddle::services {

using boost::asio::awaitable;
using domain::StoredTemplate;
using security::Operation;
using storage::Connection;
using storage::TemplatesTable;

namespace {

constexpr int kMostFound = 500;

StoredTemplate builtInOf(const domain::WorkflowTemplate& value) {
    StoredTemplate stored;
    stored.value = value;
    return stored;
}

bool hasNodeType(const domain::WorkflowTemplate& value, const std::string& type) {
    const Json nodes = value.definition.value("nodes", Json::object());
    return std::any_of(nodes.begin(), nodes.end(), [&](const Json& node) { return node.value("type", "") == type; });
}

/// Whether all terms are in what is said of the template.
bool saysAll(const domain::WorkflowTemplate& value, const std::vector<SearchTerm>& terms) {
    std::string said =
        " " + indexWords(value.title) + " " + indexWords(value.description) + " " + indexWords(value.category) + " ";
    for (const std::string& tag : value.tags)
        said += indexWords(tag) + " ";
    return std::all_of(terms.begin(), terms.end(), [&](const SearchTerm& term) {
        std::string wanted;
        for (const std::string& word : term.words)
            wanted += " " + word;
        return said.find(term.isPrefix ? wanted : wanted + " ") != std::string::npos;
    });
}

bool fits(const StoredTemplate& stored, const TemplateFilter& filter) {
    return (filter.category.empty() || stored.value.category == filter.category) &&
           (filter.nodeType.empty() || hasNodeType(stored.value, filter.nodeType)) &&
           (filter.complexity.empty() || stored.complexity() == filter.complexity);
}

bool maySee(const Caller& caller, const StoredTemplate& stored) {
    return stored.status != "draft" || stored.ownerId == caller.principal.userId;
}

void mustBeSound(Connection& connection, const domain::WorkflowTemplate& value) {
    const Problems problems = problemsOf(connection, value);
    if (!hasErrors(problems)) return;
    Json list = Json::array();
    for (const Problem& problem : problems)
        list.push_back(toJson(problem));
    throw Error(ErrorKind::InvalidArgument, "template.invalid", {{"problems", std::move(list)}});
}

}  // namespace

domain::WorkflowTemplate findTemplate(Connection& connection, const TemplateService& builtIn, const std::string& id) {
    for (const auto& value : builtIn.all()) {
        if (value.id == id) return value;
    }
    const auto stored = TemplatesTable(connection).find(id);
    if (!stored) throw Error(ErrorKind::NotFound, "template.not_found", {{"template", id}});
    return stored->value;
}

TemplateLibrary::TemplateLibrary(storage::Database& database, const TemplateService& builtIn, const AuditTrail& audit,
                                 const Clock& clock)
    : m_database(database), m_builtIn(builtIn), m_audit(audit), m_clock(clock) {}

StoredTemplate TemplateLibrary::find(Connection& connection, const Caller& caller, Operation operation,
                                     const std::string& id) const {
    for (const auto& value : m_builtIn.all()) {
        if (value.id == id) return builtInOf(value);
    }
    auto stored = TemplatesTable(connection).find(id);
    if (!stored || !maySee(caller, *stored)) throw Error(ErrorKind::NotFound, "template.not_found", {{"template", id}});
    security::require(caller.principal, operation, stored->ownerId);
    return *stored;
}

awaitable<std::vector<StoredTemplate>> TemplateLibrary::search(Caller caller, TemplateFilter filter) {
    security::require(caller.principal, Operation::TemplatesSearch, "");
    const std::vector<SearchTerm> terms = searchTerms(filter.text);
    std::vector<StoredTemplate> found;
    for (const auto& value : m_builtIn.all()) {
        if (fits(builtInOf(value), filter) && saysAll(value, terms)) found.push_back(builtInOf(value));
    }
    const auto job = [&](Connection& connection) {
        TemplatesTable templates(connection);
        std::vector<StoredTemplate> stored;
        if (terms.empty()) {
            stored = templates.list(filter.category, filter.nodeType);
        } else {
            const storage::SearchQuery query{"template", terms, {}, kMostFound};
            for (const std::string& id : storage::SearchTable(connection).find(query)) {
                if (auto one = templates.find(id)) stored.push_back(std::move(*one));
            }
        }
        for (StoredTemplate& one : stored) {
            if (fits(one, filter) && maySee(caller, one)) found.push_back(std::move(one));
        }
    };
    co_await m_database.read(job);
    co_return found;
}

awaitable<StoredTemplate> TemplateLibrary::get(Caller caller, std::string id) {
    security::require(caller.principal, Operation::TemplatesRead, "");
    const auto job = [&](Connection& connection) { return find(connection, caller, Operation::TemplatesRead, id); };
    co_return co_await m_database.read(job);
}

awaitable<StoredTemplate> TemplateLibrary::create(Caller caller, domain::WorkflowTemplate value, std::string status) {
    StoredTemplate stored;
    stored.value = std::move(value);
    stored.value.id = newId();
    stored.ownerId = caller.principal.userId;
    stored.status = std::move(status);
    stored.createdMs = stored.updatedMs = m_clock.nowMs();
    security::require(caller.principal, Operation::TemplatesCreate, stored.ownerId);
    const auto job = [&](Connection& connection) {
        mustBeSound(connection, stored.value);
        TemplatesTable(connection).put(stored);
        m_audit.add(connection, caller, operationName(Operation::TemplatesCreate), "templates/" + stored.value.id);
    };
    co_await m_database.write(job);
    co_return stored;
}

awaitable<StoredTemplate> TemplateLibrary::update(Caller caller, std::string id, domain::WorkflowTemplate value,
                                                  std::string status, std::optional<std::int64_t> revision) {
    const auto job = [&](Connection& connection) {
        StoredTemplate stored = find(connection, caller, Operation::TemplatesUpdate, id);
        if (stored.isBuiltIn()) throw Error(ErrorKind::Conflict, "template.built_in", {{"template", id}});
        if (revision && *revision != stored.revision)
            throw Error(ErrorKind::Conflict, "template.changed", {{"template", id}, {"revision", stored.revision}});
        value.id = id;
        mustBeSound(connection, value);
        stored.value = value;
        stored.status = status;
        stored.updatedMs = m_clock.nowMs();
        TemplatesTable(connection).put(stored);
        m_audit.add(connection, caller, operationName(Operation::TemplatesUpdate), "templates/" + id);
        return *TemplatesTable(connection).find(id);
    };
    co_return co_await m_database.write(job);
}

awaitable<void> TemplateLibrary::remove(Caller caller, std::string id) {
    const auto job = [&](Connection& connection) {
        const StoredTemplate stored = find(connection, caller, Operation::TemplatesDelete, id);
        if (stored.isBuiltIn()) throw Error(ErrorKind::Conflict, "template.built_in", {{"template", id}});
        TemplatesTable(connection).remove(id);
        m_audit.add(connection, caller, operationName(Operation::TemplatesDelete), "templates/" + id);
    };
    co_await m_database.write(job);
}

awaitable<Problems> TemplateLibrary::validate(Caller caller, std::string id) {
    const StoredTemplate stored = co_await get(std::move(caller), std::move(id));
    const auto job = [&](Connection& connection) { return problemsOf(connection, stored.value); };
    co_return co_await m_database.read(job);
}

awaitable<domain::WorkflowDocument> TemplateLibrary::instantiate(Caller caller, std::string id, Json parameters,
                                                                 std::string language, bool isCounted) {
    security::require(caller.principal, Operation::TemplatesInstantiate, "");
    const StoredTemplate stored = co_await get(caller, id);
    domain::WorkflowDocument document = instanceOf(stored.value, parameters, language);
    if (isCounted) {
        const auto job = [&](Connection& connection) {
            TemplatesTable(connection).countUse(id, caller.principal.userId, {}, m_clock.nowMs());
        };
        co_await m_database.write(job);
    }
    co_return document;
}

awaitable<domain::TemplateUsage> TemplateLibrary::usage(Caller caller, std::string id) {
    const StoredTemplate stored = co_await get(std::move(caller), std::move(id));
    const auto job = [&](Connection& connection) {
        return TemplatesTable(connection).usage(stored.value.id, m_clock.nowMs());
    };
    co_return co_await m_database.read(job);
}

}  // namespace heddle::services
