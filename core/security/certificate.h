#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace heddle::security {

/// A server's certificate and its key, both PEM.
struct CertificatePair {
    std::string certificate;
    std::string key;  ///< PKCS#8, not encrypted: for a file of mode 0600
};

/// For trials: EC P-256, signed by itself, for a server with these names (DNS names and IP addresses). Valid from an
/// hour before `nowMs` for `days`. Throws Error(InvalidArgument, "certificate.name") with the fact `name` for what is
/// neither.
CertificatePair makeSelfSigned(const std::vector<std::string>& names, int days, std::int64_t nowMs);

/// "localhost", the loopback addresses and this computer's name.
std::vector<std::string> namesOfThisComputer();

}  // namespace heddle::security
