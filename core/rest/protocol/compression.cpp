#include "core/rest/protocol/compression.h"

#include "core/rest/protocol/etag.h"
#include "core/rest/protocol/gzip.h"
#include "core/rest/protocol/negotiation.h"

#include <array>
#include <zlib.h>

namespace heddle::rest {

namespace asio = boost::asio;

namespace {

/// Below this, head and framing cost more than is gained.
constexpr std::size_t kSmallest = 1024;
/// Compressed without a pause; some 2 ms.
constexpr std::size_t kSlice = 128u << 10;

bool isText(const Response& response) {
    const std::string type = mediaTypeOf(response.headers.find("Content-Type").value_or(""));
    return type.starts_with("text/") || type == "application/json" || type.ends_with("+json") ||
           type == "application/javascript";
}

}  // namespace

asio::awaitable<void> compress(Response& response, std::string_view acceptEncoding) {
    if (response.produce || response.body.size() < kSmallest) co_return;
    if (response.headers.has("Content-Encoding") || !isText(response)) co_return;
    response.headers.add("Vary", "Accept-Encoding");
    if (qualityOf(acceptEncoding, "gzip") <= 0) co_return;
    Gzip gzip;
    std::string packed;
    for (std::string_view rest = response.body;;) {
        const std::string_view slice = rest.substr(0, kSlice);
        rest.remove_prefix(slice.size());
        gzip.add(slice, rest.empty(), packed);
        if (rest.empty()) break;
        co_await asio::post(asio::use_awaitable);
    }
    response.body = std::move(packed);
    response.headers.add("Content-Encoding", "gzip");
    if (const auto etag = response.headers.find("ETag")) {
        const std::string coded = gzipped(*etag);
        response.headers.remove("ETag");
        response.headers.add("ETag", coded);
    }
}

}  // namespace heddle::rest
