#pragma once
#include "core/security/audit_chain.h"

#include <string>

namespace heddle::security {

/// "SEQUENCE:DIGEST", as people keep it and send it back. Throws Error(InvalidArgument, "audit.bad_anchor").
AuditAnchor anchorFrom(const std::string& text);
std::string anchorText(const AuditAnchor& anchor);

}  // namespace heddle::security
