#include "core/security/sodium.h"

#include "core/base/error.h"

namespace heddle::security {

void startSodium() {
    if (sodium_init() < 0) throw Error(ErrorKind::Internal, "security.library", {{"what", "libsodium"}});
}

}  // namespace heddle::security
