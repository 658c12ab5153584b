#pragma once
#include <sodium.h>

namespace heddle::security {

/// Before the first use of libsodium's memory, random numbers and password hashing; cheap when it has run already. Safe
/// from any thread. Throws Error(Internal, "security.library").
void startSodium();

}  // namespace heddle::security
