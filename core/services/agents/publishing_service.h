#pragma once
#include "core/domain/review.h"
#include "core/services/agents/agent_service.h"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace heddle::services {

/// What becomes a version. The workflow is the agent's working copy, or a template with parameters.
struct Publication {
    std::string version;  ///< "1.2.0"; empty: the latest one's next patch
    std::string changelog;
    std::string systemPrompt;
    bool ragEnabled = false;
    Json serviceDependencies = Json::object();  ///< {node id: {service type: service config id}}
    Json modelParameters;
    std::vector<std::string> toolDependencies;
    std::string templateId;  ///< empty: the working copy
    Json templateParameters = Json::object();
};

struct Submission {
    domain::AgentVersion version;
    domain::Review review;
};

/// Versions of agents on their way to the store: frozen, reviewed by rules, by a person where the store asks for one,
/// then published. Safe from any thread. Throws what findAgent() throws.
class PublishingService {
public:
    /// `needsPerson`: a clean automatic review is not enough. All references must outlive it.
    PublishingService(storage::Database& database, const TemplateService& templates, const AuditTrail& audit,
                      const Clock& clock, bool needsPerson);

    /// Freezes a version and submits it. Throws Error(InvalidArgument, "agent.bad_version") with the fact `version`,
    /// (Conflict, "agent.version_exists"), (InvalidArgument, "run.invalid_workflow") with `problems`.
    boost::asio::awaitable<Submission> publish(Caller caller, std::string agentId, Publication publication);
    /// Newest first.
    boost::asio::awaitable<std::vector<domain::AgentVersion>> versions(Caller caller, std::string agentId);

    /// Newest first; `status` may be empty.
    boost::asio::awaitable<std::vector<domain::Review>> reviews(Caller caller, std::string status, int limit);
    /// Throws Error(NotFound, "review.not_found") with the fact `review`.
    boost::asio::awaitable<domain::Review> review(Caller caller, std::string id);
    /// Throws (Conflict, "review.decided") when it does not wait for anybody.
    boost::asio::awaitable<domain::Review> decide(Caller caller, std::string id, bool isApproved, std::string comment);
    /// Out of the store; chats that have begun go on.
    boost::asio::awaitable<void> withdraw(Caller caller, std::string agentId);

    /// The automatic review of one that has had none. publish() has it made at once; what it leaves behind when the
    /// process ends before is a job of the kind "review".
    boost::asio::awaitable<domain::Review> inspectSubmitted(std::string reviewId);

private:
    domain::AgentVersion freeze(storage::Connection& connection, const domain::Agent& agent, Publication publication);
    void settle(storage::Connection& connection, domain::Review& review, bool isApproved) const;

    storage::Database& m_database;
    const TemplateService& m_templates;
    const AuditTrail& m_audit;
    const Clock& m_clock;
    bool m_needsPerson;
};

/// The graph of a version, whichever way it is given. Throws what findTemplate() and TemplateService::instantiate
/// throw.
domain::Graph graphOf(storage::Connection& connection, const domain::AgentVersion& version,
                      const TemplateService& templates);

}  // namespace heddle::services
