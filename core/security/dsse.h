#pragma once
#include "core/base/json.h"
#include "core/security/signing_key.h"

#include <string>
#include <string_view>
#include <vector>

namespace heddle::security {

/// Signed bytes, as the Dead Simple Signing Envelope has them (github.com/secure-systems-lab/dsse, version 1): nobody
/// needs to write JSON twice in the same way to check a signature.
struct SignedPayload {
    std::string type;     ///< media type; signed too
    std::string payload;  ///< the bytes
};

/// `{payload, payloadType, signatures: [{keyid, sig}]}`, one signature for each key.
Json signEnvelope(const SignedPayload& content, const std::vector<SigningKey>& keys);

/// The content, if one of `trusted` signed it. The algorithm is the key's; a `keyid` only says which to try. Throws
/// Error(Denied, "signature.invalid") with the fact `type`, or Error(InvalidArgument, "json.missing" | "json.type") and
/// Error(Parse, "signature.format") for what is no envelope.
SignedPayload verifyEnvelope(const Json& envelope, const std::vector<PublicKey>& trusted);

}  // namespace heddle::security
