#include "core/rest/routing/target.h"

#include "core/base/error.h"
#include "core/base/utf8.h"

namespace heddle::rest {
namespace {

constexpr std::size_t kMostParameters = 100;

[[noreturn]] void refuseTarget(std::string_view reason) {
    throw Error(ErrorKind::InvalidArgument, "rest.bad_target", {{"reason", reason}});
}

int hexDigit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

char decodedByte(std::string_view text, std::size_t at) {
    const int high = at + 2 < text.size() ? hexDigit(text[at + 1]) : -1;
    const int low = at + 2 < text.size() ? hexDigit(text[at + 2]) : -1;
    if (high < 0 || low < 0) refuseTarget("a % that is not followed by two hexadecimal digits");
    return static_cast<char>(high * 16 + low);
}

/// The text that `text` stands for. In a query, '+' is a space.
std::string decoded(std::string_view text, bool isQuery) {
    std::string result;
    result.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        char c = text[i];
        if (c <= ' ' || c > '~') refuseTarget("a character that must be encoded");
        if (c == '%') {
            c = decodedByte(text, i);
            i += 2;
        } else if (c == '+' && isQuery) {
            c = ' ';
        }
        result += c;
    }
    if (!isUtf8(result)) refuseTarget("text that is not UTF-8");
    if (result.find('\0') != std::string::npos) refuseTarget("a NUL character");
    return result;
}

std::string segmentOf(std::string_view text) {
    if (text.empty()) refuseTarget("an empty segment of the path");
    std::string segment = decoded(text, false);
    if (segment == "." || segment == "..") refuseTarget("a dot segment");
    for (const char c : segment) {
        if (c == '/' || c == '\\') refuseTarget("an encoded slash");
        if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) refuseTarget("a control character");
    }
    return segment;
}

void readPath(std::string_view path, Target& target) {
    if (path.empty() || path[0] != '/') refuseTarget("a path that does not begin with a slash");
    for (std::size_t at = 1; at < path.size();) {
        const std::size_t end = std::min(path.find('/', at), path.size());
        target.segments.push_back(segmentOf(path.substr(at, end - at)));
        at = end + 1;
        if (end + 1 == path.size()) refuseTarget("a slash at the end of the path");
    }
}

void readQuery(std::string_view query, Target& target) {
    for (std::size_t at = 0; at < query.size();) {
        const std::size_t end = std::min(query.find('&', at), query.size());
        const std::string_view part = query.substr(at, end - at);
        at = end + 1;
        if (part.empty()) continue;
        const std::size_t equals = std::min(part.find('='), part.size());
        if (target.query.size() == kMostParameters) refuseTarget("too many parameters");
        target.query.emplace_back(decoded(part.substr(0, equals), true),
                                  equals < part.size() ? decoded(part.substr(equals + 1), true) : std::string());
    }
}

/// Without scheme and authority, which proxies are sent.
std::string_view originForm(std::string_view text) {
    const auto scheme = text.find("://");
    if (text.starts_with('/') || scheme == std::string_view::npos) return text;
    const auto path = text.find('/', scheme + 3);
    return path == std::string_view::npos ? std::string_view("/") : text.substr(path);
}

}  // namespace

Target parseTarget(std::string_view text) {
    const std::string_view local = originForm(text);
    if (local.find('#') != std::string_view::npos) refuseTarget("a fragment");
    const std::size_t mark = std::min(local.find('?'), local.size());
    Target target;
    readPath(local.substr(0, mark), target);
    if (mark < local.size()) readQuery(local.substr(mark + 1), target);
    return target;
}

}  // namespace heddle::rest
