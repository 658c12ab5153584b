#include "core/rest/routing/docs_page.h"

#include "core/rest/protocol/etag.h"

namespace heddle::rest {
namespace {

/// Scripts and styles of this server alone.
constexpr const char* kPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; frame-ancestors 'none'";

Route fileRoute(std::string path, std::string operationId, std::string contentType, std::string text) {
    Route route;
    route.method = "GET";
    route.path = std::move(path);
    route.operationId = std::move(operationId);
    route.isPublic = true;
    route.isHidden = true;
    const std::string etag = etagOf(text);
    route.handler = [contentType, text = std::move(text), etag](const Call&) -> boost::asio::awaitable<Response> {
        Response response(200, contentType, text);
        response.headers.add("ETag", etag);
        response.headers.add("Cache-Control", "no-cache");
        response.headers.add("Content-Security-Policy", kPolicy);
        co_return response;
    };
    return route;
}

}  // namespace

std::vector<Route> docsRoutes(std::string openApi) {
    std::vector<Route> routes;
    routes.push_back(fileRoute("/openapi.json", "openApi", "application/json", std::move(openApi)));
    routes.push_back(fileRoute("/docs", "docs", "text/html; charset=utf-8", std::string(embeddedPage())));
    routes.push_back(
        fileRoute("/docs/page.js", "docsScript", "text/javascript; charset=utf-8", std::string(embeddedScript())));
    routes.push_back(fileRoute("/docs/page.css", "docsStyle", "text/css; charset=utf-8", std::string(embeddedStyle())));
    return routes;
}

}  // namespace heddle::rest
