#pragma once
#include "core/base/json.h"

#include <string>
#include <vector>

namespace heddle::tests {

/// A workflow of scripted nodes that the crash test runs. What its nodes write does not depend on when or how often
/// they run, so that a killed run must come to the same checkpoints as an undisturbed one.
struct CrashWorkflow {
    std::string name;
    Json graph;
    Json script;                    ///< tests/support/scripted_nodes.h
    std::vector<std::string> asks;  ///< answers to the questions of each task, in their order
    std::size_t widest = 1;         ///< most tasks of one step, those of sub-graphs included
};

/// "chain", "loop", "fan-out", "barriers", "errors", "questions", "sub-graphs"
CrashWorkflow crashWorkflow(const std::string& name);

}  // namespace heddle::tests
