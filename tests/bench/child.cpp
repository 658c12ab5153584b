#include "tests/bench/child.h"

#include "tests/bench/bench.h"

#include <sys/resource.h>
#include <sys/wait.h>

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <poll.h>
#include <spawn.h>
#include <sstream>
#include <stdexcept>
#include <unistd.h>

extern char** environ;

namespace heddle::bench {
namespace {

constexpr int kMostLooks = 200;
constexpr int kLookUs = 10'000;

std::vector<std::string> environmentWith(const Child::Environment& more) {
    std::vector<std::string> all;
    for (char** entry = environ; *entry; ++entry) {
        const std::string text = *entry;
        if (!more.contains(text.substr(0, text.find('=')))) all.push_back(text);
    }
    for (const auto& [name, value] : more)
        all.push_back(name + "=" + value);
    return all;
}

std::vector<char*> pointers(std::vector<std::string>& list) {
    std::vector<char*> all;
    for (auto& text : list)
        all.push_back(text.data());
    all.push_back(nullptr);
    return all;
}

// Of /proc/PID/stat, after the name in brackets.
constexpr std::size_t kStatParent = 1;
constexpr std::size_t kStatUserTicks = 11;
constexpr std::size_t kStatSystemTicks = 12;

std::vector<std::string> statOf(pid_t pid) {
    std::ifstream in("/proc/" + std::to_string(pid) + "/stat");
    std::string line;
    std::getline(in, line);
    const auto name = line.rfind(')');
    std::istringstream rest(name == std::string::npos ? std::string() : line.substr(name + 1));
    return {std::istream_iterator<std::string>(rest), {}};
}

/// The process and all below it.
std::vector<pid_t> treeOf(pid_t root) {
    std::multimap<pid_t, pid_t> children;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
        const pid_t pid = std::atoi(entry.path().filename().c_str());
        const auto fields = pid > 0 ? statOf(pid) : std::vector<std::string>();
        if (fields.size() > kStatParent) children.emplace(std::stoi(fields[kStatParent]), pid);
    }
    std::vector<pid_t> tree{root};
    for (std::size_t i = 0; i < tree.size(); ++i) {
        const auto [begin, end] = children.equal_range(tree[i]);
        for (auto it = begin; it != end; ++it)
            tree.push_back(it->second);
    }
    return tree;
}

}  // namespace

Child::Child(const std::vector<std::string>& command, const Environment& more, Hears hears) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
    if (hears == Hears::Everything)
        posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    else
        posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 2);
    posix_spawnattr_t attributes;
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    posix_spawnattr_setpgroup(&attributes, 0);
    std::vector<std::string> words = command;
    std::vector<std::string> environment = environmentWith(more);
    m_startedUs = wallUs();
    const int failure = posix_spawn(&m_pid, words[0].c_str(), &actions, &attributes, pointers(words).data(),
                                    pointers(environment).data());
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    close(ends[1]);
    m_errors = ends[0];
    if (failure == 0) return;
    close(m_errors);
    m_pid = -1;
    throw std::runtime_error(command[0] + " cannot be started");
}

Child::~Child() {
    if (m_pid > 0) {
        kill(-m_pid, SIGKILL);
        waitpid(m_pid, nullptr, 0);
        // Its own children go later, and would take time from whatever is measured next.
        for (int i = 0; i < kMostLooks && kill(-m_pid, 0) == 0; ++i)
            usleep(kLookUs);
    }
    if (m_errors >= 0) close(m_errors);
}

double Child::waitForLine(const std::string& words, std::chrono::milliseconds limit) {
    const double until = wallUs() + static_cast<double>(limit.count()) * 1000;
    while (wallUs() < until) {
        const auto at = m_text.find(words);
        if (at != std::string::npos && m_text.find('\n', at) != std::string::npos) return wallUs() - m_startedUs;
        pollfd wait{m_errors, POLLIN, 0};
        if (poll(&wait, 1, 100) <= 0) continue;
        char bytes[4096];
        const ssize_t got = read(m_errors, bytes, sizeof bytes);
        if (got <= 0) break;
        m_text.append(bytes, static_cast<std::size_t>(got));
    }
    throw std::runtime_error("“" + words + "” did not come; it said:\n" + m_text);
}

double Child::waitForExit() {
    int status = 0;
    waitpid(m_pid, &status, 0);
    const double taken = wallUs() - m_startedUs;
    m_pid = -1;
    if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return taken;
    char bytes[4096];
    const ssize_t got = read(m_errors, bytes, sizeof bytes);
    throw std::runtime_error("it failed: " + std::string(bytes, got > 0 ? static_cast<std::size_t>(got) : 0));
}

double cpuSecondsOf(pid_t pid) {
    double ticks = 0;
    for (const pid_t one : treeOf(pid)) {
        const auto fields = statOf(one);
        if (fields.size() > kStatSystemTicks)
            ticks += std::stod(fields[kStatUserTicks]) + std::stod(fields[kStatSystemTicks]);
    }
    return ticks / static_cast<double>(sysconf(_SC_CLK_TCK));
}

double residentMbOf(pid_t pid) {
    double pages = 0;
    for (const pid_t one : treeOf(pid)) {
        std::ifstream in("/proc/" + std::to_string(one) + "/statm");
        double total = 0;
        double resident = 0;
        if (in >> total >> resident) pages += resident;
    }
    return pages * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1024 * 1024);
}

std::string outputOf(const std::vector<std::string>& command) {
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, ends[1], 1);
    std::vector<std::string> words = command;
    pid_t pid = -1;
    const int failure = posix_spawn(&pid, words[0].c_str(), &actions, nullptr, pointers(words).data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    close(ends[1]);
    std::string text;
    char bytes[4096];
    for (ssize_t got = 0; failure == 0 && (got = read(ends[0], bytes, sizeof bytes)) > 0;)
        text.append(bytes, static_cast<std::size_t>(got));
    close(ends[0]);
    int status = -1;
    if (failure == 0) waitpid(pid, &status, 0);
    if (status != 0) throw std::runtime_error(command[0] + " failed");
    return text;
}

double peakMbOf(std::vector<std::string> command) {
    command.insert(command.begin(), {"/proc/self/exe", "--peak"});
    return std::stod(outputOf(command));
}

int printPeakOf(char** command) {
    const pid_t pid = fork();
    if (pid == 0) {
        const int nowhere = open("/dev/null", O_WRONLY | O_CLOEXEC);
        dup2(nowhere, 1);
        execv(command[0], command);
        _exit(127);
    }
    int status = -1;
    rusage usage{};
    wait4(pid, &status, 0, &usage);
    std::printf("%.2f\n", static_cast<double>(usage.ru_maxrss) / 1024);
    return status == 0 ? 0 : 1;
}

}  // namespace heddle::bench
