#include "core/mcp/process.h"

#include "core/base/error.h"

#include <boost/asio/deferred.hpp>
#include <boost/asio/experimental/parallel_group.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <linux/close_range.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace heddle::mcp {
namespace {

namespace asio = boost::asio;

/// Both ends of a pipe that children do not inherit.
struct Pipe {
    std::array<int, 2> ends{-1, -1};
    explicit Pipe(std::array<int, 2> made) : ends(made) {}
    Pipe() {
        if (pipe2(ends.data(), O_CLOEXEC) != 0)
            throw Error(ErrorKind::Unavailable, "mcp.start", {{"program", ""}, {"reason", std::strerror(errno)}});
    }
    ~Pipe() {
        for (const int end : ends)
            if (end >= 0) close(end);
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    int take(std::size_t end) { return std::exchange(ends[end], -1); }
};

/// What programs need to find their way. Nothing else is handed on: this program's environment holds keys.
constexpr const char* kHandedOn[] = {"PATH",
                                     "HOME",
                                     "USER",
                                     "LOGNAME",
                                     "SHELL",
                                     "LANG",
                                     "LC_ALL",
                                     "LC_CTYPE",
                                     "TZ",
                                     "TERM",
                                     "TMPDIR",
                                     "XDG_CONFIG_HOME",
                                     "XDG_DATA_HOME",
                                     "XDG_CACHE_HOME",
                                     "XDG_RUNTIME_DIR",
                                     "DISPLAY",
                                     "WAYLAND_DISPLAY",
                                     "XAUTHORITY",
                                     "SSL_CERT_FILE",
                                     "SSL_CERT_DIR"};

std::map<std::string, std::string> environmentFor(const ProcessCommand& command) {
    std::map<std::string, std::string> all;
    for (const char* name : kHandedOn) {
        if (const char* const value = std::getenv(name)) all[name] = value;
    }
    for (const auto& [name, value] : command.environment)
        all[name] = value;
    return all;
}

std::vector<char*> pointersTo(std::vector<std::string>& texts) {
    std::vector<char*> pointers;
    for (std::string& text : texts)
        pointers.push_back(text.data());
    pointers.push_back(nullptr);
    return pointers;
}

/// Between fork and exec, where only what is safe in a signal handler may be called.
[[noreturn]] void becomeProgram(const char* program, char* const* arguments, char* const* environment,
                                const char* folder, const std::array<int, 3>& streams, int failure) {
    setpgid(0, 0);
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    for (int stream = 0; stream < 3; ++stream)
        dup2(streams[static_cast<std::size_t>(stream)], stream);
    close_range(3, ~0U, CLOSE_RANGE_CLOEXEC);  // also what a library has opened without that mark
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    if (*folder == '\0' || chdir(folder) == 0) execve(program, arguments, environment);
    const int reason = errno;
    (void)!write(failure, &reason, sizeof reason);
    _exit(127);
}

/// Two ends of a socket: unlike a pipe, one whose other end has gone can be written to without a signal.
std::array<int, 2> connectedSockets() {
    std::array<int, 2> ends{-1, -1};
    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0)
        throw Error(ErrorKind::Unavailable, "mcp.start", {{"program", ""}, {"reason", std::strerror(errno)}});
    return ends;
}

}  // namespace

std::string findProgram(const std::string& program, const std::string& path) {
    if (program.find('/') != std::string::npos) return access(program.c_str(), X_OK) == 0 ? program : std::string();
    for (std::size_t at = 0; at <= path.size();) {
        const std::size_t end = std::min(path.find(':', at), path.size());
        const std::string candidate = path.substr(at, end - at) + "/" + program;
        if (end > at && access(candidate.c_str(), X_OK) == 0) return candidate;
        at = end + 1;
    }
    return {};
}

Process::Process(const asio::any_io_executor& strand, const ProcessCommand& command)
    : m_input(strand), m_output(strand), m_errors(strand), m_end(strand) {
    const auto environment = environmentFor(command);
    const auto path = environment.find("PATH");
    const std::string program = findProgram(command.program, path == environment.end() ? "" : path->second);
    if (program.empty())
        throw Error(ErrorKind::NotFound, "mcp.no_program",
                    {{"program", command.program}, {"path", path == environment.end() ? "" : path->second}});
    std::vector<std::string> arguments{command.program};
    arguments.insert(arguments.end(), command.arguments.begin(), command.arguments.end());
    std::vector<std::string> settings;
    for (const auto& [name, value] : environment)
        settings.push_back(name + "=" + value);
    const auto argv = pointersTo(arguments), envp = pointersTo(settings);
    Pipe in(connectedSockets()), out, err, failure;
    const std::array<int, 3> streams{in.ends[0], out.ends[1], err.ends[1]};
    m_pid = fork();
    if (m_pid == 0)
        becomeProgram(program.c_str(), argv.data(), envp.data(), command.folder.c_str(), streams, failure.ends[1]);
    const auto fail = [&](int reason) {
        throw Error(ErrorKind::Unavailable, "mcp.start", {{"program", program}, {"reason", std::strerror(reason)}});
    };
    if (m_pid < 0) fail(errno);
    close(failure.take(1));
    int reason = 0;
    if (read(failure.ends[0], &reason, sizeof reason) == static_cast<ssize_t>(sizeof reason)) {
        reap();
        fail(reason);
    }
    m_input.assign(asio::local::stream_protocol(), in.take(1));
    m_output.assign(out.take(0));
    m_errors.assign(err.take(0));
    m_end.assign(static_cast<int>(syscall(SYS_pidfd_open, m_pid, 0)));  // glibc 2.36 declares it for C only
}

Process::~Process() {
    if (m_isReaped) return;
    kill(-m_pid, SIGKILL);
    reap();
}

void Process::reap() {
    int status = 0;
    while (waitpid(m_pid, &status, 0) < 0 && errno == EINTR) {
    }
    m_isReaped = true;
}

asio::awaitable<bool> Process::hasEndedWithin(std::chrono::milliseconds time) {
    asio::steady_timer timer(m_end.get_executor(), time);
    auto group = asio::experimental::make_parallel_group(
        m_end.async_wait(asio::posix::descriptor_base::wait_read, asio::deferred), timer.async_wait(asio::deferred));
    const auto ended = co_await group.async_wait(asio::experimental::wait_for_one(), asio::use_awaitable);
    co_return std::get<0>(ended)[0] == 0 && !std::get<1>(ended);
}

asio::awaitable<void> Process::stop(std::chrono::milliseconds patience) {
    boost::system::error_code ignored;
    m_input.close(ignored);
    if (!co_await hasEndedWithin(patience)) {
        kill(-m_pid, SIGTERM);
        (void)co_await hasEndedWithin(patience);
    }
    kill(-m_pid, SIGKILL);  // what it has left behind
    reap();
}

}  // namespace heddle::mcp
