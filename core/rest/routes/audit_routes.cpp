#include "core/rest/routes/route_list.h"
#include "core/rest/routes/routes.h"
#include "core/security/audit_anchor.h"
#include "core/services/accounts/audit_trail.h"

namespace heddle::rest {

using boost::asio::awaitable;
using security::Operation;

void addAuditRoutes(RouteList& routes, const Backend& backend) {
    routes.tag("audit");
    services::AuditTrail& audit = backend.audit;
    const CursorSeal& cursors = backend.cursors;

    Route& list = routes.add("GET", "/audit", "listAudit", "Who did what, newest first", Operation::AuditRead,
                             [&audit, &cursors](Call call) -> awaitable<Response> {
                                 storage::AuditFilter filter;
                                 filter.actor = queryText(call, "actor");
                                 filter.action = queryText(call, "action");
                                 filter.limit = limitOf(call);
                                 const std::string cursor = queryText(call, "cursor");
                                 if (!cursor.empty()) filter.before = cursors.open("audit", cursor).get<std::int64_t>();
                                 const auto entries = co_await audit.list(callerOf(call), filter);
                                 Json items = Json::array();
                                 for (const auto& entry : entries)
                                     items.push_back(toJson(entry));
                                 const bool isFull = static_cast<int>(entries.size()) == filter.limit;
                                 co_return pageReply(std::move(items),
                                                     isFull ? cursors.seal("audit", entries.back().sequence) : "");
                             });
    query(list, "actor", "Only what this user did, by id");
    query(list, "action", "Only this: users.create, auth.sign_in, …");
    replies(paged(list), 200, "The entries", pageOf("AuditEntry"));

    Route& verify =
        routes.add("GET", "/audit/verify", "verifyAudit", "Whether the log is as it was written",
                   Operation::AuditVerify, [&audit](Call call) -> awaitable<Response> {
                       const std::string text = queryText(call, "anchor");
                       const auto kept = text.empty() ? security::AuditAnchor() : security::anchorFrom(text);
                       const auto damage = co_await audit.verify(callerOf(call), kept);
                       const auto end = co_await audit.anchor(callerOf(call));
                       Json body{{"is_whole", !damage},
                                 {"end", {{"sequence", end.sequence}, {"digest", end.digest}}},
                                 {"damage", nullptr}};
                       if (damage)
                           body["damage"] = {{"sequence", damage->sequence}, {"kind", auditDamageName(damage->damage)}};
                       co_return Response::json(200, body);
                   });
    query(verify, "anchor", "An end that was kept: SEQUENCE:DIGEST");
    replies(verify, 200, "What was found", schemaRef("AuditVerdict"));
}

}  // namespace heddle::rest
