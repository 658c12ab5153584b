#pragma once
#include "core/rest/routes/route_list.h"

#include <boost/asio/awaitable.hpp>

namespace heddle::rest {

/// What a group of routes is about.
struct Noun {
    std::string path;             ///< "/providers"
    std::string idName;           ///< "provider_id", the path's parameter
    std::string word;             ///< "Provider": operations are "getProvider", "listProviders" …
    std::string schema;           ///< of one of them
    std::string subject;          ///< "provider", in texts
    std::string idMember = "id";  ///< which member of one of them is its id
};

/// The routes that nouns have alike: to list, get, create, replace and remove. Each calls one method of a service.
/// Objects have a `revision` and a toJson(); `From` makes one of a body and the path's id, which is empty for a new
/// one.
class NounRoutes {
    template <class T>
    using Task = boost::asio::awaitable<T>;
    template <class Object>
    using From = Object (*)(const Json& body, std::string id);
    using Caller = services::Caller;
    using Operation = security::Operation;

public:
    NounRoutes(RouteList& routes, Noun noun) : m_routes(routes), m_noun(std::move(noun)) {}

    /// All at once; `filter` is a parameter of the query, and its value the method's second argument.
    template <class Service, class Object>
    void list(Service& service, Task<std::vector<Object>> (Service::*method)(Caller, std::string), Operation operation,
              std::string summary, std::string filter, std::string filterSummary) {
        const auto handler = [&service, method, filter](Call call) -> Task<Response> {
            const auto found = co_await (service.*method)(callerOf(call), queryText(call, filter.c_str()));
            Json items = Json::array();
            for (const Object& object : found)
                items.push_back(toJson(object));
            co_return pageReply(std::move(items), {});
        };
        Route& route = add("GET", m_noun.path, "list" + m_noun.word + "s", std::move(summary), operation, handler);
        query(route, std::move(filter), std::move(filterSummary));
        replies(route, 200, "The " + m_noun.subject + "s", pageOf(m_noun.schema));
    }

    template <class Service, class Object>
    void get(Service& service, Task<Object> (Service::*method)(Caller, std::string), Operation operation,
             std::string summary) {
        const auto handler = [&service, method, id = m_noun.idName](Call call) -> Task<Response> {
            const Object found = co_await (service.*method)(callerOf(call), pathPart(call, id.c_str()));
            co_return objectReply(200, toJson(found), found.revision);
        };
        replies(add("GET", onePath(), "get" + m_noun.word, std::move(summary), operation, handler), 200, one(),
                schemaRef(m_noun.schema));
    }

    /// Refine what is returned before the next one is added.
    template <class Service, class Object>
    Route& create(Service& service, Task<Object> (Service::*method)(Caller, Object), From<Object> from,
                  std::string_view bodySchema, Operation operation, std::string summary) {
        const auto handler = [&service, method, from, noun = m_noun](Call call) -> Task<Response> {
            const Object made = co_await (service.*method)(callerOf(call), from(call.body, std::string()));
            const Json json = toJson(made);
            Response response = objectReply(201, json, made.revision);
            response.headers.add("Location", "/api/v1" + noun.path + "/" + json.at(noun.idMember).get<std::string>());
            co_return response;
        };
        Route& route = add("POST", m_noun.path, "create" + m_noun.word, std::move(summary), operation, handler);
        return replies(takes(route, bodySchema), 201, one(), schemaRef(m_noun.schema));
    }

    template <class Service, class Object>
    void replace(Service& service, Task<Object> (Service::*method)(Caller, Object, std::optional<std::int64_t>),
                 From<Object> from, std::string_view bodySchema, Operation operation, std::string summary) {
        const auto handler = [&service, method, from, id = m_noun.idName](Call call) -> Task<Response> {
            const Object changed = co_await (service.*method)(
                callerOf(call), from(call.body, pathPart(call, id.c_str())), revisionOf(call));
            co_return objectReply(200, toJson(changed), changed.revision);
        };
        Route& route = add("PUT", onePath(), "update" + m_noun.word, std::move(summary), operation, handler);
        replies(takes(route, bodySchema), 200, one(), schemaRef(m_noun.schema));
    }

    template <class Service>
    void remove(Service& service, Task<void> (Service::*method)(Caller, std::string), Operation operation,
                std::string summary) {
        const auto handler = [&service, method, id = m_noun.idName](Call call) -> Task<Response> {
            co_await (service.*method)(callerOf(call), pathPart(call, id.c_str()));
            co_return Response(204, "", "");
        };
        replies(add("DELETE", onePath(), "remove" + m_noun.word, std::move(summary), operation, handler), 204,
                "It is gone");
    }

private:
    std::string onePath() const { return m_noun.path + "/{" + m_noun.idName + "}"; }
    std::string one() const { return "The " + m_noun.subject; }
    Route& add(const char* method, std::string path, std::string operationId, std::string summary, Operation operation,
               RouteHandler handler) {
        return m_routes.add(method, std::move(path), std::move(operationId), std::move(summary), operation,
                            std::move(handler));
    }

    RouteList& m_routes;
    Noun m_noun;
};

}  // namespace heddle::rest
