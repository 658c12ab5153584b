#include "core/net/curl_transfer.h"

#include "core/net/curl_library.h"
#include "core/net/public_address.h"
#include "core/net/url.h"

#include <sys/socket.h>

namespace heddle::net {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kBufferLimit = 256u << 10;

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t\r\n");
    if (begin == std::string_view::npos) return {};
    return text.substr(begin, text.find_last_not_of(" \t\r\n") - begin + 1);
}

std::string seconds(std::chrono::milliseconds time) {
    const auto tenths = time.count() / 100;
    return std::to_string(tenths / 10) + "." + std::to_string(tenths % 10) + " s";
}

}  // namespace

CurlTransfer::CurlTransfer(Request request, Attention attention)
    : m_request(std::move(request)), m_attention(std::move(attention)) {}

CurlTransfer::~CurlTransfer() {
    if (m_handle) curl().easy_cleanup(m_handle);
    if (m_fields) curl().slist_free_all(m_fields);
}

CURL* CurlTransfer::prepare() {
    m_handle = curl().easy_init();
    setOptions();
    m_started = m_lastByte = std::chrono::steady_clock::now();
    return m_handle;
}

void CurlTransfer::setOptions() {
    const auto set = [this](CURLoption option, auto value) { curl().easy_setopt(m_handle, option, value); };
    set(CURLOPT_URL, m_request.url.c_str());
    set(CURLOPT_PROTOCOLS_STR, "http,https");
    set(CURLOPT_ERRORBUFFER, m_reason);
    set(CURLOPT_NOSIGNAL, 1L);
    set(CURLOPT_ACCEPT_ENCODING, "");
    set(CURLOPT_CONNECTTIMEOUT_MS, static_cast<long>(m_request.connectTimeout.count()));
    set(CURLOPT_PRIVATE, this);
    set(CURLOPT_WRITEFUNCTION, &CurlTransfer::onBody);
    set(CURLOPT_WRITEDATA, this);
    set(CURLOPT_HEADERFUNCTION, &CurlTransfer::onHeader);
    set(CURLOPT_HEADERDATA, this);
    if (isLoopback(m_request.url) || m_request.isPublicOnly) set(CURLOPT_PROXY, "");
    if (m_request.isPublicOnly) {
        set(CURLOPT_OPENSOCKETFUNCTION, &CurlTransfer::onSocket);
        set(CURLOPT_OPENSOCKETDATA, this);
        set(CURLOPT_FRESH_CONNECT, 1L);  // one that another request has left open was not looked at
    }
    if (!m_request.authorities.empty()) set(CURLOPT_CAINFO, m_request.authorities.c_str());
    const bool takesBody = m_request.method == "POST" || m_request.method == "PUT" || m_request.method == "PATCH";
    if (m_request.method == "HEAD") {
        set(CURLOPT_NOBODY, 1L);
    } else if (takesBody || !m_request.body.empty()) {
        set(CURLOPT_POST, 1L);
        set(CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(m_request.body.size()));
        set(CURLOPT_POSTFIELDS, m_request.body.c_str());
    }
    if (m_request.method != "HEAD") set(CURLOPT_CUSTOMREQUEST, m_request.method.c_str());
    // No "100 Continue": few model servers know it, and waiting for it costs a second.
    m_fields = curl().slist_append(m_fields, "Expect:");
    for (const auto& [name, value] : m_request.headers)
        m_fields = curl().slist_append(m_fields, (name + (value.empty() ? ";" : ": ") + value).c_str());
    set(CURLOPT_HTTPHEADER, m_fields);
}

curl_socket_t CurlTransfer::onSocket(void* self, curlsocktype, curl_sockaddr* address) {
    if (isPublicAddress(address->addr))
        return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    static_cast<CurlTransfer*>(self)->m_isRefused = true;
    return CURL_SOCKET_BAD;
}

std::size_t CurlTransfer::onBody(char* bytes, std::size_t size, std::size_t count, void* self) {
    return static_cast<CurlTransfer*>(self)->takeBody({bytes, size * count});
}

std::size_t CurlTransfer::onHeader(char* bytes, std::size_t size, std::size_t count, void* self) {
    static_cast<CurlTransfer*>(self)->takeHeader({bytes, size * count});
    return size * count;
}

std::size_t CurlTransfer::takeBody(std::string_view bytes) {
    const std::lock_guard lock(m_mutex);
    m_lastByte = std::chrono::steady_clock::now();
    if (m_buffer.size() >= kBufferLimit) {
        m_paused = true;
        return CURL_WRITEFUNC_PAUSE;
    }
    m_buffer += bytes;
    wake();
    return bytes.size();
}

void CurlTransfer::takeHeader(std::string_view line) {
    const std::lock_guard lock(m_mutex);
    m_lastByte = std::chrono::steady_clock::now();
    if (line.starts_with("HTTP/")) {  // also behind a "100 Continue": the last head counts
        m_headers = {};
        return;
    }
    line = trimmed(line);
    if (line.empty()) {
        long status = 0;
        curl().easy_getinfo(m_handle, CURLINFO_RESPONSE_CODE, &status);
        if (status < 200 || m_headDone) return;  // interim answers and trailers
        m_status = static_cast<int>(status);
        m_headDone = true;
        wake();
    } else if (const auto colon = line.find(':'); colon != std::string_view::npos && !m_headDone) {
        m_headers.add(std::string(line.substr(0, colon)), std::string(trimmed(line.substr(colon + 1))));
    }
}

bool CurlTransfer::attend() {
    bool resume = false;
    {
        const std::lock_guard lock(m_mutex);
        if (m_aborted) return false;
        resume = std::exchange(m_resume, false);
        if (resume) {
            m_paused = false;
            m_lastByte = std::chrono::steady_clock::now();
        }
    }
    // Calls takeBody, so the mutex must be free.
    if (resume) curl().easy_pause(m_handle, CURLPAUSE_CONT);
    return true;
}

