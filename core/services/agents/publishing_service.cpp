#include "core/services/agents/publishing_service.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/id.h"
#include "core/base/version.h"
#include "core/services/accounts/audit_trail.h"
#include "core/services/agents/inspection.h"
#include "core/services/runs/runnable.h"
#include "core/services/templates/node_type_service.h"
#include "core/services/templates/template_library.h"
#include "core/services/templates/template_service.h"
#include "core/storage/database.h"
#include "core/storage/store_tables/reviews_table.h"
#include "core/storage/tables/agents_table.h"
#include "core/storage/tables/jobs_table.h"
#include "core/storage/tables/versions_table.h"

#include <algorithm>

namespace heddle::services {

using boost::asio::awaitable;
using security::Operation;
using storage::AgentsTable;
using storage::Connection;
using storage::JobsTable;
using storage::ReviewsTable;
using storage::VersionsTable;

namespace {

/// After which whoever has taken a submission is thought to have ended before the review.
constexpr std::int64_t kOwnReviewMs = 10'000;

Version versionFrom(const std::string& text) {
    try {
        return Version::parse(text);
    } catch (const Error&) {
        throw Error(ErrorKind::InvalidArgument, "agent.bad_version", {{"version", text}, {"path", "/version"}});
    }
}

std::string nextVersion(const std::vector<domain::AgentVersion>& versions) {
    if (versions.empty()) return "1.0.0";
    Version newest;
    for (const auto& version : versions)
        newest = std::max(newest, versionFrom(version.version));
    newest.patch += newest.preRelease.empty() ? 1 : 0;
    newest.preRelease.clear();
    newest.build.clear();
    return newest.toString();
}

domain::Review findReview(Connection& connection, const Caller& caller, Operation operation, const std::string& id) {
    auto review = ReviewsTable(connection).find(id);
    const bool isSeen = review && security::may(caller.principal, Operation::ReviewsRead, review->submitterId);
    if (!isSeen) throw Error(ErrorKind::NotFound, "review.not_found", {{"review", id}});
    security::require(caller.principal, operation, review->submitterId);
    return *review;
}

/// For the case that this process ends before it has made the review itself. It has the review's id.
domain::Job reviewJob(const domain::Review& review) {
    domain::Job job;
    job.id = review.id;
    job.kind = "review";
    job.ownerId = review.submitterId;
    job.payload = {{"review_id", review.id}};
    job.createdMs = review.createdMs;
    job.runAfterMs = review.createdMs + kOwnReviewMs;
    return job;
}

/// A worker that has it already ends it by itself.
void endReviewJob(Connection& connection, const domain::Review& review, std::int64_t nowMs) {
    JobsTable jobs(connection);
    auto job = jobs.find(review.id);
    if (!job || job->state != "queued") return;
    job->state = "done";
    job->progress = 1;
    job->result = {{"status", review.status}};
    job->finishedMs = nowMs;
    jobs.put(*job);
}

}  // namespace

domain::Graph graphOf(Connection& connection, const domain::AgentVersion& version, const TemplateService& templates) {
    if (version.workflow) return domain::graphFromJson(*version.workflow);
    return instanceOf(findTemplate(connection, templates, version.templateId), version.templateParameters).graph;
}

PublishingService::PublishingService(storage::Database& database, const TemplateService& templates,
                                     const AuditTrail& audit, const Clock& clock, bool needsPerson)
    : m_database(database), m_templates(templates), m_audit(audit), m_clock(clock), m_needsPerson(needsPerson) {}

domain::AgentVersion PublishingService::freeze(Connection& connection, const domain::Agent& agent,
                                               Publication publication) {
    const auto earlier = VersionsTable(connection).list(agent.id);
    if (publication.version.empty()) publication.version = nextVersion(earlier);
    versionFrom(publication.version);
    for (const auto& version : earlier) {
        if (version.version == publication.version) {
            throw Error(ErrorKind::Conflict, "agent.version_exists", {{"version", publication.version}});
        }
    }
    domain::AgentVersion version;
    version.id = newId();
    version.agentId = agent.id;
    version.version = publication.version;
    version.status = "in_review";
    if (publication.templateId.empty()) {
        const auto document = AgentsTable(connection).findDocument(agent.id).value_or(domain::WorkflowDocument());
        version.workflow = toJson(document.graph);
    } else {
        version.templateId = publication.templateId;
        version.templateParameters = publication.templateParameters;
    }
    version.serviceDependencies = publication.serviceDependencies;
    version.modelParameters = publication.modelParameters;
    version.toolDependencies = publication.toolDependencies;
    version.changelog = publication.changelog;
    version.systemPrompt = publication.systemPrompt;
    version.ragEnabled = publication.ragEnabled;
    version.createdMs = m_clock.nowMs();
    mustBeRunnable(withKnownTypes(connection, graphOf(connection, version, m_templates)));
    return version;
}

awaitable<Submission> PublishingService::publish(Caller caller, std::string agentId, Publication publication) {
    const auto job = [&](Connection& connection) {
        const domain::Agent agent = findAgent(connection, caller, Operation::AgentsPublish, agentId);
        Submission made;
        made.version = freeze(connection, agent, publication);
        made.review.id = newId();
        made.review.agentId = agent.id;
        made.review.versionId = made.version.id;
        made.review.submitterId = caller.principal.userId;
        made.review.createdMs = made.version.createdMs;
        VersionsTable(connection).insert(made.version);
        ReviewsTable(connection).put(made.review);
        JobsTable(connection).put(reviewJob(made.review));
        m_audit.add(connection, caller, operationName(Operation::AgentsPublish), "agents/" + agent.id, "ok",
                    {{"version", made.version.version}});
        return made;
    };
    Submission made = co_await m_database.write(job);
    made.review = co_await inspectSubmitted(made.review.id);
    co_return made;
}

/// Publishes the version, or turns it down.
void PublishingService::settle(Connection& connection, domain::Review& review, bool isApproved) const {
    const auto version = VersionsTable(connection).find(review.versionId);
    review.status = isApproved ? "approved" : "rejected";
    review.decidedMs = m_clock.nowMs();
    ReviewsTable(connection).put(review);
    if (!version) return;
    if (!isApproved) return VersionsTable(connection).setStatus(version->id, "rejected");
    VersionsTable(connection).publish(*version, review.decidedMs);
    // So that it is found in the store.
    AgentsTable agents(connection);
    if (const auto agent = agents.find(version->agentId)) agents.put(*agent);
}

awaitable<domain::Review> PublishingService::inspectSubmitted(std::string reviewId) {
    const auto job = [&](Connection& connection) {
        auto review = ReviewsTable(connection).find(reviewId);
        if (!review) throw Error(ErrorKind::NotFound, "review.not_found", {{"review", reviewId}});
        const auto version = VersionsTable(connection).find(review->versionId);
        if (review->status != "submitted" || !version) return *review;
        review->findings = inspect(withKnownTypes(connection, graphOf(connection, *version, m_templates)));
        const bool isClean = !hasBlockingFinding(review->findings);
        if (isClean && m_needsPerson) {
            review->status = "waiting";
            ReviewsTable(connection).put(*review);
        } else {
            settle(connection, *review, isClean);
        }
        endReviewJob(connection, *review, m_clock.nowMs());
        return *review;
    };
    co_return co_await m_database.write(job);
}

awaitable<std::vector<domain::AgentVersion>> PublishingService::versions(Caller caller, std::string agentId) {
    const auto job = [&](Connection& connection) {
        findAgent(connection, caller, Operation::AgentsRead, agentId);
        return VersionsTable(connection).list(agentId);
    };
    co_return co_await m_database.read(job);
}

awaitable<std::vector<domain::Review>> PublishingService::reviews(Caller caller, std::string status, int limit) {
    security::require(caller.principal, Operation::ReviewsList, caller.principal.userId);
    const bool isAny = security::reachOf(caller.principal, Operation::ReviewsList) == security::Reach::Any;
    const std::string submitter = isAny ? std::string() : caller.principal.userId;
    const auto job = [&](Connection& connection) { return ReviewsTable(connection).list(submitter, status, limit); };
    co_return co_await m_database.read(job);
}

awaitable<domain::Review> PublishingService::review(Caller caller, std::string id) {
    const auto job = [&](Connection& connection) { return findReview(connection, caller, Operation::ReviewsRead, id); };
    co_return co_await m_database.read(job);
}

awaitable<domain::Review> PublishingService::decide(Caller caller, std::string id, bool isApproved,
                                                    std::string comment) {
    const auto job = [&](Connection& connection) {
        domain::Review review = findReview(connection, caller, Operation::ReviewsDecide, id);
        if (review.status != "waiting") {
            throw Error(ErrorKind::Conflict, "review.decided", {{"review", id}, {"status", review.status}});
        }
        review.reviewerId = caller.principal.userId;
        review.comment = comment;
        settle(connection, review, isApproved);
        m_audit.add(connection, caller, operationName(Operation::ReviewsDecide), "reviews/" + id, "ok",
                    {{"status", review.status}});
        return review;
    };
    co_return co_await m_database.write(job);
}

awaitable<void> PublishingService::withdraw(Caller caller, std::string agentId) {
    const auto job = [&](Connection& connection) {
        auto agent = AgentsTable(connection).find(agentId);
        if (!agent || agent->status != "published")
            throw Error(ErrorKind::NotFound, "agent.not_found", {{"agent", agentId}});
        security::require(caller.principal, Operation::StoreWithdraw, agent->developerId);
        VersionsTable(connection).withdraw(agentId);
        agent->status = "draft";
        agent->publishedMs = 0;
        agent->updatedMs = m_clock.nowMs();
        AgentsTable(connection).put(*agent);
        m_audit.add(connection, caller, operationName(Operation::StoreWithdraw), "agents/" + agentId);
    };
    co_await m_database.write(job);
}

}  // namespace heddle::services
