#include "core/base/words.h"
#include "core/rest/routes/route_list.h"
#include "core/rest/routes/routes.h"
#include "core/services/agents/publishing_service.h"
#include "core/services/agents/store_service.h"

namespace heddle::rest {

using boost::asio::awaitable;
using security::Operation;
using storage::StoreFilter;
using storage::StoreTable;

namespace {

StoreFilter::Order orderFrom(const std::string& name) {
    if (name == "downloads") return StoreFilter::Order::Downloads;
    return name == "rating" ? StoreFilter::Order::Rating : StoreFilter::Order::Newest;
}

Json agentsJson(const std::vector<domain::Agent>& agents) {
    Json items = Json::array();
    for (const auto& agent : agents)
        items.push_back(domain::toJson(agent));
    return items;
}

awaitable<Response> listStore(services::StoreService& store, const CursorSeal& cursors, Call call) {
    const std::string order = queryText(call, "sort");
    StoreFilter filter;
    filter.category = queryText(call, "category");
    filter.tag = queryText(call, "tag");
    filter.order = orderFrom(order);
    filter.limit = limitOf(call);
    if (const std::string text = queryText(call, "q"); !searchTerms(text).empty()) {
        const auto found = co_await store.search(callerOf(call), text, filter);
        co_return pageReply(agentsJson(found), {});
    }
    const std::string name = "store " + order;
    if (const auto cursor = queryText(call, "cursor"); !cursor.empty()) {
        const Json place = cursors.open(name, cursor);
        filter.after.emplace(place.at(0).get<double>(), place.at(1).get<std::string>());
    }
    const auto found = co_await store.list(callerOf(call), filter);
    std::string next;
    if (static_cast<int>(found.size()) == filter.limit)
        next = cursors.seal(name, {StoreTable::placeOf(found.back(), filter.order), found.back().id});
    co_return pageReply(agentsJson(found), next);
}

/// What a user may know of a version: what it does stays with its developer.
Json publicVersion(const domain::AgentVersion& version) {
    return {{"id", version.id},
            {"version", version.version},
            {"changelog", version.changelog},
            {"tool_dependencies", version.toolDependencies},
            {"rag_enabled", version.ragEnabled},
            {"created_ms", version.createdMs}};
}

void addLists(RouteList& routes, services::StoreService& store, const CursorSeal& cursors) {
    Route& list = routes.add("GET", "/store/agents", "searchStore", "Published agents", Operation::StoreSearch,
                             [&store, &cursors](Call call) { return listStore(store, cursors, std::move(call)); });
    query(list, "q", "Words, English or Chinese; the best agents come first, in one page",
          {{"type", "string"}, {"maxLength", 500}});
    query(list, "category", "Only of this category, by id");
    query(list, "tag", "Only with this tag");
    query(list, "sort", "The order",
          {{"type", "string"}, {"enum", {"newest", "downloads", "rating"}}, {"default", "newest"}});
    replies(paged(list), 200, "The agents", pageOf("Agent"));

    Route& installed = routes.add("GET", "/store/installed", "listInstalled", "What one has installed",
                                  Operation::StoreSearch, [&store](Call call) -> awaitable<Response> {
                                      const auto found = co_await store.installed(callerOf(call));
                                      co_return pageReply(agentsJson(found), {});
                                  });
    replies(installed, 200, "The agents", pageOf("Agent"));

    Route& recommended = routes.add("GET", "/store/recommendations", "recommendAgents", "Agents that one may like",
                                    Operation::StoreSearch, [&store](Call call) -> awaitable<Response> {
                                        const auto found =
                                            co_await store.recommendations(callerOf(call), limitOf(call));
                                        co_return pageReply(agentsJson(found), {});
                                    });
    replies(paged(recommended), 200, "The agents", pageOf("Agent"));
}

void addAgent(RouteList& routes, services::StoreService& store, services::PublishingService& publishing) {
    Route& details = routes.add("GET", "/store/agents/{agent_id}", "getStoreAgent", "A published agent",
                                Operation::StoreRead, [&store](Call call) -> awaitable<Response> {
                                    const auto found =
                                        co_await store.details(callerOf(call), pathPart(call, "agent_id"));
                                    Json ratings = Json::array();
                                    for (const auto& rating : found.ratings)
                                        ratings.push_back(domain::toJson(rating));
                                    co_return objectReply(200,
                                                          {{"agent", domain::toJson(found.agent)},
                                                           {"version", publicVersion(found.version)},
                                                           {"ratings", std::move(ratings)}},
                                                          found.agent.revision);
                                });
    replies(details, 200, "The agent, its current version and what users say", schemaRef("StoreAgent"));

    Route& install = routes.add(
        "POST", "/store/agents/{agent_id}/install", "installAgent", "Install an agent", Operation::StoreInstall,
        [&store](Call call) -> awaitable<Response> {
            const auto version = co_await store.install(callerOf(call), pathPart(call, "agent_id"));
            co_return Response::json(200, {{"agent_id", version.agentId}, {"version", publicVersion(version)}});
        });
    replies(install, 200, "What was installed", schemaRef("Installation")).isIdempotent = true;

    Route& rate = routes.add("PUT", "/store/agents/{agent_id}/rating", "rateAgent", "Rate an agent",
                             Operation::StoreRate, [&store](Call call) -> awaitable<Response> {
                                 const auto rating = co_await store.rate(callerOf(call), pathPart(call, "agent_id"),
                                                                         call.body.at("stars").get<int>(),
                                                                         call.body.value("comment", ""));
                                 co_return Response::json(200, domain::toJson(rating));
                             });
    replies(takes(rate, "RatingInput"), 200, "The rating", schemaRef("Rating"));

    Route& withdraw = routes.add("POST", "/store/agents/{agent_id}/withdraw", "withdrawAgent",
                                 "Take an agent out of the store; chats that have begun go on",
                                 Operation::StoreWithdraw, [&publishing](Call call) -> awaitable<Response> {
                                     co_await publishing.withdraw(callerOf(call), pathPart(call, "agent_id"));
                                     co_return Response(204, "", "");
                                 });
    replies(withdraw, 204, "It is out");
}

}  // namespace

void addStoreRoutes(RouteList& routes, const Backend& backend) {
    routes.tag("store");
    addLists(routes, backend.store, backend.cursors);
    addAgent(routes, backend.store, backend.publishing);
}

}  // namespace heddle::rest
