#include "core/net/curl_loop.h"

#include "core/net/curl_library.h"

#include <algorithm>

namespace heddle::net {

CurlLoop::~CurlLoop() { stop(); }

std::shared_ptr<CurlTransfer> CurlLoop::start(Request request) {
    // A reader may outlive the client, so its transfer must not hold the loop.
    const std::weak_ptr<CurlLoop> weak = weak_from_this();
    auto transfer = std::make_shared<CurlTransfer>(std::move(request), [weak](std::shared_ptr<CurlTransfer> which) {
        if (const auto self = weak.lock()) self->attend(std::move(which));
    });
    const std::lock_guard lock(m_mutex);
    if (!m_multi) {
        curl().global_init(CURL_GLOBAL_DEFAULT);  // thread-safe since libcurl 7.84
        m_multi = curl().multi_init();
        m_thread = std::thread([this] { run(); });
    }
    m_starting.push_back(transfer);
    curl().multi_wakeup(m_multi);
    return transfer;
}

void CurlLoop::attend(std::shared_ptr<CurlTransfer> transfer) {
    const std::lock_guard lock(m_mutex);
    if (!m_multi) return;
    m_attention.push_back(std::move(transfer));
    curl().multi_wakeup(m_multi);
}

void CurlLoop::stop() {
    {
        const std::lock_guard lock(m_mutex);
        if (!m_multi) return;
        m_stopping = true;
        curl().multi_wakeup(m_multi);
    }
    m_thread.join();
    const std::lock_guard lock(m_mutex);
    curl().multi_cleanup(std::exchange(m_multi, nullptr));
}

void CurlLoop::run() {
    for (;;) {
        takeQueued();
        {
            const std::lock_guard lock(m_mutex);
            if (m_stopping) break;
        }
        int running = 0;
        curl().multi_perform(m_multi, &running);
        takeFinished();
        const int wait = checkDeadlines();
        curl().multi_poll(m_multi, nullptr, 0, wait, nullptr);
    }
    std::vector<std::shared_ptr<CurlTransfer>> left;
    {
        const std::lock_guard lock(m_mutex);
        left.swap(m_starting);
    }
    for (const auto& [handle, transfer] : m_running) {
        curl().multi_remove_handle(m_multi, handle);
        left.push_back(transfer);
    }
    m_running.clear();
    for (const auto& transfer : left)
        transfer->abort();
    const std::lock_guard lock(m_mutex);
    m_attention.clear();
}

void CurlLoop::takeQueued() {
    std::vector<std::shared_ptr<CurlTransfer>> starting;
    std::vector<std::shared_ptr<CurlTransfer>> attention;
    {
        const std::lock_guard lock(m_mutex);
        starting.swap(m_starting);
        attention.swap(m_attention);
    }
    for (const auto& transfer : starting)
        add(transfer);
    for (const auto& transfer : attention)
        if (m_running.contains(transfer->handle()) && !transfer->attend()) remove(transfer->handle());
}

void CurlLoop::add(const std::shared_ptr<CurlTransfer>& transfer) {
    if (!transfer->attend()) return;  // cancelled before it began
    CURL* handle = transfer->prepare();
    m_running.emplace(handle, transfer);
    curl().multi_add_handle(m_multi, handle);
}

void CurlLoop::remove(CURL* handle) {
    curl().multi_remove_handle(m_multi, handle);
    m_running.erase(handle);
}

void CurlLoop::takeFinished() {
    int left = 0;
    while (CURLMsg* message = curl().multi_info_read(m_multi, &left)) {
        if (message->msg != CURLMSG_DONE) continue;
        const CURLcode result = message->data.result;
        const auto transfer = m_running.at(message->easy_handle);
        remove(message->easy_handle);
        transfer->finished(result);
    }
}

int CurlLoop::checkDeadlines() {
    using namespace std::chrono;
    const auto now = steady_clock::now();
    auto next = now + minutes(1);
    std::vector<std::shared_ptr<CurlTransfer>> late;
    for (const auto& [handle, transfer] : m_running) {
        const auto deadline = transfer->deadline();
        if (deadline && *deadline <= now) late.push_back(transfer);
        if (deadline) next = std::min(next, *deadline);
    }
    for (const auto& transfer : late) {
        remove(transfer->handle());
        transfer->timedOut(now);
    }
    return static_cast<int>(std::max<std::int64_t>(0, duration_cast<milliseconds>(next - now).count() + 1));
}

}  // namespace heddle::net
