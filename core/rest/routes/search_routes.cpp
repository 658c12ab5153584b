#include "core/rest/routes/route_list.h"
#include "core/rest/routes/routes.h"
#include "core/services/search_service.h"

namespace heddle::rest {

using boost::asio::awaitable;
using security::Operation;

void addSearchRoutes(RouteList& routes, const Backend& backend) {
    routes.tag("search");
    services::SearchService& search = backend.search;
    Route& find = routes.add("GET", "/search", "search", "Find one's own agents, chats and messages",
                             Operation::ChatsList, [&search](Call call) -> awaitable<Response> {
                                 const auto hits = co_await search.find(callerOf(call), queryText(call, "q"),
                                                                        queryText(call, "kind"), limitOf(call));
                                 Json items = Json::array();
                                 for (const auto& hit : hits)
                                     items.push_back({{"kind", hit.kind},
                                                      {"id", hit.id},
                                                      {"chat_id", hit.chatId},
                                                      {"title", hit.title},
                                                      {"text", hit.text}});
                                 co_return pageReply(std::move(items), {});
                             });
    query(find, "q", "Words, English or Chinese; all are wanted", {{"type", "string"}, {"maxLength", 500}});
    find.parameters.back().isRequired = true;
    query(find, "kind", "Only these", {{"type", "string"}, {"enum", {"agent", "chat", "message"}}});
    replies(paged(find), 200, "What was found", pageOf("SearchHit"));
}

}  // namespace heddle::rest
