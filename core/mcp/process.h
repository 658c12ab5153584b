#pragma once
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace heddle::mcp {

/// What is started, without a shell.
struct ProcessCommand {
    std::string program;  ///< a path, or a name that is looked for in PATH of `environment`
    std::vector<std::string> arguments;
    std::map<std::string, std::string> environment;  ///< beside PATH, HOME, the language and the like: no keys of ours
    std::string folder;                              ///< empty: this program's own
};

/// A program of ours in a process group of its own, with both ends of its standard streams. It does not outlive this
/// process, and none of its children do: the group is killed with it. Used on one strand.
class Process {
public:
    /// Throws Error(NotFound, "mcp.no_program") with the facts `program`, `path`, or (Unavailable, "mcp.start") with
    /// `program`, `reason`.
    Process(const boost::asio::any_io_executor& strand, const ProcessCommand& command);
    /// Kills the group at once if it still is there.
    ~Process();
    Process(const Process&) = delete;
    Process& operator=(const Process&) = delete;

    boost::asio::local::stream_protocol::socket& input() { return m_input; }
    boost::asio::posix::stream_descriptor& output() { return m_output; }
    boost::asio::posix::stream_descriptor& errors() { return m_errors; }
    int id() const { return m_pid; }

    /// Closes its input; when it has not ended after `patience`, asks it to (SIGTERM), and after as long again, makes
    /// it (SIGKILL).
    boost::asio::awaitable<void> stop(std::chrono::milliseconds patience);

private:
    /// Whether it has ended within that time.
    boost::asio::awaitable<bool> hasEndedWithin(std::chrono::milliseconds time);
    void reap();

    boost::asio::local::stream_protocol::socket m_input;
    boost::asio::posix::stream_descriptor m_output;
    boost::asio::posix::stream_descriptor m_errors;
    boost::asio::posix::stream_descriptor m_end;  ///< a pidfd: readable when the process has ended
    int m_pid = -1;
    bool m_isReaped = false;
};

/// The full path of `program`, as execvp would find it; empty when there is none.
std::string findProgram(const std::string& program, const std::string& path);

}  // namespace heddle::mcp
