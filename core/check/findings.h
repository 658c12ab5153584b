#pragma once
#include "core/base/problem.h"

#include <functional>
#include <string>
#include <string_view>

namespace heddle::check {

/// Collects problems; the parts of the check share one.
class Findings {
public:
    void add(Severity severity, std::string code, std::string node, std::string path, Json facts = Json::object());
    void error(std::string code, std::string node, std::string path, Json facts = Json::object());
    void warning(std::string code, std::string node, std::string path, Json facts = Json::object());
    Problem& last() { return m_problems.back(); }
    Problems take() { return std::move(m_problems); }

private:
    Problems m_problems;
};

}  // namespace heddle::check
