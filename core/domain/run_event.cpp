#include "core/domain/run_event.h"

namespace heddle::domain {

std::string_view runEventName(RunEventType type) {
    switch (type) {
        case RunEventType::RunStarted:
            return "run_started";
        case RunEventType::StepStarted:
            return "step_started";
        case RunEventType::NodeStarted:
            return "node_started";
        case RunEventType::NodeProgress:
            return "node_progress";
        case RunEventType::Token:
            return "token";
        case RunEventType::ModelCall:
            return "model_call";
        case RunEventType::ToolCall:
            return "tool_call";
        case RunEventType::NodeRetry:
            return "node_retry";
        case RunEventType::NodeFinished:
            return "node_finished";
        case RunEventType::NodeFailed:
            return "node_failed";
        case RunEventType::Checkpoint:
            return "checkpoint";
        case RunEventType::Interrupted:
            return "interrupted";
        case RunEventType::RunFinished:
            return "run_finished";
        case RunEventType::RunFailed:
            return "run_failed";
        case RunEventType::RunCancelled:
            return "run_cancelled";
    }
    return "unknown";
}

Json toJson(const RunEvent& event) {
    Json json{{"type", runEventName(event.type)},
              {"run", event.runId},
              {"thread", event.threadId},
              {"seq", event.seq},
              {"step", event.step},
              {"node", event.node},
              {"time", event.timeMs},
              {"data", event.data}};
    if (event.type == RunEventType::Token) json["text"] = event.text;
    return json;
}

}  // namespace heddle::domain
