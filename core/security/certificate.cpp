#include "core/security/certificate.h"

#include "core/base/error.h"
#include "core/security/digest.h"
#include "core/security/openssl.h"

#include <arpa/inet.h>
#include <openssl/asn1.h>
#include <openssl/pem.h>

#include <algorithm>
#include <cctype>
#include <unistd.h>

namespace heddle::security {
namespace {

using Certificate = std::unique_ptr<X509, FreeWith<X509_free>>;
using Extension = std::unique_ptr<X509_EXTENSION, FreeWith<X509_EXTENSION_free>>;
using Number = std::unique_ptr<BIGNUM, FreeWith<BN_free>>;

bool isAddress(const std::string& name) {
    unsigned char bytes[16];
    return ::inet_pton(AF_INET, name.c_str(), bytes) == 1 || ::inet_pton(AF_INET6, name.c_str(), bytes) == 1;
}

/// Letters, digits, dashes and dots (RFC 1034, section 3.5), and "*." in front. The names become a text of OpenSSL's
/// configuration language, in which a comma would begin the next entry.
bool isDnsName(std::string_view name) {
    if (name.starts_with("*.")) name.remove_prefix(2);
    const auto fits = [](unsigned char c) { return std::isalnum(c) || c == '-' || c == '.'; };
    return !name.empty() && name.size() <= 253 && name.front() != '.' && std::all_of(name.begin(), name.end(), fits);
}

std::string alternativeNames(const std::vector<std::string>& names) {
    std::string text;
    for (const auto& name : names) {
        if (!isAddress(name) && !isDnsName(name)) {
            throw Error(ErrorKind::InvalidArgument, "certificate.name", {{"name", name}});
        }
        if (!text.empty()) text += ",";
        text += (isAddress(name) ? "IP:" : "DNS:") + name;
    }
    return text;
}

void addExtension(X509* certificate, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
    const Extension extension =
        mustHave(Extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str())), "X.509");
    must(X509_add_ext(certificate, extension.get(), -1), "X.509");
}

void setSerial(X509* certificate) {
    std::string serial = randomBytes(16);
    serial[0] = static_cast<char>(serial[0] & 0x7F);  // positive: RFC 5280, section 4.1.2.2
    const Number number =
        mustHave(Number(BN_bin2bn(bytesOf(serial), static_cast<int>(serial.size()), nullptr)), "X.509");
    must(BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) ? 1 : 0, "X.509");
}

void setName(X509* certificate, const std::string& name) {
    X509_NAME* subject = X509_get_subject_name(certificate);
    // Longer ones do not fit a common name (RFC 5280, appendix A.1); clients read the alternative names anyway.
    const std::string common = name.substr(0, 64);
    must(X509_NAME_add_entry_by_txt(subject, "O", MBSTRING_UTF8, bytesOf(std::string_view("Heddle")), -1, -1, 0),
         "X.509");
    must(X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, bytesOf(std::string_view(common)),
                                    static_cast<int>(common.size()), -1, 0),
         "X.509");
    must(X509_set_issuer_name(certificate, subject), "X.509");
}

void setTimes(X509* certificate, int days, std::int64_t nowMs) {
    const std::time_t start = static_cast<std::time_t>(nowMs / 1000 - 3600);
    must(ASN1_TIME_adj(X509_getm_notBefore(certificate), start, 0, 0) ? 1 : 0, "X.509");
    must(ASN1_TIME_adj(X509_getm_notAfter(certificate), start, days, 3600) ? 1 : 0, "X.509");
}

}  // namespace

CertificatePair makeSelfSigned(const std::vector<std::string>& names, int days, std::int64_t nowMs) {
    const std::string alternatives = alternativeNames(names);
    if (names.empty()) throw Error(ErrorKind::InvalidArgument, "certificate.name", {{"name", ""}});
    const Pkey key = mustHave(Pkey(EVP_EC_gen("P-256")), "P-256");
    const Certificate certificate = mustHave(Certificate(X509_new()), "X.509");
    must(X509_set_version(certificate.get(), X509_VERSION_3), "X.509");
    setSerial(certificate.get());
    setName(certificate.get(), names.front());
    setTimes(certificate.get(), days, nowMs);
    must(X509_set_pubkey(certificate.get(), key.get()), "X.509");
    addExtension(certificate.get(), NID_subject_alt_name, alternatives);
    addExtension(certificate.get(), NID_basic_constraints, "critical,CA:FALSE");
    addExtension(certificate.get(), NID_key_usage, "critical,digitalSignature");
    addExtension(certificate.get(), NID_ext_key_usage, "serverAuth");
    addExtension(certificate.get(), NID_subject_key_identifier, "hash");
    must(X509_sign(certificate.get(), key.get(), EVP_sha256()) > 0 ? 1 : 0, "X.509");

    const Bio certificateOut = mustHave(Bio(BIO_new(BIO_s_mem())), "writer");
    must(PEM_write_bio_X509(certificateOut.get(), certificate.get()), "PEM");
    const Bio keyOut = mustHave(Bio(BIO_new(BIO_s_secmem())), "writer");
    must(PEM_write_bio_PKCS8PrivateKey(keyOut.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr), "PEM");
    return {contentOf(certificateOut), contentOf(keyOut)};
}

std::vector<std::string> namesOfThisComputer() {
    std::vector<std::string> names{"localhost", "127.0.0.1", "::1"};
    char host[256] = {};
    if (::gethostname(host, sizeof host - 1) == 0 && isDnsName(host) && names.front() != host) names.emplace_back(host);
    return names;
}

}  // namespace heddle::security
