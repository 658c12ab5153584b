#include "core/rest/routes/route_list.h"
#include "core/rest/routes/routes.h"
#include "core/services/accounts/api_key_service.h"
#include "core/services/accounts/sign_in_service.h"
#include "core/services/accounts/user_service.h"

namespace heddle::rest {

using boost::asio::awaitable;
using security::Operation;

namespace {

std::optional<std::string> textOf(const Json& body, const char* name) {
    return body.contains(name) ? std::optional(body.at(name).get<std::string>()) : std::nullopt;
}

services::UserChange changeFrom(const Json& body) {
    services::UserChange change;
    change.displayName = textOf(body, "display_name");
    change.email = textOf(body, "email");
    if (body.contains("roles")) change.roles = domain::rolesFromJson(body.at("roles"));
    if (body.contains("is_active")) change.active = body.at("is_active").get<bool>();
    return change;
}

void addUsers(RouteList& routes, services::UserService& users) {
    Route& list = routes.add("GET", "/users", "listUsers", "All users", Operation::UsersList,
                             [&users](Call call) -> awaitable<Response> {
                                 Json items = Json::array();
                                 const auto found = co_await users.list(callerOf(call));
                                 for (const auto& user : found)
                                     items.push_back(domain::toJson(user));
                                 co_return pageReply(std::move(items), {});
                             });
    replies(list, 200, "The users", pageOf("User"));

    Route& create = routes.add("POST", "/users", "createUser", "Make a user", Operation::UsersCreate,
                               [&users](Call call) -> awaitable<Response> {
                                   services::NewUser made;
                                   made.login = call.body.at("login").get<std::string>();
                                   made.displayName = call.body.value("display_name", "");
                                   made.email = call.body.value("email", "");
                                   made.roles = domain::rolesFromJson(call.body.at("roles"));
                                   made.password = call.body.at("password").get<std::string>();
                                   const auto user = co_await users.create(callerOf(call), std::move(made));
                                   Response response = Response::json(201, domain::toJson(user));
                                   response.headers.add("Location", "/api/v1/users/" + user.id);
                                   co_return response;
                               });
    replies(takes(create, "UserCreate"), 201, "The user", schemaRef("User")).isIdempotent = true;

    Route& get = routes.add("GET", "/users/{user_id}", "getUser", "One user", Operation::UsersRead,
                            [&users](Call call) -> awaitable<Response> {
                                const auto user = co_await users.get(callerOf(call), pathPart(call, "user_id"));
                                co_return Response::json(200, domain::toJson(user));
                            });
    replies(get, 200, "The user", schemaRef("User"));

    Route& change = routes.add("PATCH", "/users/{user_id}", "changeUser", "Change a user", Operation::UsersUpdate,
                               [&users](Call call) -> awaitable<Response> {
                                   const auto user = co_await users.change(callerOf(call), pathPart(call, "user_id"),
                                                                           changeFrom(call.body));
                                   co_return Response::json(200, domain::toJson(user));
                               });
    replies(takes(change, "UserChange"), 200, "The user", schemaRef("User"));

    Route& remove = routes.add("DELETE", "/users/{user_id}", "removeUser", "Remove a user", Operation::UsersDelete,
                               [&users](Call call) -> awaitable<Response> {
                                   co_await users.remove(callerOf(call), pathPart(call, "user_id"));
                                   co_return Response(204, "", "");
                               });
    replies(remove, 204, "The user is gone");
}

void addSessions(RouteList& routes, services::UserService& users, services::SignInService& signIn) {
    Route& password = routes.add(
        "PUT", "/users/{user_id}/password", "setPassword", "Set a password; one's own needs the old one",
        Operation::UsersSetPassword, [&users](Call call) -> awaitable<Response> {
            co_await users.setPassword(callerOf(call), pathPart(call, "user_id"), call.body.value("old_password", ""),
                                       call.body.at("password").get<std::string>());
            co_return Response(204, "", "");
        });
    replies(takes(password, "PasswordChange"), 204, "It is set, and all sessions have ended").rateClass = "login";

    Route& signOut = routes.add("POST", "/users/{user_id}/sign-out", "signOutEverywhere", "End all sessions of a user",
                                Operation::UsersSignOut, [&signIn](Call call) -> awaitable<Response> {
                                    co_await signIn.signOutEverywhere(callerOf(call), pathPart(call, "user_id"));
                                    co_return Response(204, "", "");
                                });
    replies(signOut, 204, "They have ended");
}

void addKeys(RouteList& routes, services::ApiKeyService& keys) {
    Route& list = routes.add("GET", "/api-keys", "listApiKeys", "API keys, without what they are", Operation::KeysList,
                             [&keys](Call call) -> awaitable<Response> {
                                 Json items = Json::array();
                                 const auto found = co_await keys.list(callerOf(call));
                                 for (const auto& key : found)
                                     items.push_back(domain::toJson(key));
                                 co_return pageReply(std::move(items), {});
                             });
    replies(list, 200, "The keys", pageOf("ApiKey"));

    Route& create = routes.add("POST", "/api-keys", "createApiKey", "Make an API key; it is shown this once",
                               Operation::KeysCreate, [&keys](Call call) -> awaitable<Response> {
                                   const auto expires = call.body.value<std::int64_t>("expires_ms", 0);
                                   const auto made = co_await keys.create(
                                       callerOf(call), call.body.at("name").get<std::string>(),
                                       call.body.at("scopes").get<std::vector<std::string>>(), expires);
                                   Json body = domain::toJson(made.key);
                                   body["key"] = made.text;
                                   Response response = Response::json(201, body);
                                   response.headers.add("Cache-Control", "no-store");
                                   co_return response;
                               });
    replies(takes(create, "ApiKeyCreate"), 201, "The key", schemaRef("NewApiKey"));

    Route& revoke = routes.add("DELETE", "/api-keys/{key_id}", "revokeApiKey", "Make an API key void",
                               Operation::KeysRevoke, [&keys](Call call) -> awaitable<Response> {
                                   co_await keys.revoke(callerOf(call), pathPart(call, "key_id"));
                                   co_return Response(204, "", "");
                               });
    replies(revoke, 204, "It is void");
}

}  // namespace

void addUserRoutes(RouteList& routes, const Backend& backend) {
    routes.tag("users");
    addUsers(routes, backend.users);
    addSessions(routes, backend.users, backend.signIn);
    addKeys(routes, backend.apiKeys);
}

}  // namespace heddle::rest
