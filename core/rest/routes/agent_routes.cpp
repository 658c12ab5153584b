#include "core/base/error.h"
#include "core/base/id.h"
#include "core/rest/routes/route_list.h"
#include "core/rest/routes/routes.h"
#include "core/rest/routes/run_reply.h"
#include "core/services/agents/publishing_service.h"
#include "core/services/jobs/job_service.h"
#include "core/services/runs/execution_service.h"

namespace heddle::rest {

using boost::asio::awaitable;
using security::Operation;

namespace {

Json documentJson(const domain::WorkflowDocument& document) {
    return {{"workflow", domain::toJson(document.graph)}, {"layout", domain::toJson(document.layout)}};
}

domain::WorkflowDocument documentFrom(const Json& body) {
    domain::WorkflowDocument document;
    document.graph = domain::readWorkflow(compactJson(body.at("workflow")), "workflow");
    if (body.contains("layout")) document.layout = domain::layoutFromJson(body.at("layout"));
    return document;
}

std::optional<std::string> textIn(const Json& body, const char* name) {
    return body.contains(name) ? std::optional(body.at(name).get<std::string>()) : std::nullopt;
}

services::AgentChange agentChangeFrom(const Json& body) {
    services::AgentChange change;
    change.name = textIn(body, "name");
    change.description = textIn(body, "description");
    change.category = textIn(body, "category");
    change.icon = textIn(body, "icon");
    if (body.contains("tags")) change.tags = body.at("tags").get<std::vector<std::string>>();
    return change;
}

services::Publication publicationFrom(const Json& body) {
    services::Publication made;
    made.version = body.value("version", "");
    made.changelog = body.value("changelog", "");
    made.systemPrompt = body.value("system_prompt", "");
    made.ragEnabled = body.value("rag_enabled", false);
    made.serviceDependencies = body.value("service_dependencies", Json::object());
    made.modelParameters = body.value("model_params_override", Json());
    made.toolDependencies = body.value("tool_dependencies", std::vector<std::string>());
    made.templateId = body.value("workflow_template_id", "");
    made.templateParameters = body.value("template_parameters", Json::object());
    return made;
}

awaitable<Response> createAgent(services::AgentService& agents, Call call) {
    domain::Agent agent;
    const std::string name = call.body.at("name").get<std::string>();
    if (call.body.contains("workflow")) {
        agent = co_await agents.create(callerOf(call), name, documentFrom(call.body));
    } else {
        agent = co_await agents.create(callerOf(call), name, call.body.value("template_id", ""),
                                       call.body.value("parameters", Json::object()), call.body.value("language", ""));
    }
    services::AgentChange rest = agentChangeFrom(call.body);
    rest.name.reset();
    if (rest.description || rest.category || rest.icon || rest.tags)
        agent = co_await agents.change(callerOf(call), agent.id, std::move(rest));
    Response response = objectReply(201, domain::toJson(agent), agent.revision);
    response.headers.add("Location", "/api/v1/agents/" + agent.id);
    co_return response;
}

void addAgents(RouteList& routes, services::AgentService& agents, const CursorSeal& cursors) {
    Route& list = routes.add("GET", "/agents", "listAgents", "Agents that one works on, newest change first",
                             Operation::AgentsList, [&agents, &cursors](Call call) -> awaitable<Response> {
                                 services::AgentPage page;
                                 page.limit = limitOf(call);
                                 if (const auto cursor = queryText(call, "cursor"); !cursor.empty()) {
                                     const Json place = cursors.open("agents", cursor);
                                     page.afterMs = place.at(0).get<std::int64_t>();
                                     page.afterId = place.at(1).get<std::string>();
                                 }
                                 const auto found = co_await agents.page(callerOf(call), page);
                                 Json items = Json::array();
                                 for (const auto& agent : found)
                                     items.push_back(domain::toJson(agent));
                                 std::string next;
                                 if (static_cast<int>(found.size()) == page.limit)
                                     next = cursors.seal("agents", {found.back().updatedMs, found.back().id});
                                 co_return pageReply(std::move(items), next);
                             });
    replies(paged(list), 200, "The agents", pageOf("Agent"));

    Route& create =
        routes.add("POST", "/agents", "createAgent", "Make an agent: empty, from a template or a workflow",
                   Operation::AgentsCreate, [&agents](Call call) { return createAgent(agents, std::move(call)); });
    replies(takes(create, "AgentCreate"), 201, "The agent", schemaRef("Agent")).isIdempotent = true;

    Route& get = routes.add("GET", "/agents/{agent_id}", "getAgent", "One agent", Operation::AgentsRead,
                            [&agents](Call call) -> awaitable<Response> {
                                const auto agent = co_await agents.get(callerOf(call), pathPart(call, "agent_id"));
                                co_return objectReply(200, domain::toJson(agent), agent.revision);
                            });
    replies(get, 200, "The agent", schemaRef("Agent"));

    Route& change = routes.add("PATCH", "/agents/{agent_id}", "changeAgent", "Change what is said of an agent",
                               Operation::AgentsUpdate, [&agents](Call call) -> awaitable<Response> {
                                   const auto agent =
                                       co_await agents.change(callerOf(call), pathPart(call, "agent_id"),
                                                              agentChangeFrom(call.body), revisionOf(call));
                                   co_return objectReply(200, domain::toJson(agent), agent.revision);
                               });
    replies(takes(change, "AgentChange"), 200, "The agent", schemaRef("Agent"));

    Route& remove = routes.add("DELETE", "/agents/{agent_id}", "removeAgent", "Archive an agent",
                               Operation::AgentsDelete, [&agents](Call call) -> awaitable<Response> {
                                   co_await agents.remove(callerOf(call), pathPart(call, "agent_id"));
                                   co_return Response(204, "", "");
                               });
    replies(remove, 204, "It is archived");

    Route& restore = routes.add("POST", "/agents/{agent_id}/restore", "restoreAgent", "Take an archived agent back",
                                Operation::AgentsArchive, [&agents](Call call) -> awaitable<Response> {
                                    co_await agents.restore(callerOf(call), pathPart(call, "agent_id"));
                                    co_return Response(204, "", "");
                                });
    replies(restore, 204, "It is back");
}

void addWorkflows(RouteList& routes, services::AgentService& agents) {
    Route& get = routes.add("GET", "/agents/{agent_id}/workflow", "getWorkflow", "The working copy of the workflow",
                            Operation::AgentsRead, [&agents](Call call) -> awaitable<Response> {
                                const auto opened = co_await agents.open(callerOf(call), pathPart(call, "agent_id"));
                                co_return objectReply(200, documentJson(opened.document), opened.agent.revision);
                            });
    replies(get, 200, "The workflow", schemaRef("WorkflowDocument"));

    Route& put = routes.add(
        "PUT", "/agents/{agent_id}/workflow", "putWorkflow", "Replace the workflow, as one step that can be undone",
        Operation::AgentsUpdate, [&agents](Call call) -> awaitable<Response> {
            const auto agent = co_await agents.replaceWorkflow(callerOf(call), pathPart(call, "agent_id"),
                                                               documentFrom(call.body), revisionOf(call));
            co_return objectReply(200, domain::toJson(agent), agent.revision);
        });
    replies(takes(put, "WorkflowDocument"), 200, "The agent", schemaRef("Agent")).bodyLimit = 8u << 20;

    Route& fromTemplate = routes.add(
        "POST", "/agents/{agent_id}/workflow/from-template", "workflowFromTemplate",
        "Replace the workflow by an instance of a template", Operation::AgentsUpdate,
        [&agents](Call call) -> awaitable<Response> {
            const auto agent = co_await agents.useTemplate(
                callerOf(call), pathPart(call, "agent_id"), call.body.at("template_id").get<std::string>(),
                call.body.value("parameters", Json::object()), call.body.value("language", ""), revisionOf(call));
            co_return objectReply(200, domain::toJson(agent), agent.revision);
        });
    replies(takes(fromTemplate, "WorkflowFromTemplate"), 200, "The agent", schemaRef("Agent"));

    Route& validate = routes.add(
        "GET", "/agents/{agent_id}/workflow/validate", "validateWorkflow", "What is wrong with the workflow",
        Operation::AgentsValidate, [&agents](Call call) -> awaitable<Response> {
            const auto problems = co_await agents.validate(callerOf(call), pathPart(call, "agent_id"));
            Json list = Json::array();
            for (const auto& problem : problems)
                list.push_back(heddle::toJson(problem));
            co_return Response::json(200, {{"is_valid", !hasErrors(problems)}, {"problems", std::move(list)}});
        });
    replies(validate, 200, "What was found", schemaRef("Validation"));
}

void addVersions(RouteList& routes, services::PublishingService& publishing) {
    Route& publish =
        routes.add("POST", "/agents/{agent_id}/publish", "publishAgent", "Freeze a version and submit it to the store",
                   Operation::AgentsPublish, [&publishing](Call call) -> awaitable<Response> {
                       const Json body = call.body.is_null() ? Json::object() : call.body;
                       const auto made = co_await publishing.publish(callerOf(call), pathPart(call, "agent_id"),
                                                                     publicationFrom(body));
                       Json version = domain::toJson(made.version);
                       version["status"] = made.review.status == "approved"   ? "published"
                                           : made.review.status == "rejected" ? "rejected"
                                                                              : "in_review";
                       version["is_current"] = made.review.status == "approved";
                       co_return Response::json(201, {{"version", version}, {"review", domain::toJson(made.review)}});
                   });
    replies(takes(publish, "Publication", false), 201, "The version and its review", schemaRef("Submission"))
        .isIdempotent = true;

    Route& versions = routes.add("GET", "/agents/{agent_id}/versions", "listVersions", "Versions, newest first",
                                 Operation::AgentsRead, [&publishing](Call call) -> awaitable<Response> {
                                     Json items = Json::array();
                                     const auto found =
                                         co_await publishing.versions(callerOf(call), pathPart(call, "agent_id"));
                                     for (const auto& version : found)
                                         items.push_back(domain::toJson(version));
                                     co_return pageReply(std::move(items), {});
                                 });
    replies(versions, 200, "The versions", pageOf("AgentVersion"));
}

void addTests(RouteList& routes, const Backend& backend) {
    services::ExecutionService& executions = backend.executions;
    services::AgentService& agents = backend.agents;
    services::JobService& jobs = backend.jobs;
    Route& test = routes.add("POST", "/agents/{agent_id}/test", "testAgent", "Run the working copy",
                             Operation::AgentsTest, [&executions, &backend](Call call) -> awaitable<Response> {
                                 const std::string run = newId();
                                 const services::Caller caller = callerOf(call);
                                 AskedRun asked;
                                 asked.go = [&executions, caller, run, agent = pathPart(call, "agent_id"),
                                             input = call.body.at("input")](std::shared_ptr<RunFeed> feed) {
                                     return executions.test(caller, agent, run, input, feed->listener());
                                 };
                                 asked.cancel = [&executions, run] { executions.stop(run); };
                                 co_return co_await runReply(backend, call, std::move(asked));
                             });
    repliesWithRun(takes(test, "TestInput"));

    Route& job = routes.add("POST", "/agents/{agent_id}/test-jobs", "testAgentInBackground",
                            "Run the working copy on several inputs, one after the other, as a job",
                            Operation::AgentsTest, [&agents, &jobs](Call call) -> awaitable<Response> {
                                const std::string agent = pathPart(call, "agent_id");
                                co_await agents.mustBeTestable(callerOf(call), agent);
                                const Json payload{{"agent_id", agent}, {"inputs", call.body.at("inputs")}};
                                const auto made = co_await jobs.enqueue(callerOf(call), "test", payload);
                                Response response = Response::json(202, domain::toJson(made));
                                response.headers.add("Location", "/api/v1/jobs/" + made.id);
                                co_return response;
                            });
    replies(takes(job, "TestInputs"), 202, "The job", schemaRef("Job")).isIdempotent = true;
}

}  // namespace

void addAgentRoutes(RouteList& routes, const Backend& backend) {
    routes.tag("agents");
    addAgents(routes, backend.agents, backend.cursors);
    addWorkflows(routes, backend.agents);
    addVersions(routes, backend.publishing);
    addTests(routes, backend);
}

void addReviewRoutes(RouteList& routes, const Backend& backend) {
    routes.tag("reviews");
    services::PublishingService& publishing = backend.publishing;
    Route& list = routes.add("GET", "/reviews", "listReviews", "Reviews, newest first", Operation::ReviewsList,
                             [&publishing](Call call) -> awaitable<Response> {
                                 Json items = Json::array();
                                 const auto found = co_await publishing.reviews(
                                     callerOf(call), queryText(call, "status"), limitOf(call));
                                 for (const auto& review : found)
                                     items.push_back(domain::toJson(review));
                                 co_return pageReply(std::move(items), {});
                             });
    query(list, "status", "Only these",
          {{"type", "string"}, {"enum", {"submitted", "waiting", "approved", "rejected"}}});
    replies(paged(list), 200, "The reviews", pageOf("Review"));

    Route& get = routes.add("GET", "/reviews/{review_id}", "getReview", "One review", Operation::ReviewsRead,
                            [&publishing](Call call) -> awaitable<Response> {
                                const auto review =
                                    co_await publishing.review(callerOf(call), pathPart(call, "review_id"));
                                co_return Response::json(200, domain::toJson(review));
                            });
    replies(get, 200, "The review", schemaRef("Review"));

    Route& decide = routes.add("POST", "/reviews/{review_id}/decide", "decideReview", "Approve a version, or reject it",
                               Operation::ReviewsDecide, [&publishing](Call call) -> awaitable<Response> {
                                   const auto review = co_await publishing.decide(
                                       callerOf(call), pathPart(call, "review_id"),
                                       call.body.at("approved").get<bool>(), call.body.value("comment", ""));
                                   co_return Response::json(200, domain::toJson(review));
                               });
    replies(takes(decide, "Decision"), 200, "The review", schemaRef("Review"));
}

}  // namespace heddle::rest