std::optional<CurlTransfer::Time> CurlTransfer::deadline() const {
    const std::lock_guard lock(m_mutex);
    if (m_paused) return std::nullopt;
    return std::min(m_started + m_request.totalTimeout, m_lastByte + m_request.idleTimeout);
}

void CurlTransfer::timedOut(Time now) {
    const bool total = now >= m_started + m_request.totalTimeout;
    fail({ErrorKind::Timeout, "net.timeout",
          facts(total ? "not done within " + seconds(m_request.totalTimeout)
                      : "nothing came for " + seconds(m_request.idleTimeout))});
}

void CurlTransfer::finished(CURLcode result) {
    if (result != CURLE_OK) return fail(errorFor(result));
    const std::lock_guard lock(m_mutex);
    m_done = true;
    wake();
}

void CurlTransfer::fail(Error error) {
    const std::lock_guard lock(m_mutex);
    if (m_done) return;
    m_done = true;
    m_error = std::move(error);
    wake();
}

Json CurlTransfer::facts(std::string reason) const {
    return {{"url", displayUrl(m_request.url)}, {"reason", std::move(reason)}};
}

Error CurlTransfer::errorFor(CURLcode result) const {
    const Json what = facts(m_reason[0] ? m_reason : curl().easy_strerror(result));
    switch (result) {
        case CURLE_URL_MALFORMAT:
        case CURLE_UNSUPPORTED_PROTOCOL:
            return {ErrorKind::InvalidArgument, "net.url", what};
        case CURLE_COULDNT_RESOLVE_HOST:
        case CURLE_COULDNT_RESOLVE_PROXY:
        case CURLE_COULDNT_CONNECT:
            if (m_isRefused) return {ErrorKind::Denied, "net.private_address", what};
            return {ErrorKind::Network, "net.connect", what};
        case CURLE_OPERATION_TIMEDOUT:
            return {ErrorKind::Timeout, "net.timeout", what};
        case CURLE_SSL_CONNECT_ERROR:
        case CURLE_SSL_CERTPROBLEM:
        case CURLE_SSL_CIPHER:
        case CURLE_SSL_CACERT_BADFILE:
        case CURLE_PEER_FAILED_VERIFICATION:
            return {ErrorKind::Network, "net.tls", what};
        case CURLE_GOT_NOTHING:
        case CURLE_PARTIAL_FILE:
        case CURLE_RECV_ERROR:
        case CURLE_SEND_ERROR:
        case CURLE_HTTP2:
        case CURLE_HTTP2_STREAM:
            return {ErrorKind::Network, "net.closed", what};
        default:
            return {ErrorKind::Network, "net.failed", what};
    }
}

void CurlTransfer::abort() {
    {
        const std::lock_guard lock(m_mutex);
        if (m_done) return;
        m_aborted = m_done = true;
        m_error = Error(ErrorKind::Cancelled, "net.cancelled", facts("cancelled"));
        wake();
    }
    m_attention(shared_from_this());
}

void CurlTransfer::wake() {
    ++m_changes;
    if (auto waiter = std::exchange(m_waiter, nullptr)) waiter();
}

/// Keeps `handler` until something changes; wake() sends it to its own executor.
template <class Handler>
void CurlTransfer::waitWith(Handler handler, std::uint64_t seen) {
    auto slot = asio::get_associated_cancellation_slot(handler);
    auto executor = asio::prefer(asio::get_associated_executor(handler), asio::execution::outstanding_work.tracked);
    auto kept = std::make_shared<Handler>(std::move(handler));
    if (slot.is_connected()) {
        const std::weak_ptr<CurlTransfer> weak = weak_from_this();
        slot.assign([weak](asio::cancellation_type) {
            if (const auto self = weak.lock()) self->abort();
        });
    }
    std::function<void()> waiter = [kept, executor, slot]() mutable {
        asio::post(executor, [kept, slot]() mutable {
            slot.clear();
            Handler done = std::move(*kept);
            done();
        });
    };
    const std::lock_guard lock(m_mutex);
    if (m_changes != seen)
        waiter();
    else
        m_waiter = std::move(waiter);
}

asio::awaitable<void> CurlTransfer::changed(std::uint64_t seen) {
    const auto self = shared_from_this();
    auto initiate = [self, seen](auto handler) { self->waitWith(std::move(handler), seen); };
    co_await asio::async_initiate<const asio::use_awaitable_t<>, void()>(initiate, asio::use_awaitable);
}

asio::awaitable<void> CurlTransfer::waitForHead() {
    for (;;) {
        std::uint64_t seen = 0;
        {
            const std::lock_guard lock(m_mutex);
            seen = m_changes;
            if (m_headDone) co_return;
            if (m_error) throw *m_error;
            if (m_done) throw Error(ErrorKind::Network, "net.closed", facts("no answer"));
        }
        co_await changed(seen);
    }
}

asio::awaitable<std::optional<std::string>> CurlTransfer::read() {
    for (;;) {
        std::string bytes;
        bool resume = false;
        std::uint64_t seen = 0;
        {
            const std::lock_guard lock(m_mutex);
            seen = m_changes;
            if (m_aborted) throw *m_error;
            bytes = std::exchange(m_buffer, {});
            resume = m_paused && !bytes.empty();
            m_resume |= resume;
            if (bytes.empty() && m_error) throw *m_error;
            if (bytes.empty() && m_done) co_return std::nullopt;
        }
        if (resume) m_attention(shared_from_this());
        if (!bytes.empty()) co_return bytes;
        co_await changed(seen);
    }
}

}  // namespace heddle::net
