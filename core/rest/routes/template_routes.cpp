#include "core/rest/routes/route_list.h"
#include "core/rest/routes/routes.h"
#include "core/services/templates/template_library.h"

namespace heddle::rest {

using boost::asio::awaitable;
using security::Operation;
using services::TemplateLibrary;

namespace {

domain::WorkflowTemplate templateFrom(const Json& body) {
    domain::WorkflowTemplate value;
    value.title = body.at("name").get<std::string>();
    value.description = body.value("description", "");
    value.category = body.value("category", "");
    value.icon = body.value("icon", "box");
    value.version = body.value("version", "1.0.0");
    value.tags = body.value("tags", std::vector<std::string>());
    value.parameterSchema = body.value("parameter_schema", Json::object());
    value.definition = body.at("definition");
    value.layout = body.value("layout", Json::object());
    return value;
}

Json problemsJson(const Problems& problems) {
    Json list = Json::array();
    for (const auto& problem : problems)
        list.push_back(heddle::toJson(problem));
    return {{"is_valid", !hasErrors(problems)}, {"problems", std::move(list)}};
}

Json workflowJson(const domain::WorkflowDocument& document) {
    return {{"workflow", domain::toJson(document.graph)}, {"layout", domain::toJson(document.layout)}};
}

awaitable<Response> searchTemplates(TemplateLibrary& templates, Call call) {
    services::TemplateFilter filter;
    filter.text = queryText(call, "q");
    filter.category = queryText(call, "category");
    filter.nodeType = queryText(call, "node_type");
    filter.complexity = queryText(call, "complexity");
    const auto found = co_await templates.search(callerOf(call), filter);
    Json items = Json::array();
    for (const auto& stored : found)
        items.push_back(domain::toJson(stored, false));
    co_return pageReply(std::move(items), {});
}

void addReading(RouteList& routes, TemplateLibrary& templates) {
    Route& list = routes.add("GET", "/workflow-templates", "searchTemplates", "Templates, built in and of users",
                             Operation::TemplatesSearch,
                             [&templates](Call call) { return searchTemplates(templates, std::move(call)); });
    query(list, "q", "Words, English or Chinese", {{"type", "string"}, {"maxLength", 500}});
    query(list, "category", "Only of this category");
    query(list, "node_type", "Only with a node of this type");
    query(list, "complexity", "Up to 3 nodes, up to 8, or more",
          {{"type", "string"}, {"enum", {"simple", "moderate", "complex"}}});
    replies(list, 200, "The templates", pageOf("TemplateSummary"));

    Route& get = routes.add("GET", "/workflow-templates/{template_id}", "getTemplate", "One template",
                            Operation::TemplatesRead, [&templates](Call call) -> awaitable<Response> {
                                const auto stored =
                                    co_await templates.get(callerOf(call), pathPart(call, "template_id"));
                                co_return objectReply(200, domain::toJson(stored, true), stored.revision);
                            });
    replies(get, 200, "The template", schemaRef("Template"));

    Route& stats = routes.add(
        "GET", "/workflow-templates/{template_id}/usage-stats", "templateUsage", "How often a template was used",
        Operation::TemplatesRead, [&templates](Call call) -> awaitable<Response> {
            const auto usage = co_await templates.usage(callerOf(call), pathPart(call, "template_id"));
            co_return Response::json(200, domain::toJson(usage));
        });
    replies(stats, 200, "The counts", schemaRef("TemplateUsage"));
}

void addWriting(RouteList& routes, TemplateLibrary& templates) {
    Route& create = routes.add("POST", "/workflow-templates", "createTemplate", "Make a template",
                               Operation::TemplatesCreate, [&templates](Call call) -> awaitable<Response> {
                                   const auto stored = co_await templates.create(
                                       callerOf(call), templateFrom(call.body), call.body.value("status", "active"));
                                   Response response = objectReply(201, domain::toJson(stored, true), stored.revision);
                                   response.headers.add("Location", "/api/v1/workflow-templates/" + stored.value.id);
                                   co_return response;
                               });
    replies(takes(create, "TemplateInput"), 201, "The template", schemaRef("Template")).isIdempotent = true;

    Route& update = routes.add("PUT", "/workflow-templates/{template_id}", "updateTemplate", "Replace a template",
                               Operation::TemplatesUpdate, [&templates](Call call) -> awaitable<Response> {
                                   const auto stored = co_await templates.update(
                                       callerOf(call), pathPart(call, "template_id"), templateFrom(call.body),
                                       call.body.value("status", "active"), revisionOf(call));
                                   co_return objectReply(200, domain::toJson(stored, true), stored.revision);
                               });
    replies(takes(update, "TemplateInput"), 200, "The template", schemaRef("Template"));

    Route& remove = routes.add("DELETE", "/workflow-templates/{template_id}", "removeTemplate", "Remove a template",
                               Operation::TemplatesDelete, [&templates](Call call) -> awaitable<Response> {
                                   co_await templates.remove(callerOf(call), pathPart(call, "template_id"));
                                   co_return Response(204, "", "");
                               });
    replies(remove, 204, "It is gone");
}

void addUsing(RouteList& routes, TemplateLibrary& templates) {
    Route& validate = routes.add(
        "POST", "/workflow-templates/{template_id}/validate", "validateTemplate", "What is wrong with a template",
        Operation::TemplatesRead, [&templates](Call call) -> awaitable<Response> {
            const auto problems = co_await templates.validate(callerOf(call), pathPart(call, "template_id"));
            co_return Response::json(200, problemsJson(problems));
        });
    replies(validate, 200, "What was found", schemaRef("Validation"));

    Route& instantiate = routes.add("POST", "/workflow-templates/{template_id}/instantiate", "instantiateTemplate",
                                    "A workflow of a template and parameters", Operation::TemplatesInstantiate,
                                    [&templates](Call call) -> awaitable<Response> {
                                        const Json body = call.body.is_null() ? Json::object() : call.body;
                                        const auto document = co_await templates.instantiate(
                                            callerOf(call), pathPart(call, "template_id"),
                                            body.value("parameters", Json::object()), body.value("language", ""), true);
                                        co_return Response::json(200, workflowJson(document));
                                    });
    replies(takes(instantiate, "TemplateParameters", false), 200, "The workflow", schemaRef("WorkflowDocument"));

    Route& preview = routes.add(
        "GET", "/workflow-templates/{template_id}/preview", "previewTemplate",
        "The same to look at: parameters are JSON in the query", Operation::TemplatesInstantiate,
        [&templates](Call call) -> awaitable<Response> {
            const std::string given = queryText(call, "parameters");
            const Json parameters = given.empty() ? Json::object() : parseJson(given, "parameters");
            const auto document = co_await templates.instantiate(callerOf(call), pathPart(call, "template_id"),
                                                                 parameters, queryText(call, "language"), false);
            co_return Response::json(200, workflowJson(document));
        });
    query(preview, "parameters", "A JSON object", {{"type", "string"}, {"maxLength", 6000}});
    query(preview, "language", "zh_CN, or nothing for English", {{"type", "string"}, {"maxLength", 20}});
    replies(preview, 200, "The workflow", schemaRef("WorkflowDocument"));
}

}  // namespace

void addTemplateRoutes(RouteList& routes, const Backend& backend) {
    routes.tag("workflow-templates");
    addReading(routes, backend.templates);
    addWriting(routes, backend.templates);
    addUsing(routes, backend.templates);
}

}  // namespace heddle::rest
