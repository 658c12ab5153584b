#include "tests/crash/worker/journal.h"

#include <cstdlib>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

namespace heddle::tests {
namespace {

/// Whole or not at all: a line is one write, and short.
void writeLine(int file, const std::string& line) {
    if (::write(file, line.data(), line.size()) != static_cast<ssize_t>(line.size())) std::abort();
}

}  // namespace

Journal::Journal(const std::filesystem::path& file)
    : m_file(::open(file.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {
    if (m_file < 0) std::abort();
}

Journal::~Journal() { ::close(m_file); }

void Journal::note(std::string_view word, const std::string& what) {
    writeLine(m_file, std::string(word) + ' ' + what + '\n');
}

void Journal::done(const std::string& thread, const std::string& task) {
    note("done", task);
    {
        const std::lock_guard lock(m_mutex);
        m_done[thread].push_back(task);
    }
    writeLine(STDOUT_FILENO, "\n");
}

std::vector<std::string> Journal::takeDone(const std::string& thread) {
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_done[thread], {});
}

}  // namespace heddle::tests
