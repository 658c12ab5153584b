#pragma once
#include "core/base/error.h"
#include "core/net/http_client.h"

#include <boost/asio/awaitable.hpp>
#include <curl/curl.h>

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>

namespace heddle::net {

/// One transfer, between the curl thread that fills it and the coroutine that reads it. Methods marked "curl thread"
/// are for that thread only.
class CurlTransfer : public std::enable_shared_from_this<CurlTransfer> {
public:
    using Time = std::chrono::steady_clock::time_point;
    /// Tells the loop that this transfer wants attention: the reader has made room, or it was aborted.
    using Attention = std::function<void(std::shared_ptr<CurlTransfer>)>;

    CurlTransfer(Request request, Attention attention);
    ~CurlTransfer();

    /// Waits for the head of the response; throws what went wrong.
    boost::asio::awaitable<void> waitForHead();
    boost::asio::awaitable<std::optional<std::string>> read();
    /// Ends the transfer; whoever waits gets Error(Cancelled, "net.cancelled").
    void abort();

    int status() const { return m_status; }
    const Headers& headers() const { return m_headers; }

    /// Curl thread: the handle, set up. Throws Error(InvalidArgument, "net.url").
    CURL* prepare();
    CURL* handle() const { return m_handle; }
    /// Curl thread: carries out what the reader asked for; false when the transfer is to end now.
    bool attend();
    /// Curl thread: when the transfer times out; nothing while it is paused.
    std::optional<Time> deadline() const;
    /// Curl thread: the end, by curl's word or by a deadline.
    void finished(CURLcode result);
    void timedOut(Time now);

private:
    static std::size_t onBody(char* bytes, std::size_t size, std::size_t count, void* self);
    static curl_socket_t onSocket(void* self, curlsocktype purpose, curl_sockaddr* address);
    static std::size_t onHeader(char* bytes, std::size_t size, std::size_t count, void* self);
    std::size_t takeBody(std::string_view bytes);
    void takeHeader(std::string_view line);
    void setOptions();
    /// Waits until wake() was called more often than `seen` times.
    boost::asio::awaitable<void> changed(std::uint64_t seen);
    template <class Handler>
    void waitWith(Handler handler, std::uint64_t seen);
    /// With the mutex held: lets the waiting coroutine go on.
    void wake();
    void fail(Error error);
    Error errorFor(CURLcode result) const;
    Json facts(std::string reason) const;

    const Request m_request;
    Attention m_attention;
    CURL* m_handle = nullptr;
    curl_slist* m_fields = nullptr;
    char m_reason[CURL_ERROR_SIZE] = {};
    Time m_started;
    Time m_lastByte;
    bool m_isRefused = false;  ///< an address was not public

    mutable std::mutex m_mutex;  // guards all below, but m_status and m_headers stand still once m_headDone
    std::string m_buffer;
    Headers m_headers;
    int m_status = 0;
    bool m_headDone = false;
    bool m_paused = false;
    bool m_resume = false;
    bool m_aborted = false;
    bool m_done = false;
    std::optional<Error> m_error;
    std::uint64_t m_changes = 0;
    std::function<void()> m_waiter;
};

}  // namespace heddle::net
