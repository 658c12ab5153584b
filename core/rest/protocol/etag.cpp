#include "core/rest/protocol/etag.h"

#include "core/base/error.h"
#include "core/security/digest.h"
#include "core/security/encoding.h"

#include <optional>

namespace heddle::rest {
namespace {

/// Bytes of the digest in a tag: enough that nobody meets two contents with one.
constexpr std::size_t kDigestBytes = 16;

std::string_view opaque(std::string_view etag) { return etag.starts_with("W/") ? etag.substr(2) : etag; }

constexpr std::string_view kGzipEnd = "-gzip\"";

/// `etag` as it is before compression.
std::string plain(std::string_view etag) {
    if (!etag.ends_with(kGzipEnd)) return std::string(etag);
    return std::string(etag.substr(0, etag.size() - kGzipEnd.size())) + '"';
}

bool isWeak(std::string_view etag) { return etag.starts_with("W/"); }

/// The next tag of a list; nothing at its end or where it is malformed.
std::optional<std::string_view> nextTag(std::string_view& list) {
    const auto start = list.find_first_not_of(" \t,");
    if (start == std::string_view::npos) return std::nullopt;
    const auto open = list.find('"', start);
    const auto close = open == std::string_view::npos ? open : list.find('"', open + 1);
    if (close == std::string_view::npos) return std::nullopt;
    const std::string_view tag = list.substr(start, close + 1 - start);
    list.remove_prefix(close + 1);
    return tag;
}

template <class Same>
bool isIn(std::string_view list, Same same) {
    if (list == "*") return true;
    while (const auto tag = nextTag(list)) {
        if (same(*tag)) return true;
    }
    return false;
}

}  // namespace

std::string etagOf(std::string_view bytes) {
    const std::string digest = security::digest(security::Hash::Sha256, bytes);
    return '"' + security::toBase64Url(digest.substr(0, kDigestBytes)) + '"';
}

std::string etagOfRevision(std::int64_t revision) { return "\"r" + std::to_string(revision) + '"'; }

std::string weak(std::string_view etag) { return "W/" + std::string(opaque(etag)); }

std::string gzipped(std::string_view etag) {
    return std::string(etag.substr(0, etag.size() - 1)) + std::string(kGzipEnd);
}

bool isKnown(const Request& request, std::string_view etag) {
    const auto list = request.headers.find("If-None-Match");
    return list && isIn(*list, [&](std::string_view tag) { return opaque(plain(tag)) == opaque(etag); });
}

void requireMatch(const Request& request, std::string_view etag) {
    const auto list = request.headers.find("If-Match");
    if (!list) throw Error(ErrorKind::InvalidArgument, "rest.if_match", {{"etag", etag}});
    const bool fits =
        isIn(*list, [&](std::string_view tag) { return !isWeak(tag) && !isWeak(etag) && plain(tag) == etag; });
    if (!fits) throw Error(ErrorKind::Conflict, "rest.changed", {{"etag", etag}});
}

}  // namespace heddle::rest
