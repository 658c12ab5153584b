#include "core/net/http_client.h"

#include "core/base/error.h"
#include "core/net/url.h"

namespace heddle::net {
namespace {

bool sameName(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

void Headers::set(std::string name, std::string value) {
    remove(name);
    add(std::move(name), std::move(value));
}

void Headers::remove(std::string_view name) {
    std::erase_if(m_fields, [&](const auto& field) { return sameName(field.first, name); });
}

std::optional<std::string> Headers::find(std::string_view name) const {
    for (const auto& [key, value] : m_fields)
        if (sameName(key, name)) return value;
    return std::nullopt;
}

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
