#pragma once
#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

namespace heddle::tests {

/// A program that a test kills at a moment that the program's own output sets. Its standard error is the test's.
class Victim {
public:
    /// `arguments` begins with the program's path.
    explicit Victim(const std::vector<std::string>& arguments);
    /// Kills it when it still runs.
    ~Victim();
    Victim(const Victim&) = delete;
    Victim& operator=(const Victim&) = delete;

    /// Returns when it has written `count` lines in all; false when it has ended before.
    bool waitForLines(int count);
    /// Returns after `time`; false when it has ended before.
    bool waitFor(std::chrono::microseconds time);
    void kill();
    /// Waits for its end: its exit code, or nothing when it was killed.
    std::optional<int> end();

    pid_t process() const { return m_process; }
    /// What it wrote to standard output until now.
    const std::string& output() const { return m_output; }

private:
    /// Reads what there is, waiting until `until` at most (nothing: for ever); false at the end of the output.
    bool read(std::optional<std::chrono::steady_clock::time_point> until);

    pid_t m_process = -1;
    int m_pipe = -1;
    std::string m_output;
    bool m_hasEnded = false;
};

}  // namespace heddle::tests
