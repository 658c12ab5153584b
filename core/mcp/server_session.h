#pragma once
#include "core/base/error.h"
#include "core/mcp/server.h"

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>

#include <map>
#include <optional>

namespace heddle::mcp {

/// What a Server does, on its strand.
class Server::Session : public std::enable_shared_from_this<Session> {
public:
    Session(const boost::asio::any_io_executor& pool, std::vector<ServedTool> tools, Send send, ServerLimits limits);

    const boost::asio::any_io_executor& strand() const { return m_strand; }
    void take(const std::string& text);
    boost::asio::awaitable<void> stop();

private:
    /// A call that goes on.
    struct Call {
        boost::asio::cancellation_signal cancel;
        bool isCancelled = false;
    };
    /// A question that the client has not answered yet.
    struct Question {
        explicit Question(const boost::asio::any_io_executor& strand) : timer(strand) {}
        boost::asio::steady_timer timer;
        std::optional<Json> answer;
    };

    void takeMessage(const Json& message);
    void takeRequest(const std::string& method, const Json& id, const Json& params);
    void takeAnswer(const Json& message);
    Json initialised(const Json& params);
    Json listed() const;
    void begin(const Json& id, const Json& params);
    boost::asio::awaitable<void> run(const ServedTool& tool, Json id, Json params);
    ProgressSink progressFor(const Json& params);
    boost::asio::awaitable<Json> ask(Json params);
    void reply(const Json& id, Json result);
    void refuse(const Json& id, int code, const std::string& why);

    const boost::asio::any_io_executor m_strand;
    const std::vector<ServedTool> m_tools;
    const Send m_send;
    const ServerLimits m_limits;
    Json m_client = Json::object();                        ///< its capabilities
    std::map<std::string, std::shared_ptr<Call>> m_calls;  ///< by the id's JSON
    std::map<std::string, std::shared_ptr<Question>> m_questions;
    int m_lastQuestion = 0;
};

}  // namespace heddle::mcp
