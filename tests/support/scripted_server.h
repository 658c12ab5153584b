#pragma once
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace heddle::tests {

/// What the server does with one request, byte by byte.
struct Script {
    /// One step: send bytes, wait for the test, or cut the connection.
    struct Step {
        enum class Kind { Send, WaitForTest, Reset };
        Kind kind = Kind::Send;
        std::string bytes;
    };
    std::vector<Step> steps;

    Script& send(std::string bytes);
    /// Stands still until the test calls ScriptedServer::release().
    Script& wait();
    /// Closes with a TCP reset instead of an orderly end.
    Script& reset();

    /// A whole response with its length declared.
    static Script response(int status, const std::string& body, const std::string& headers = {},
                           const std::string& contentType = "application/json");
    /// The head of a chunked event stream; add chunk() for each piece and end().
    static Script stream(const std::string& contentType = "text/event-stream");
    Script& chunk(const std::string& bytes);
    Script& end();
};

struct SeenRequest {
    std::string method;
    std::string target;
    std::map<std::string, std::string> headers;  ///< names in lower case
    std::string body;
};

/// An HTTP/1.1 server on a free loopback port that plays scripts, one connection a request, each on a thread of its
/// own.
class ScriptedServer {
public:
    using Choose = std::function<Script(const SeenRequest&)>;

    explicit ScriptedServer(Choose choose);
    /// Plays `scripts` in turn; the last one again and again.
    explicit ScriptedServer(std::vector<Script> scripts);
    ~ScriptedServer();

    int port() const { return m_port; }
    std::string url(const std::string& path = "") const;

    /// Lets one waiting script go on, now or when it gets there.
    void release();
    std::vector<SeenRequest> seen() const;
    /// Waits until a client has hung up on a script that was not through; false after `limit`.
    bool waitForHangUp(std::chrono::milliseconds limit);

private:
    void acceptLoop();
    void serve(int socket);
    void play(int socket, const Script& script);
    bool waitForTest(int socket);

    Choose m_choose;
    int m_listener = -1;
    int m_port = 0;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<SeenRequest> m_seen;
    std::vector<std::thread> m_connections;
    int m_released = 0;
    int m_hungUp = 0;
    bool m_stopping = false;
    std::thread m_acceptor;
};

}  // namespace heddle::tests
