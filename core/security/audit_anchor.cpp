#include "core/security/audit_anchor.h"

#include "core/base/error.h"

#include <algorithm>
#include <charconv>

namespace heddle::security {

AuditAnchor anchorFrom(const std::string& text) {
    AuditAnchor anchor;
    const std::size_t colon = text.find(':');
    const auto [end, failure] =
        std::from_chars(text.data(), text.data() + std::min(colon, text.size()), anchor.sequence);
    if (colon == std::string::npos || failure != std::errc() || end != text.data() + colon) {
        throw Error(ErrorKind::InvalidArgument, "audit.bad_anchor", {{"anchor", text}});
    }
    anchor.digest = text.substr(colon + 1);
    return anchor;
}

std::string anchorText(const AuditAnchor& anchor) { return std::to_string(anchor.sequence) + ":" + anchor.digest; }

}  // namespace heddle::security
