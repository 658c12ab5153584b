#include "core/net/redirect.h"

#include "core/base/error.h"
#include "core/net/url.h"

namespace heddle::net {
namespace {

bool isRedirect(int status) {
    return status == 301 || status == 302 || status == 303 || status == 307 || status == 308;
}

[[noreturn]] void refuse(const Request& request, const std::string& target, const char* reason) {
    throw Error(ErrorKind::Denied, "net.redirect",
                {{"url", displayUrl(request.url)}, {"target", displayUrl(target)}, {"reason", reason}});
}

}  // namespace

std::optional<Request> redirected(const Request& request, int status, const Headers& headers) {
    const auto location = headers.find("location");
    if (!isRedirect(status) || !location) return std::nullopt;
    Request next = request;
    next.url = resolveUrl(request.url, *location);
    const bool becomesGet = status == 303 || (status <= 302 && request.method == "POST");
    if (becomesGet && request.method != "HEAD") {
        next.method = "GET";
        next.body.clear();
        next.headers.remove("content-type");
    }
    if (originOf(next.url) == originOf(request.url)) return next;
    if (request.url.starts_with("https:") && !next.url.starts_with("https:"))
        refuse(request, next.url, "it would leave the encrypted connection");
    if (!next.body.empty()) refuse(request, next.url, "the content would go to another server");
    next.headers = {};
    for (const char* name : {"accept", "accept-language", "user-agent"})
        if (const auto value = request.headers.find(name)) next.headers.add(name, *value);
    return next;
}

}  // namespace heddle::net
