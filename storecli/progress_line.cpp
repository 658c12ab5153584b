#include "storecli/progress_line.h"

#include <cstdio>
#include <unistd.h>

namespace heddle::storecli {

ProgressLine::~ProgressLine() {
    if (!m_shown.empty()) std::fprintf(stderr, "\r\033[K");
}

void ProgressLine::show(double done, const std::string& what) {
    std::string line = m_subject;
    if (done >= 0) line += " " + std::to_string(static_cast<int>(done * 100)) + " %";
    if (!what.empty()) line += ", " + what;
    if (line == m_shown || ::isatty(STDERR_FILENO) == 0) return;
    std::fprintf(stderr, "\r\033[K%s", line.c_str());
    std::fflush(stderr);
    m_shown = std::move(line);
}

}  // namespace heddle::storecli
