#pragma once

struct sockaddr;

namespace heddle::net {

/// Whether an address is one of the open internet: not this computer's, not of a private or local network, not
/// reserved (IANA special-purpose registries; RFC 6890). IPv4 inside IPv6 counts as what it leads to. Unknown families
/// are not public.
bool isPublicAddress(const sockaddr& address);

}  // namespace heddle::net
