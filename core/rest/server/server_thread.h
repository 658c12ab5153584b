#pragma once
#include "core/base/clock.h"

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <memory>
#include <string>
#include <thread>
#include <unordered_map>

namespace heddle::rest {

class Connection;

/// One thread with the connections that live on it. Nothing of them is shared, so none of them locks. A few times a
/// second it looks at all of them: that is how deadlines pass, without a timer for each.
class ServerThread {
public:
    ServerThread(const Clock& clock, std::chrono::milliseconds look);
    /// All connections must be gone.
    ~ServerThread();

    boost::asio::io_context& context() { return m_context; }
    const Clock& clock() const { return m_clock; }

    // From any thread.
    void start(std::shared_ptr<Connection> connection);
    void drain();
    void abort();

    // On this thread.
    void remove(const Connection& connection);
    const std::string& date() const { return m_date; }

private:
    void lookAgain();
    void lookAtAll();
    void renewDate();

    const Clock& m_clock;
    std::chrono::milliseconds m_look;
    boost::asio::io_context m_context{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> m_work;
    boost::asio::steady_timer m_timer;
    std::unordered_map<const Connection*, std::shared_ptr<Connection>> m_connections;
    bool m_isDraining = false;
    bool m_isEnding = false;
    std::int64_t m_dateSecond = 0;
    std::string m_date;
    std::thread m_thread;
};

}  // namespace heddle::rest
