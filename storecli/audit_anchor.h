#pragma once
#include "core/security/audit_chain.h"

#include <string>

namespace heddle::storecli {

/// "SEQUENCE:DIGEST", as the commands print it. Throws Error(InvalidArgument, "audit.bad_anchor").
security::AuditAnchor anchorFrom(const std::string& text);
std::string anchorText(const security::AuditAnchor& anchor);

}  // namespace heddle::storecli
