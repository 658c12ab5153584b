#include "tests/crash/victim.h"

#include <sys/wait.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdexcept>
#include <unistd.h>

namespace heddle::tests {

using Clock = std::chrono::steady_clock;

Victim::Victim(const std::vector<std::string>& arguments) {
    int ends[2];
    if (::pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error(std::strerror(errno));
    m_pipe = ends[0];
    posix_spawn_file_actions_t files;
    ::posix_spawn_file_actions_init(&files);
    ::posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    ::posix_spawn_file_actions_adddup2(&files, ends[1], STDOUT_FILENO);
    std::vector<char*> argv;
    for (const auto& argument : arguments)
        argv.push_back(const_cast<char*>(argument.c_str()));
    argv.push_back(nullptr);
    const int failure = ::posix_spawn(&m_process, argv[0], &files, nullptr, argv.data(), environ);
    ::posix_spawn_file_actions_destroy(&files);
    ::close(ends[1]);
    if (failure != 0) throw std::runtime_error(arguments.front() + ": " + std::strerror(failure));
}

Victim::~Victim() {
    if (!m_hasEnded) {
        kill();
        end();
    }
    ::close(m_pipe);
}

bool Victim::read(std::optional<Clock::time_point> until) {
    pollfd ready{m_pipe, POLLIN, 0};
    timespec left{};
    if (until) {
        using namespace std::chrono;
        const auto ns = std::max<std::int64_t>(0, duration_cast<nanoseconds>(*until - Clock::now()).count());
        left = {ns / 1'000'000'000, ns % 1'000'000'000};
    }
    if (::ppoll(&ready, 1, until ? &left : nullptr, nullptr) <= 0) return true;
    char buffer[65536];
    const auto got = ::read(m_pipe, buffer, sizeof buffer);
    if (got > 0) m_output.append(buffer, static_cast<std::size_t>(got));
    return got > 0;
}

bool Victim::waitForLines(int count) {
    while (std::count(m_output.begin(), m_output.end(), '\n') < count) {
        if (!read(std::nullopt)) return false;
    }
    return true;
}

bool Victim::waitFor(std::chrono::microseconds time) {
    const auto until = Clock::now() + time;
    while (Clock::now() < until) {
        if (!read(until)) return false;
    }
    return true;
}

void Victim::kill() { ::kill(m_process, SIGKILL); }

std::optional<int> Victim::end() {
    while (read(std::nullopt)) {
    }
    int status = 0;
    ::waitpid(m_process, &status, 0);
    m_hasEnded = true;
    return WIFEXITED(status) ? std::optional(WEXITSTATUS(status)) : std::nullopt;
}

}  // namespace heddle::tests
