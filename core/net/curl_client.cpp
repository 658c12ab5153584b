#include "core/net/curl_client.h"

#include "core/net/curl_loop.h"
#include "core/net/redirect.h"
#include "core/net/url.h"

namespace heddle::net {
namespace {

constexpr int kMostRedirects = 5;

/// A line break in a field would smuggle in another field.
void refuseLineBreaks(const Request& request) {
    for (const auto& [name, value] : request.headers)
        if (name.find_first_of("\r\n:") != std::string::npos || value.find_first_of("\r\n") != std::string::npos)
            throw Error(ErrorKind::InvalidArgument, "net.header", {{"url", displayUrl(request.url)}, {"name", name}});
}

class CurlStream final : public ResponseStream {
public:
    explicit CurlStream(std::shared_ptr<CurlTransfer> transfer) : m_transfer(std::move(transfer)) {}
    ~CurlStream() override { m_transfer->abort(); }
    boost::asio::awaitable<void> head() { return m_transfer->waitForHead(); }
    int status() const override { return m_transfer->status(); }
    const Headers& headers() const override { return m_transfer->headers(); }
    boost::asio::awaitable<std::optional<std::string>> read() override { return m_transfer->read(); }

private:
    std::shared_ptr<CurlTransfer> m_transfer;
};

}  // namespace

CurlClient::CurlClient() : m_loop(std::make_shared<CurlLoop>()) {}

CurlClient::~CurlClient() { m_loop->stop(); }

boost::asio::awaitable<std::unique_ptr<ResponseStream>> CurlClient::open(Request request) {
    const std::string url = displayUrl(request.url);
    refuseLineBreaks(request);
    for (int hop = 0; hop <= kMostRedirects; ++hop) {
        auto stream = std::make_unique<CurlStream>(m_loop->start(request));
        co_await stream->head();
        auto next = redirected(request, stream->status(), stream->headers());
        if (!next) co_return stream;
        request = std::move(*next);
    }
    const Json facts{{"url", url}, {"target", displayUrl(request.url)}, {"reason", "too many redirects"}};
    throw Error(ErrorKind::Denied, "net.redirect", facts);
}

}  // namespace heddle::net
