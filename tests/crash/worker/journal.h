#pragma once
#include <filesystem>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::tests {

/// The side effects of a run, one line each in a file outside the workspace, written at once: what a process has
/// written stays when it is killed. Safe from any thread. Lines are
///   start PROCESS    a process begins
///   began TASK       a node begins its work        done TASK      it has done it
///   kept TASK        its result has been stored
///   asked QUESTION   the run stands still for it   answered QUESTION   its answer has been stored
///   ended STATE      the run is through
class Journal {
public:
    explicit Journal(const std::filesystem::path& file);
    ~Journal();
    Journal(const Journal&) = delete;
    Journal& operator=(const Journal&) = delete;

    void note(std::string_view word, const std::string& what);
    /// Notes it, and tells it on standard output, where the killer listens. `thread` is the one that the task is of.
    void done(const std::string& thread, const std::string& task);
    /// The thread's tasks that were done since the last call.
    std::vector<std::string> takeDone(const std::string& thread);

private:
    int m_file;
    std::mutex m_mutex;
    std::map<std::string, std::vector<std::string>> m_done;  ///< by thread
};

}  // namespace heddle::tests
