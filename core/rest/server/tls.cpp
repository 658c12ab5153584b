#include "core/rest/server/tls.h"

#include "core/base/error.h"
#include "core/base/log.h"

#include <boost/asio/ssl/context.hpp>

namespace heddle::rest {
namespace {

namespace ssl = boost::asio::ssl;

[[noreturn]] void refuseFile(const std::filesystem::path& file, const boost::system::error_code& failure) {
    throw Error(ErrorKind::InvalidArgument, "rest.certificate",
                {{"file", file.string()}, {"reason", failure.message()}});
}

/// HTTP/1.1 is all that is spoken here; a client that asks for something else alone is told so (RFC 7301).
int chooseProtocol(SSL*, const unsigned char** out, unsigned char* outSize, const unsigned char* in,
                   unsigned int inSize, void*) {
    static constexpr unsigned char own[] = "\x08http/1.1";
    unsigned char* chosen = nullptr;
    if (SSL_select_next_proto(&chosen, outSize, own, sizeof own - 1, in, inSize) != OPENSSL_NPN_NEGOTIATED)
        return SSL_TLSEXT_ERR_ALERT_FATAL;
    *out = chosen;
    return SSL_TLSEXT_ERR_OK;
}

std::shared_ptr<ssl::context> load(const TlsFiles& files) {
    auto context = std::make_shared<ssl::context>(ssl::context::tls_server);
    SSL_CTX* native = context->native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_3_VERSION);
    // Idle connections give their buffers back.
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_alpn_select_cb(native, chooseProtocol, nullptr);
    boost::system::error_code failure;
    context->use_certificate_chain_file(files.certificates.string(), failure);
    if (failure) refuseFile(files.certificates, failure);
    context->use_private_key_file(files.key.string(), ssl::context::pem, failure);
    if (failure) refuseFile(files.key, failure);
    // A key of another kind than the certificate's is not refused by reading it.
    if (SSL_CTX_check_private_key(native) != 1)
        refuseFile(files.key, {static_cast<int>(ERR_get_error()), boost::asio::error::get_ssl_category()});
    return context;
}

}  // namespace

TlsIdentity::TlsIdentity(TlsFiles files) : m_files(std::move(files)), m_stamp(stamp()), m_context(load(m_files)) {}

TlsIdentity::Stamp TlsIdentity::stamp() const {
    std::error_code ignored;
    return {std::filesystem::last_write_time(m_files.certificates, ignored),
            std::filesystem::last_write_time(m_files.key, ignored)};
}

std::shared_ptr<ssl::context> TlsIdentity::current() {
    const std::lock_guard lock(m_mutex);
    const Stamp now = stamp();
    if (now == m_stamp) return m_context;
    m_stamp = now;
    try {
        m_context = load(m_files);
        roomLogger("rest")->info("certificate read again");
    } catch (const Error& error) {
        roomLogger("rest")->error("the old certificate stays in use: {}", error.what());
    }
    return m_context;
}

}  // namespace heddle::rest
