#pragma once
#include "core/mcp/client.h"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

#include <mutex>
#include <optional>
#include <set>

namespace heddle::mcp {

/// What a Client does, on its strand. Outlives the Client until the server has been let go.
class Client::Session : public std::enable_shared_from_this<Session> {
public:
    Session(const boost::asio::any_io_executor& pool, std::string name, MakeTransport make, ClientHost host,
            McpLimits limits, Changed changed);

    const boost::asio::any_io_executor& strand() const { return m_strand; }

    boost::asio::awaitable<ServerInfo> connect();
    boost::asio::awaitable<Json> request(std::string method, Json params, ProgressSink progress);
    /// All pages of a list.
    boost::asio::awaitable<Json> listAll(std::string method, std::string member);
    boost::asio::awaitable<void> close();

    // Any thread.
    bool isConnected() const;
    ServerInfo server() const;
    std::string log() const;

private:
    /// A request that waits for its answer.
    struct Pending {
        explicit Pending(const boost::asio::any_io_executor& strand) : timer(strand) {}
        boost::asio::steady_timer timer;  ///< cancelled when something has changed
        std::optional<Json> answer;
        std::optional<Error> error;
        ProgressSink progress;
        std::chrono::steady_clock::time_point heard;
    };

    boost::asio::awaitable<Json> ask(std::string method, Json params, ProgressSink progress,
                                     std::chrono::milliseconds idle, const char* limit);
    boost::asio::awaitable<void> waitFor(Pending& pending, std::string method, std::chrono::milliseconds idle,
                                         const char* limit);
    boost::asio::awaitable<Json> initialise();
    void sendLater(Json message, std::int64_t id = 0);
    void tell(const std::string& method, Json params);
    void take(Json message, const std::optional<Error>& gone);
    void takeAnswer(const Json& message);
    void takeNotice(const std::string& method, const Json& params);
    void answer(Json message);
    boost::asio::awaitable<Json> answerTo(std::string method, Json params);
    boost::asio::awaitable<Json> elicited(Json params);
    void lose(const Error& error);
    void announce(const std::string& list);
    Error named(const Error& error) const { return error.with("server", m_name); }

    const boost::asio::any_io_executor m_strand;
    const std::string m_name;
    const MakeTransport m_make;
    const ClientHost m_host;
    const McpLimits m_limits;
    const Changed m_changed;
    std::unique_ptr<Transport> m_transport;
    std::map<std::int64_t, std::shared_ptr<Pending>> m_pending;
    std::int64_t m_lastId = 0;
    int m_generation = 0;               ///< of the transport: what comes from an earlier one does not count
    std::set<std::string> m_announced;  ///< lists of which a change is about to be told

    mutable std::mutex m_mutex;
    bool m_isConnected = false;  // by m_mutex
    ServerInfo m_server;         // by m_mutex
    std::string m_lastLog;       // by m_mutex
};

}  // namespace heddle::mcp
