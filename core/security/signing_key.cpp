#include "core/security/signing_key.h"

#include "core/base/error.h"
#include "core/security/digest.h"
#include "core/security/encoding.h"
#include "core/security/openssl.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>

namespace heddle::security {
namespace {

constexpr std::size_t kKeySize = 32;
constexpr std::size_t kSignatureSize = 64;

// As `openssl pkcs8 -scrypt` has them: 16 MiB for each try.
constexpr std::uint64_t kScryptN = 16384;
constexpr std::uint64_t kScryptR = 8;
constexpr std::uint64_t kScryptP = 1;

using EncryptedKey = std::unique_ptr<X509_SIG, FreeWith<X509_SIG_free>>;
using PlainKey = std::unique_ptr<PKCS8_PRIV_KEY_INFO, FreeWith<PKCS8_PRIV_KEY_INFO_free>>;
using Algorithm = std::unique_ptr<X509_ALGOR, FreeWith<X509_ALGOR_free>>;

[[noreturn]] void notAKey() {
    ERR_clear_error();
    throw Error(ErrorKind::Parse, "signing_key.format");
}

Pkey mustBeEd25519(Pkey key) {
    if (!key || EVP_PKEY_get_id(key.get()) != EVP_PKEY_ED25519) notAKey();
    return key;
}

std::string rawKey(const EVP_PKEY* key) {
    std::string raw(kKeySize, '\0');
    std::size_t size = raw.size();
    must(EVP_PKEY_get_raw_public_key(key, bytesOf(raw), &size), "Ed25519");
    return raw;
}

Json jwkOf(std::string_view raw) { return {{"kty", "OKP"}, {"crv", "Ed25519"}, {"x", toBase64Url(raw)}}; }

}  // namespace

struct PublicKey::Key {
    explicit Key(Pkey pkey)
        : key(std::move(pkey)),
          // The members of the JWK in the order of their names, without spaces: RFC 7638, section 3.
          fingerprint(toBase64Url(digest(Hash::Sha256, compactJson(jwkOf(rawKey(key.get())))))) {}

    Pkey key;
    std::string fingerprint;
};

PublicKey PublicKey::fromRaw(std::string_view bytes) {
    if (bytes.size() != kKeySize) notAKey();
    return PublicKey(std::make_shared<const Key>(
        mustBeEd25519(Pkey(EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, nullptr, bytesOf(bytes), bytes.size())))));
}

PublicKey PublicKey::fromPem(std::string_view pem) {
    const Bio in = readerOf(pem);
    return PublicKey(
        std::make_shared<const Key>(mustBeEd25519(Pkey(PEM_read_bio_PUBKEY(in.get(), nullptr, nullptr, nullptr)))));
}

std::string PublicKey::raw() const { return rawKey(m_key->key.get()); }

std::string PublicKey::pem() const {
    const Bio out = mustHave(Bio(BIO_new(BIO_s_mem())), "writer");
    must(PEM_write_bio_PUBKEY(out.get(), m_key->key.get()), "PEM");
    return contentOf(out);
}

Json PublicKey::jwk() const { return jwkOf(raw()); }

const std::string& PublicKey::fingerprint() const { return m_key->fingerprint; }

bool PublicKey::verifies(std::string_view bytes, std::string_view signature) const {
    if (signature.size() != kSignatureSize) return false;
    const DigestContext context = mustHave(DigestContext(EVP_MD_CTX_new()), "Ed25519");
    must(EVP_DigestVerifyInit(context.get(), nullptr, nullptr, nullptr, m_key->key.get()), "Ed25519");
    const bool valid =
        EVP_DigestVerify(context.get(), bytesOf(signature), signature.size(), bytesOf(bytes), bytes.size()) == 1;
    if (!valid) ERR_clear_error();
    return valid;
}

SigningKey SigningKey::generate() {
    return SigningKey(PublicKey(std::make_shared<const PublicKey::Key>(
        mustHave(Pkey(EVP_PKEY_Q_keygen(nullptr, nullptr, "ED25519")), "Ed25519"))));
}

SigningKey SigningKey::fromPem(std::string_view pem, std::string_view passphrase) {
    const Bio in = readerOf(pem);
    const EncryptedKey encrypted(PEM_read_bio_PKCS8(in.get(), nullptr, nullptr, nullptr));
    if (!encrypted) notAKey();
    const PlainKey plain(PKCS8_decrypt(encrypted.get(), passphrase.data(), static_cast<int>(passphrase.size())));
    if (!plain) {
        ERR_clear_error();
        throw Error(ErrorKind::Denied, "signing_key.wrong_passphrase");
    }
    return SigningKey(
        PublicKey(std::make_shared<const PublicKey::Key>(mustBeEd25519(Pkey(EVP_PKCS82PKEY(plain.get()))))));
}

std::string SigningKey::pem(std::string_view passphrase) const {
    const PlainKey plain = mustHave(PlainKey(EVP_PKEY2PKCS8(m_public.m_key->key.get())), "PKCS#8");
    Algorithm algorithm =
        mustHave(Algorithm(PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), nullptr, 0, nullptr, kScryptN, kScryptR, kScryptP)),
                 "scrypt");
    const EncryptedKey encrypted =
        mustHave(EncryptedKey(PKCS8_set0_pbe(passphrase.data(), static_cast<int>(passphrase.size()), plain.get(),
                                             algorithm.get())),
                 "PKCS#8");
    std::ignore = algorithm.release();  // belongs to `encrypted` now
    const Bio out = mustHave(Bio(BIO_new(BIO_s_mem())), "writer");
    must(PEM_write_bio_PKCS8(out.get(), encrypted.get()), "PEM");
    return contentOf(out);
}

std::string SigningKey::sign(std::string_view bytes) const {
    const DigestContext context = mustHave(DigestContext(EVP_MD_CTX_new()), "Ed25519");
    must(EVP_DigestSignInit(context.get(), nullptr, nullptr, nullptr, m_public.m_key->key.get()), "Ed25519");
    std::string signature(kSignatureSize, '\0');
    std::size_t size = signature.size();
    must(EVP_DigestSign(context.get(), bytesOf(signature), &size, bytesOf(bytes), bytes.size()), "Ed25519");
    return signature;
}

}  // namespace heddle::security
