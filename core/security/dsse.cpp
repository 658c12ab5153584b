#include "core/security/dsse.h"

#include "core/base/error.h"
#include "core/security/encoding.h"

#include <algorithm>

namespace heddle::security {
namespace {

/// What is signed: PAE of the protocol's section "Signature Definition".
std::string signedBytes(const SignedPayload& content) {
    return "DSSEv1 " + std::to_string(content.type.size()) + " " + content.type + " " +
           std::to_string(content.payload.size()) + " " + content.payload;
}

/// The protocol lets readers take both alphabets of base64.
std::string bytesIn(const JsonReader& in, std::string_view key) {
    const std::string text = in.string(key);
    auto bytes = fromBase64(text);
    if (!bytes) bytes = fromBase64Url(text);
    if (!bytes) throw Error(ErrorKind::Parse, "signature.format", {{"path", in.path() + pointerStep(key)}});
    return std::move(*bytes);
}

}  // namespace

Json signEnvelope(const SignedPayload& content, const std::vector<SigningKey>& keys) {
    const std::string bytes = signedBytes(content);
    Json signatures = Json::array();
    for (const auto& key : keys) {
        signatures.push_back({{"keyid", key.publicKey().fingerprint()}, {"sig", toBase64(key.sign(bytes))}});
    }
    return {{"payload", toBase64(content.payload)}, {"payloadType", content.type}, {"signatures", signatures}};
}

SignedPayload verifyEnvelope(const Json& envelope, const std::vector<PublicKey>& trusted) {
    const JsonReader in(envelope);
    SignedPayload content{in.string("payloadType"), bytesIn(in, "payload")};
    const std::string bytes = signedBytes(content);
    const Json& signatures = in.array("signatures");
    for (std::size_t i = 0; i < signatures.size(); ++i) {
        const JsonReader entry(signatures[i], "/signatures/" + std::to_string(i));
        const std::string keyId = entry.string("keyid", "");
        const std::string signature = bytesIn(entry, "sig");
        const auto signs = [&](const PublicKey& key) {
            return (keyId.empty() || keyId == key.fingerprint()) && key.verifies(bytes, signature);
        };
        if (std::any_of(trusted.begin(), trusted.end(), signs)) return content;
    }
    throw Error(ErrorKind::Denied, "signature.invalid", {{"type", content.type}});
}

}  // namespace heddle::security
