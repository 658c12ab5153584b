#include "core/base/clock.h"
#include "core/rest/routes/route_list.h"
#include "core/rest/routes/routes.h"
#include "core/services/accounts/sign_in_service.h"
#include "core/services/accounts/user_service.h"

namespace heddle::rest {

using boost::asio::awaitable;
using security::Operation;

namespace {

Json toJson(const services::Session& session, const Clock& clock) {
    return {{"access_token", session.accessToken},
            {"token_type", "Bearer"},
            {"expires_in", std::max<std::int64_t>(0, (session.accessExpiresMs - clock.nowMs()) / 1000)},
            {"refresh_token", session.refreshToken},
            {"user", domain::toJson(session.user)}};
}

/// A reply with secrets: nobody on the way keeps it.
Response secretReply(int status, const Json& body) {
    Response response = Response::json(status, body);
    response.headers.add("Cache-Control", "no-store");
    return response;
}

}  // namespace

void addAuthRoutes(RouteList& routes, const Backend& backend) {
    routes.tag("auth");
    services::SignInService& signIn = backend.signIn;
    services::UserService& users = backend.users;
    const Clock& clock = backend.clock;

    Route& login = routes.addPublic("POST", "/auth/login", "signIn", "Sign in with login and password",
                                    [&signIn, &clock](Call call) -> awaitable<Response> {
                                        const auto session = co_await signIn.signIn(
                                            callerOf(call), call.body.at("login").get<std::string>(),
                                            call.body.at("password").get<std::string>(), call.body.value("device", ""));
                                        co_return secretReply(200, toJson(session, clock));
                                    });
    replies(takes(login, "SignIn"), 200, "A session", schemaRef("Session")).rateClass = "login";

    Route& refresh = routes.addPublic(
        "POST", "/auth/refresh", "renewSession", "Renew a session; its refresh token is good for one renewal",
        [&signIn, &clock](Call call) -> awaitable<Response> {
            const auto session = co_await signIn.renew(callerOf(call), call.body.at("refresh_token").get<std::string>(),
                                                       call.body.value("device", ""));
            co_return secretReply(200, toJson(session, clock));
        });
    replies(takes(refresh, "Renewal"), 200, "The session, renewed", schemaRef("Session")).rateClass = "login";

    Route& logout = routes.add("POST", "/auth/logout", "signOut", "End the session", Operation::UsersSignOut,
                               [&signIn](Call call) -> awaitable<Response> {
                                   co_await signIn.signOut(callerOf(call));
                                   co_return Response(204, "", "");
                               });
    replies(logout, 204, "It has ended");

    Route& me = routes.add("GET", "/auth/me", "me", "Who asks", Operation::UsersRead,
                           [&users](Call call) -> awaitable<Response> {
                               const std::string id = call.principal.userId;
                               const auto user = co_await users.get(callerOf(call), id);
                               co_return Response::json(200, domain::toJson(user));
                           });
    replies(me, 200, "The user", schemaRef("User"));
}

}  // namespace heddle::rest
