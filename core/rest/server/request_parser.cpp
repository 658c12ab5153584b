#include "core/rest/server/request_parser.h"

#include "core/base/error.h"

#include <boost/beast/http/basic_parser.hpp>

namespace heddle::rest {
namespace {

namespace http = boost::beast::http;

/// The longest line that may stand around a target: method, version and spaces.
constexpr std::size_t kAroundTarget = 64;
constexpr std::string_view kLastChunk = "0\r\n\r\n";

[[noreturn]] void refuse(std::string_view reason) {
    throw Error(ErrorKind::InvalidArgument, "rest.bad_request", {{"reason", reason}});
}

[[noreturn]] void refuseTooLarge(std::string_view code, std::size_t limit) {
    throw Error(ErrorKind::Limit, std::string(code), {{"limit", limit}});
}

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

bool isDigits(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

/// Every line ends with CRLF, none goes on in the next (RFC 9112, sections 2.2 and 5.2), and there are not too many.
void checkLines(std::string_view head, std::size_t most) {
    std::size_t lines = 0;
    for (std::size_t at = head.find('\n'); at != std::string_view::npos; at = head.find('\n', at + 1)) {
        if (at == 0 || head[at - 1] != '\r') refuse("a line that does not end with CR LF");
        if (at + 1 < head.size() && (head[at + 1] == ' ' || head[at + 1] == '\t')) refuse("a folded header line");
        ++lines;
    }
    // The request line and the blank line are no fields.
    if (lines > most + 2) refuseTooLarge("rest.head_too_large", most);
}

}  // namespace

/// Receives what Beast finds in one request.
class RequestParser::Grammar final : public http::basic_parser<true> {
public:
    explicit Grammar(const ServerLimits& limits) : m_limits(limits) {
        header_limit(static_cast<std::uint32_t>(limits.head + 1));
        body_limit(boost::none);
        eager(true);
    }

    /// Feeds all that can be used; returns how much that was.
    std::size_t feed(std::string_view bytes) {
        boost::beast::error_code failure;
        const std::size_t used = put({bytes.data(), bytes.size()}, failure);
        if (failure == http::error::need_more) return used;
        if (failure == http::error::bad_version)
            throw Error(ErrorKind::InvalidArgument, "rest.http_version", Json::object());
        if (failure == http::error::body_limit) refuseTooLarge("rest.body_too_large", m_bodyLimit);
        if (failure) refuse(failure.message());
        return used;
    }

    void readInto(Request& request) { m_request = &request; }
    void readInto(std::string& body, std::size_t limit) {
        m_body = &body;
        m_bodyLimit = limit;
    }

    Framing framing() const {
        Framing framing;
        framing.isHttp10 = m_version == 10;
        framing.isHead = m_request->method == "HEAD";
        framing.keepsAlive = keep_alive();
        framing.hasBody = !is_done();
        framing.expectsContinue = m_expectsContinue && m_version == 11;
        if (m_lengths > 0) framing.length = *content_length();
        return framing;
    }

    void check() const {
        if (m_hosts > 1 || (m_hosts == 0 && m_version == 11)) refuse("there must be exactly one Host field");
        if (m_lengths > 1) refuse("more than one Content-Length");
        if (m_lengths > 0 && m_codings > 0) refuse("both Content-Length and Transfer-Encoding");
        if (m_codings > 1) refuse("more than one Transfer-Encoding");
        if (m_codings > 0 && m_version == 10) refuse("Transfer-Encoding in HTTP/1.0");
    }

private:
    using Text = boost::beast::string_view;
    using Failure = boost::beast::error_code;

