#pragma once
#include "core/base/json.h"

#include <memory>
#include <string>
#include <string_view>

namespace heddle::security {

/// The public half of an Ed25519 key (RFC 8032). Immutable, cheap to copy, safe from any thread.
class PublicKey {
public:
    /// 32 bytes. Throws Error(Parse, "signing_key.format").
    static PublicKey fromRaw(std::string_view bytes);
    /// "-----BEGIN PUBLIC KEY-----". Throws as fromRaw does, also for keys of other kinds.
    static PublicKey fromPem(std::string_view pem);

    std::string raw() const;
    std::string pem() const;
    /// `{kty, crv, x}` (RFC 8037, section 2).
    Json jwk() const;
    /// SHA-256 of the key in base64url, as RFC 7638 makes it: which key it is, in tokens, envelopes and for people.
    const std::string& fingerprint() const;
    /// Whether `signature` is this key's over exactly these bytes.
    bool verifies(std::string_view bytes, std::string_view signature) const;

private:
    friend class SigningKey;
    struct Key;
    explicit PublicKey(std::shared_ptr<const Key> key) : m_key(std::move(key)) {}

    std::shared_ptr<const Key> m_key;
};

/// An Ed25519 key pair. Immutable, cheap to copy (the key itself stays where it is), safe from any thread.
class SigningKey {
public:
    static SigningKey generate();
    /// PKCS#8, encrypted with a passphrase (PBES2 with scrypt and AES-256, RFC 8018 and 7914). Throws Error(Denied,
    /// "signing_key.wrong_passphrase") and Error(Parse, "signing_key.format").
    static SigningKey fromPem(std::string_view pem, std::string_view passphrase);
    std::string pem(std::string_view passphrase) const;

    const PublicKey& publicKey() const { return m_public; }
    /// 64 bytes.
    std::string sign(std::string_view bytes) const;

private:
    explicit SigningKey(PublicKey key) : m_public(std::move(key)) {}

    PublicKey m_public;  // OpenSSL keeps both halves in one object
};

}  // namespace heddle::security
