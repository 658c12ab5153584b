#pragma once
#include <QString>

#include <cstdint>

namespace heddle::editor {

/// How far a node is in the run that is shown.
enum class NodeRunState { Idle, Running, Done, Failed, Waiting, Skipped };

/// What the canvas shows of a run at one node.
struct NodeRun {
    NodeRunState state = NodeRunState::Idle;
    QString detail;           ///< one short line: "8 documents", the error's first words …
    std::int64_t ms = 0;      ///< time taken; 0: not shown
    std::int64_t tokens = 0;  ///< 0: not shown

    bool operator==(const NodeRun&) const = default;
};

}  // namespace heddle::editor
