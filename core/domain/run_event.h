#pragma once
#include "core/base/json.h"

#include <cstdint>
#include <string>

namespace heddle::domain {

enum class RunEventType {
    RunStarted,    ///< data: {workflow, resumed}
    StepStarted,   ///< data: {nodes: [ids]}
    NodeStarted,   ///< data: {attempt, task, title, type, input?}
    NodeProgress,  ///< data: whatever the node wants to show: {text} or {done, total}
    Token,         ///< text: a piece; data: {channel}: none for the answer, "draft" for a preview that the answer
                   ///< replaces, "reasoning", or "log" for what only the run log shows
    ModelCall,     ///< data: {model, offline, usage: {input, output, estimated}, ms}
    ToolCall,      ///< data: {tool, source, call, arguments, outcome, decided_by, ms, text: the answer's beginning}
    NodeRetry,     ///< data: {attempt, delay_ms, error}
    NodeFinished,  ///< data: {task, ms, update (of state), cached}
    NodeFailed,    ///< data: {task, ms, error, handled}
    Checkpoint,    ///< data: {id, step, updated: [fields], state?}
    Interrupted,   ///< data: {questions: [{id, node, question}], reason, next: [nodes], wake?, state?}
    RunFinished,   ///< data: {output, state, ms}
    RunFailed,     ///< data: {error}; resumable from its last checkpoint
    RunCancelled,  ///< data: {reason}
};

/// One thing that happened in a run: the only form in which the engine speaks to the outside. Ordered by `seq` within a
/// run, without gaps. The table of types above is its documentation.
struct RunEvent {
    RunEventType type = RunEventType::RunStarted;
    std::string runId;
    std::string threadId;
    std::int64_t seq = 0;
    int step = -1;
    std::string node;  ///< node path: "review/summary" inside a sub-graph; empty for events of the run
    std::string text;  ///< Token only
    std::int64_t timeMs = 0;
    Json data = Json::object();  ///< inside sub-graphs also `scope`: the calls around it, "node:task|…"
};

std::string_view runEventName(RunEventType type);  ///< "run_started", "token" …
/// `{type, run, thread, seq, step, node, text?, time, data}`: the NDJSON line of `heddlectl run --json` and of REST.
Json toJson(const RunEvent& event);

}  // namespace heddle::domain
