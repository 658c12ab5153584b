#include "core/rest/protocol/cursor.h"

#include "core/base/error.h"
#include "core/security/digest.h"
#include "core/security/encoding.h"

namespace heddle::rest {
namespace {

constexpr std::size_t kTagBytes = 16;
constexpr std::size_t kLongest = 2048;

[[noreturn]] void refuseCursor() { throw Error(ErrorKind::InvalidArgument, "rest.cursor"); }

}  // namespace

std::string CursorSeal::seal(std::string_view list, const Json& place) const {
    const std::string payload = compactJson(place);
    return security::toBase64Url(tag(list, payload) + payload);
}

Json CursorSeal::open(std::string_view list, std::string_view cursor) const {
    if (cursor.size() > kLongest) refuseCursor();
    const auto bytes = security::fromBase64Url(cursor);
    if (!bytes || bytes->size() <= kTagBytes) refuseCursor();
    const std::string_view payload = std::string_view(*bytes).substr(kTagBytes);
    if (!security::sameBytes(std::string_view(*bytes).substr(0, kTagBytes), tag(list, payload))) refuseCursor();
    return parseJson(payload, "cursor");
}

std::string CursorSeal::tag(std::string_view list, std::string_view payload) const {
    const std::string length = std::to_string(list.size()) + ":";
    return security::hmac(security::Hash::Sha256, m_key, {length, list, payload}).substr(0, kTagBytes);
}

}  // namespace heddle::rest