    void on_request_impl(http::verb, Text method, Text target, int version, Failure&) override {
        if (target.size() > m_limits.target) refuseTooLarge("rest.target_too_long", m_limits.target);
        m_version = version;
        m_request->method = view(method);
        m_request->target = view(target);
    }
    void on_field_impl(http::field name, Text text, Text value, Failure&) override {
        if (m_isHeadDone) return;  // a trailer: nothing here asks for one
        switch (name) {
            case http::field::host:
                ++m_hosts;
                break;
            case http::field::content_length:
                ++m_lengths;
                if (!isDigits(view(value))) refuse("a Content-Length that is not a number");
                break;
            case http::field::transfer_encoding:
                ++m_codings;
                if (!net::sameFieldName(view(value), "chunked")) refuse("a Transfer-Encoding other than chunked");
                break;
            case http::field::expect:
                if (!net::sameFieldName(view(value), "100-continue"))
                    throw Error(ErrorKind::InvalidArgument, "rest.expectation", Json::object());
                m_expectsContinue = true;
                break;
            default:
                break;
        }
        m_request->headers.add(std::string(view(text)), std::string(view(value)));
    }
    void on_header_impl(Failure&) override { m_isHeadDone = true; }
    void on_body_init_impl(const boost::optional<std::uint64_t>&, Failure&) override {}
    std::size_t on_body_impl(Text bytes, Failure& failure) override { return append(bytes, failure); }
    std::size_t on_chunk_body_impl(std::uint64_t, Text bytes, Failure& failure) override {
        return append(bytes, failure);
    }
    void on_chunk_header_impl(std::uint64_t, Text extensions, Failure&) override {
        if (!extensions.empty()) refuse("a chunk extension");
    }
    void on_finish_impl(Failure&) override {}
    // Demanded by basic_parser, but never called for requests.
    void on_response_impl(int, Text, int, Failure&) override {}

    std::size_t append(Text bytes, Failure& failure) {
        if (m_body->size() + bytes.size() > m_bodyLimit) {
            failure = http::error::body_limit;
            return 0;
        }
        m_body->append(bytes.data(), bytes.size());
        return bytes.size();
    }

    const ServerLimits& m_limits;
    Request* m_request = nullptr;
    std::string* m_body = nullptr;
    std::size_t m_bodyLimit = 0;
    int m_version = 0;
    int m_hosts = 0;
    int m_lengths = 0;
    int m_codings = 0;
    bool m_expectsContinue = false;
    bool m_isHeadDone = false;
};

RequestParser::RequestParser(const ServerLimits& limits) : m_limits(limits) {}

RequestParser::~RequestParser() = default;

std::size_t RequestParser::headLength(std::string_view bytes) const {
    const std::string_view window = bytes.substr(0, m_limits.head);
    const auto end = window.find("\r\n\r\n");
    if (end != std::string_view::npos) return end + 4;
    const std::size_t line = m_limits.target + kAroundTarget;
    if (window.size() > line && window.substr(0, line).find('\n') == std::string_view::npos)
        refuseTooLarge("rest.target_too_long", m_limits.target);
    if (bytes.size() >= m_limits.head) refuseTooLarge("rest.head_too_large", m_limits.head);
    return 0;
}

Framing RequestParser::readHead(std::string_view head, Request& request) {
    checkLines(head, m_limits.fields);
    m_grammar = std::make_unique<Grammar>(m_limits);
    m_grammar->readInto(request);
    m_grammar->feed(head);
    if (!m_grammar->is_header_done()) refuse("a head that is not whole");
    m_grammar->check();
    return m_grammar->framing();
}

std::size_t RequestParser::readBody(std::string_view bytes, std::string& body, std::size_t limit) {
    m_grammar->readInto(body, limit);
    // The end of a chunked body is never shorter, and Beast 1.81 asserts that it sees no part of it that is.
    if (m_grammar->chunked() && bytes.size() < kLastChunk.size()) return 0;
    const std::size_t used = m_grammar->feed(bytes);
    // What is left of a chunk's head or of trailers stays small, or is no such thing.
    if (!isDone() && bytes.size() - used > m_limits.head) refuseTooLarge("rest.head_too_large", m_limits.head);
    return used;
}

bool RequestParser::isDone() const { return m_grammar->is_done(); }

}  // namespace heddle::rest
