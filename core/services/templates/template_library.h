#pragma once
#include "core/base/problem.h"
#include "core/domain/stored_template.h"
#include "core/security/permissions.h"
#include "core/services/caller.h"

#include <boost/asio/awaitable.hpp>

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

/// Which templates; empty texts mean all.
struct TemplateFilter {
    std::string text;
    std::string category;
    std::string nodeType;
    std::string complexity;  ///< "simple", "moderate", "complex"
};

/// The built-in templates and those of users, as one library. Drafts are their makers' alone. Safe from any thread.
/// Throws Error(NotFound, "template.not_found") with the fact `template`, (Denied, "auth.forbidden"), (Conflict,
/// "template.built_in" | "template.changed").
class TemplateLibrary {
public:
    TemplateLibrary(storage::Database& database, const TemplateService& builtIn, const AuditTrail& audit,
                    const Clock& clock);

    /// Built-in ones first, then the newest change; with a text, the best first.
    boost::asio::awaitable<std::vector<domain::StoredTemplate>> search(Caller caller, TemplateFilter filter);
    boost::asio::awaitable<domain::StoredTemplate> get(Caller caller, std::string id);
    /// Its id is made here. Throws Error(InvalidArgument, "template.invalid") with the fact `problems`.
    boost::asio::awaitable<domain::StoredTemplate> create(Caller caller, domain::WorkflowTemplate value,
                                                          std::string status);
    /// `revision`: what the caller has seen.
    boost::asio::awaitable<domain::StoredTemplate> update(Caller caller, std::string id, domain::WorkflowTemplate value,
                                                          std::string status, std::optional<std::int64_t> revision);
    boost::asio::awaitable<void> remove(Caller caller, std::string id);

    /// What is wrong with a template: its parameters' schema, places that no parameter fills, and what an instance with
    /// the default parameters has wrong.
    boost::asio::awaitable<Problems> validate(Caller caller, std::string id);
    /// Throws what TemplateService::instantiate throws. `isCounted`: it is used, not only looked at.
    boost::asio::awaitable<domain::WorkflowDocument> instantiate(Caller caller, std::string id, Json parameters,
                                                                 std::string language, bool isCounted);
    boost::asio::awaitable<domain::TemplateUsage> usage(Caller caller, std::string id);

private:
    domain::StoredTemplate find(storage::Connection& connection, const Caller& caller, security::Operation operation,
                                const std::string& id) const;

    storage::Database& m_database;
    const TemplateService& m_builtIn;
    const AuditTrail& m_audit;
    const Clock& m_clock;
};

/// The template of this id, built in or stored. Throws (NotFound, "template.not_found").
domain::WorkflowTemplate findTemplate(storage::Connection& connection, const TemplateService& builtIn,
                                      const std::string& id);

}  // namespace heddle::services
