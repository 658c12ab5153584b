#include "core/security/digest.h"

#include "core/base/error.h"
#include "core/security/openssl.h"
#include "core/security/sodium.h"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/kdf.h>

#include <cerrno>
#include <cstring>
#include <fstream>

namespace heddle::security {
namespace {

constexpr std::size_t kDigestSize = 32;

using Mac = std::unique_ptr<EVP_MAC, FreeWith<EVP_MAC_free>>;
using MacContext = std::unique_ptr<EVP_MAC_CTX, FreeWith<EVP_MAC_CTX_free>>;
using Kdf = std::unique_ptr<EVP_KDF, FreeWith<EVP_KDF_free>>;
using KdfContext = std::unique_ptr<EVP_KDF_CTX, FreeWith<EVP_KDF_CTX_free>>;

const char* nameOf(Hash hash) { return hash == Hash::Sm3 ? "SM3" : "SHA256"; }

const EVP_MD* algorithmOf(Hash hash) { return hash == Hash::Sm3 ? EVP_sm3() : EVP_sha256(); }

OSSL_PARAM textParam(const char* name, std::string_view text) {
    return OSSL_PARAM_construct_octet_string(name, const_cast<char*>(text.data()), text.size());
}

OSSL_PARAM digestParam(const char* name, Hash hash) {
    return OSSL_PARAM_construct_utf8_string(name, const_cast<char*>(nameOf(hash)), 0);
}

}  // namespace

std::string digest(Hash hash, std::string_view bytes) {
    std::string result(kDigestSize, '\0');
    must(EVP_Digest(bytes.data(), bytes.size(), bytesOf(result), nullptr, algorithmOf(hash), nullptr), nameOf(hash));
    return result;
}

std::string digestOfFile(Hash hash, const std::filesystem::path& file) {
    const DigestContext context = mustHave(DigestContext(EVP_MD_CTX_new()), nameOf(hash));
    must(EVP_DigestInit_ex(context.get(), algorithmOf(hash), nullptr), nameOf(hash));
    std::ifstream in(file, std::ios::binary);
    std::string piece(1u << 20, '\0');
    while (in) {
        in.read(piece.data(), static_cast<std::streamsize>(piece.size()));
        must(EVP_DigestUpdate(context.get(), piece.data(), static_cast<std::size_t>(in.gcount())), nameOf(hash));
    }
    if (!in.eof()) {
        throw Error(ErrorKind::Storage, "file.unreadable", {{"file", file.string()}, {"reason", std::strerror(errno)}});
    }
    std::string result(kDigestSize, '\0');
    must(EVP_DigestFinal_ex(context.get(), bytesOf(result), nullptr), nameOf(hash));
    return result;
}

std::string hmac(Hash hash, std::string_view key, std::initializer_list<std::string_view> parts) {
    const Mac mac = mustHave(Mac(EVP_MAC_fetch(nullptr, "HMAC", nullptr)), "HMAC");
    const MacContext context = mustHave(MacContext(EVP_MAC_CTX_new(mac.get())), "HMAC");
    const OSSL_PARAM params[] = {digestParam(OSSL_MAC_PARAM_DIGEST, hash), OSSL_PARAM_construct_end()};
    must(EVP_MAC_init(context.get(), bytesOf(key), key.size(), params), "HMAC");
    for (const auto part : parts) {
        must(EVP_MAC_update(context.get(), bytesOf(part), part.size()), "HMAC");
    }
    std::string result(kDigestSize, '\0');
    std::size_t size = 0;
    must(EVP_MAC_final(context.get(), bytesOf(result), &size, result.size()), "HMAC");
    return result;
}

SecretBytes derivedKey(Hash hash, std::string_view key, std::string_view purpose, std::size_t size) {
    const Kdf kdf = mustHave(Kdf(EVP_KDF_fetch(nullptr, "HKDF", nullptr)), "HKDF");
    const KdfContext context = mustHave(KdfContext(EVP_KDF_CTX_new(kdf.get())), "HKDF");
    const OSSL_PARAM params[] = {digestParam(OSSL_KDF_PARAM_DIGEST, hash), textParam(OSSL_KDF_PARAM_KEY, key),
                                 textParam(OSSL_KDF_PARAM_INFO, purpose), OSSL_PARAM_construct_end()};
    SecretBytes result(size);
    must(EVP_KDF_derive(context.get(), result.data(), size, params), "HKDF");
    return result;
}

std::string randomBytes(std::size_t size) {
    startSodium();
    std::string bytes(size, '\0');
    randombytes_buf(bytes.data(), size);
    return bytes;
}

bool sameBytes(std::string_view left, std::string_view right) {
    return left.size() == right.size() && CRYPTO_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace heddle::security
