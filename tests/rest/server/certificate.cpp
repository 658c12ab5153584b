#include "tests/rest/server/certificate.h"

#include <openssl/ec.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <cstdio>
#include <memory>

namespace heddle::tests {
namespace {

constexpr long kDay = 24 * 60 * 60;

struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
};
using File = std::unique_ptr<std::FILE, Close>;

File openFile(const std::filesystem::path& path) { return File(std::fopen(path.c_str(), "w")); }

}  // namespace

rest::TlsFiles makeCertificate(const std::filesystem::path& folder, const std::string& name) {
    const rest::TlsFiles files{folder / "certificate.pem", folder / "key.pem"};
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -kDay);
    X509_gmtime_adj(X509_getm_notAfter(certificate), kDay);
    X509_NAME* subject = X509_get_subject_name(certificate);
    X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(name.c_str()), -1,
                               -1, 0);
    X509_set_issuer_name(certificate, subject);
    X509_set_pubkey(certificate, key);
    X509_sign(certificate, key, EVP_sha256());
    PEM_write_X509(openFile(files.certificates).get(), certificate);
    PEM_write_PrivateKey(openFile(files.key).get(), key, nullptr, nullptr, 0, nullptr, nullptr);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return files;
}

}  // namespace heddle::tests
