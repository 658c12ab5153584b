#pragma once
#include <string>

namespace heddle::storecli {

/// How far long work is: one line on standard error, written over and over, where that is a terminal. Cleared at the
/// end.
class ProgressLine {
public:
    explicit ProgressLine(std::string subject) : m_subject(std::move(subject)) {}
    ~ProgressLine();
    ProgressLine(const ProgressLine&) = delete;
    ProgressLine& operator=(const ProgressLine&) = delete;

    /// `done` from 0 to 1; below: not known.
    void show(double done, const std::string& what);

private:
    std::string m_subject;
    std::string m_shown;
};

}  // namespace heddle::storecli
