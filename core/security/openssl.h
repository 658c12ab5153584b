#pragma once
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/x509.h>
#include <openssl/x509v3.h>

#include <memory>
#include <string>
#include <string_view>

namespace heddle::security {

/// A deleter for objects of OpenSSL.
template <auto Free>
struct FreeWith {
    template <typename T>
    void operator()(T* object) const {
        Free(object);
    }
};

using Pkey = std::unique_ptr<EVP_PKEY, FreeWith<EVP_PKEY_free>>;
using PkeyContext = std::unique_ptr<EVP_PKEY_CTX, FreeWith<EVP_PKEY_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, FreeWith<EVP_MD_CTX_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, FreeWith<EVP_CIPHER_CTX_free>>;
using Bio = std::unique_ptr<BIO, FreeWith<BIO_free_all>>;

/// Throws Error(Internal, "security.library") with the fact `what` unless OpenSSL said 1. For calls that fail only
/// when memory is short or the library is built without an algorithm.
void must(int result, const char* what);

/// As must(), for calls that give an object.
template <typename Ptr>
Ptr mustHave(Ptr object, const char* what) {
    must(object ? 1 : 0, what);
    return object;
}

const unsigned char* bytesOf(std::string_view text);
unsigned char* bytesOf(std::string& text);

/// Reads from `text`, which must outlive it.
Bio readerOf(std::string_view text);
/// What was written to a memory BIO.
std::string contentOf(const Bio& bio);

}  // namespace heddle::security
