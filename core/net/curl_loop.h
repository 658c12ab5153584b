#pragma once
#include "core/net/curl_transfer.h"

#include <curl/curl.h>

#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <unordered_map>
#include <vector>

namespace heddle::net {

/// The thread that drives libcurl's multi handle. Others hand it transfers through a queue and wake it.
class CurlLoop : public std::enable_shared_from_this<CurlLoop> {
public:
    CurlLoop() = default;
    ~CurlLoop();

    /// A new transfer, already on its way. Starts the thread when there is none.
    std::shared_ptr<CurlTransfer> start(Request request);
    /// Ends the thread and all transfers.
    void stop();

private:
    void attend(std::shared_ptr<CurlTransfer> transfer);
    void run();
    void takeQueued();
    void add(const std::shared_ptr<CurlTransfer>& transfer);
    void remove(CURL* handle);
    void takeFinished();
    /// Ends what is late; returns the milliseconds until the next deadline, a minute at most.
    int checkDeadlines();

    std::mutex m_mutex;
    std::vector<std::shared_ptr<CurlTransfer>> m_starting;
    std::vector<std::shared_ptr<CurlTransfer>> m_attention;
    bool m_stopping = false;
    CURLM* m_multi = nullptr;
    std::thread m_thread;
    std::unordered_map<CURL*, std::shared_ptr<CurlTransfer>> m_running;  // curl thread only
};

}  // namespace heddle::net
