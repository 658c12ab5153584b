#include "tests/support/raw_client.h"

#include <arpa/inet.h>
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <algorithm>
#include <cctype>
#include <stdexcept>
#include <unistd.h>

namespace heddle::tests {
namespace {

constexpr timeval kPatience{10, 0};

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

}  // namespace

RawClient::RawClient(std::uint16_t port, Wire wire) {
    m_socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    ::setsockopt(m_socket, SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
    ::setsockopt(m_socket, SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(m_socket, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0)
        throw std::runtime_error("no connection");
    if (wire == Wire::Plain) return;
    m_context = SSL_CTX_new(TLS_client_method());
    m_tls = SSL_new(m_context);
    SSL_set_fd(m_tls, m_socket);
    if (SSL_connect(m_tls) != 1) throw std::runtime_error("no TLS");
}

RawClient::~RawClient() {
    if (m_tls) SSL_free(m_tls);
    if (m_context) SSL_CTX_free(m_context);
    hangUp();
}

bool RawClient::send(const std::string& bytes) {
    if (m_tls) return SSL_write(m_tls, bytes.data(), static_cast<int>(bytes.size())) > 0;
    for (std::size_t at = 0; at < bytes.size();) {
        const auto n = ::send(m_socket, bytes.data() + at, bytes.size() - at, MSG_NOSIGNAL);
        if (n <= 0) return false;
        at += static_cast<std::size_t>(n);
    }
    return true;
}

bool RawClient::readMore() {
    char bytes[65536];
    const auto n = m_tls ? SSL_read(m_tls, bytes, sizeof bytes) : ::recv(m_socket, bytes, sizeof bytes, 0);
    if (n > 0) m_in.append(bytes, static_cast<std::size_t>(n));
    m_isOver = n == 0 || (n < 0 && errno != EAGAIN);
    return n > 0;
}

std::string RawClient::read(std::size_t size) {
    while (m_in.size() < size && readMore()) {
    }
    std::string taken = m_in.substr(0, size);
    m_in.erase(0, size);
    return taken;
}

std::string RawClient::readUntil(const std::string& text) {
    for (std::size_t from = 0;;) {
        const auto at = m_in.find(text, from);
        if (at != std::string::npos) return read(at + text.size());
        from = m_in.size() >= text.size() ? m_in.size() - text.size() : 0;
        if (!readMore()) return read(m_in.size());
    }
}

RawReply RawClient::reply(const std::string& method) {
    RawReply reply;
    const std::string head = readUntil("\r\n\r\n");
    if (!head.starts_with("HTTP/1.1 ")) return reply;
    reply.status = std::stoi(head.substr(9, 3));
    for (std::size_t at = head.find("\r\n") + 2; at + 2 < head.size();) {
        const auto end = head.find("\r\n", at);
        const auto colon = head.find(':', at);
        reply.headers[lower(head.substr(at, colon - at))] = head.substr(colon + 2, end - colon - 2);
        at = end + 2;
    }
    reply.isWhole = true;
    if (method == "HEAD" || reply.status == 204 || reply.status == 304 || reply.status == 100) return reply;
    if (const auto length = reply.headers.find("content-length"); length != reply.headers.end()) {
        const std::size_t size = std::stoul(length->second);
        reply.body = read(size);
        reply.isWhole = reply.body.size() == size;
    } else if (reply.headers.contains("transfer-encoding")) {
        for (;;) {
            const std::string line = readUntil("\r\n");
            const std::size_t size = line.ends_with("\r\n") ? std::stoul(line, nullptr, 16) : 0;
            reply.body += read(size);
            const std::string end = read(2);
            reply.isWhole = line.ends_with("\r\n") && end == "\r\n";
            if (size == 0 || !reply.isWhole) break;
        }
    } else {
        while (readMore()) {
        }
        reply.body = read(m_in.size());
    }
    return reply;
}

RawReply RawClient::ask(const std::string& method, const std::string& target, const std::string& fields,
                        const std::string& body) {
    send(requestText(method, target, fields, body));
    return reply(method);
}

bool RawClient::isClosedSoon() {
    while (readMore()) {
    }
    return m_isOver;
}

void RawClient::hangUp() {
    if (m_socket >= 0) ::close(m_socket);
    m_socket = -1;
}

void RawClient::reset() {
    const linger hard{1, 0};
    ::setsockopt(m_socket, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
    hangUp();
}

std::string RawClient::certificateName() const {
    X509* certificate = SSL_get1_peer_certificate(m_tls);
    char name[128] = {};
    X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name, sizeof name);
    X509_free(certificate);
    return name;
}

std::string requestText(const std::string& method, const std::string& target, const std::string& fields,
                        const std::string& body) {
    const std::string length =
        body.empty() && method != "POST" ? "" : "Content-Length: " + std::to_string(body.size()) + "\r\n";
    return method + " " + target + " HTTP/1.1\r\nHost: localhost\r\n" + fields + length + "\r\n" + body;
}

}  // namespace heddle::tests
