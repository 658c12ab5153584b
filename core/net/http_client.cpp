#include "core/net/http_client.h"

#include "core/base/error.h"
#include "core/net/url.h"

namespace heddle::net {

boost::asio::awaitable<Response> HttpClient::send(Request request) {
    const std::size_t limit = request.bodyLimit;
    const std::string url = displayUrl(request.url);
    const auto stream = co_await open(std::move(request));
    Response response;
    response.status = stream->status();
    response.headers = stream->headers();
    try {
        response.body = co_await readAll(*stream, limit);
    } catch (const Error& error) {
        throw error.with("url", url);
    }
    co_return response;
}

boost::asio::awaitable<std::string> readAll(ResponseStream& stream, std::size_t limit) {
    std::string body;
    while (auto bytes = co_await stream.read()) {
        if (body.size() + bytes->size() > limit) {
            const Json facts{{"limit", limit}};
            throw Error(ErrorKind::Limit, "net.too_large", facts);
        }
        body += *bytes;
    }
    co_return body;
}

}  // namespace heddle::net
