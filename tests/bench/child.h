#pragma once
#include <sys/types.h>

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace heddle::bench {

/// A program in a process group of its own, with its standard error read line by line. Killed with its children when
/// this goes.
class Child {
public:
    using Environment = std::map<std::string, std::string>;
    enum class Hears { Errors, Everything };  ///< whether its standard output is read as well

    /// `more` is put over this process's environment. Throws std::runtime_error when it cannot be started.
    explicit Child(const std::vector<std::string>& command, const Environment& more = {}, Hears hears = Hears::Errors);
    ~Child();
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    /// Microseconds from the start until a line that contains `words` was there. Throws std::runtime_error with all
    /// lines so far when none comes within `limit`.
    double waitForLine(const std::string& words, std::chrono::milliseconds limit);
    /// Waits for its end; gives microseconds from start to exit. Throws when it ends with anything but 0.
    double waitForExit();
    pid_t pid() const { return m_pid; }
    /// What was read of it so far.
    const std::string& said() const { return m_text; }

private:
    pid_t m_pid = -1;
    int m_errors = -1;
    double m_startedUs = 0;
    std::string m_text;
};

/// Of a process and all below it: CPU time in seconds so far, and resident memory in MiB.
double cpuSecondsOf(pid_t pid);
double residentMbOf(pid_t pid);

/// Runs a command to its end and gives its standard output. Throws when it ends with anything but 0.
std::string outputOf(const std::vector<std::string>& command);

/// The highest resident memory in MiB of a command that runs to its end, or of this program's code when that is more:
/// a process begins with the figure of the one that starts it, so a small one starts it (heddle_bench --peak).
double peakMbOf(std::vector<std::string> command);
/// What that one does: runs the command (null at its end), without its output, and prints the figure. Gives its exit
/// code.
int printPeakOf(char** command);

}  // namespace heddle::bench
