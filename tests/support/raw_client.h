#pragma once
#include <cstdint>
#include <map>
#include <memory>
#include <string>

struct ssl_st;
struct ssl_ctx_st;

namespace heddle::tests {

struct RawReply {
    int status = 0;                              ///< 0: the server closed without one
    std::map<std::string, std::string> headers;  ///< names in lower case
    std::string body;                            ///< chunks put together
    bool isWhole = false;                        ///< the body came to its end
};

/// A client that sends exactly the bytes it is told to, and blocks for replies (ten seconds at most).
class RawClient {
public:
    enum class Wire { Plain, Tls };
    explicit RawClient(std::uint16_t port, Wire wire = Wire::Plain);
    ~RawClient();
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    /// False when the server does not take them any more.
    bool send(const std::string& bytes);
    RawReply reply(const std::string& method = "GET");
    /// Sends a request and reads its reply.
    RawReply ask(const std::string& method, const std::string& target, const std::string& fields = {},
                 const std::string& body = {});
    /// So many bytes, or what there was when the server closes first.
    std::string read(std::size_t size);
    /// Everything up to and including `text`; whatever there was when the server closes first.
    std::string readUntil(const std::string& text);
    /// Whether the server closes; throws away what it sends until then.
    bool isClosedSoon();
    void hangUp();
    /// Closes with a TCP reset.
    void reset();
    bool isTls() const { return m_tls != nullptr; }
    /// Of the server's certificate.
    std::string certificateName() const;

private:
    bool readMore();

    int m_socket = -1;
    ssl_ctx_st* m_context = nullptr;
    ssl_st* m_tls = nullptr;
    std::string m_in;
    bool m_isOver = false;
};

/// "GET target HTTP/1.1" with a Host and these fields (each with its line end), and a body with its length.
std::string requestText(const std::string& method, const std::string& target, const std::string& fields = {},
                        const std::string& body = {});

}  // namespace heddle::tests
