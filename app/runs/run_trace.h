#pragma once
#include "core/base/json.h"
#include "core/domain/run_event.h"

#include <QString>

#include <map>
#include <string>
#include <vector>

namespace heddle::app {

enum class StepState { Running, Done, Failed, Waiting };

/// One execution of one node.
struct StepTrace {
    std::string node;  ///< node path
    std::string task;
    std::string title;  ///< as in the workflow; empty: the node type's title
    std::string type;
    StepState state = StepState::Running;
    QString detail;  ///< one short line of what it does or did
    qint64 startedMs = 0;
    qint64 ms = -1;
    qint64 tokens = 0;
    Json toolCalls = Json::array();  ///< data of its tool_call events
    Json input;
    Json output;
    Json error;
    bool cached = false;
};

/// What a run's events come to: the steps in the order they began, and how the run stands. Grows with each event.
class RunTrace {
public:
    /// The index of the step that changed, or -1 when it concerns the run.
    int apply(const domain::RunEvent& event);
    void clear() { *this = {}; }

    const std::string& runId() const { return m_runId; }
    const std::vector<StepTrace>& steps() const { return m_steps; }
    /// "running", "paused", "completed", "failed", "cancelled"; empty before the first event.
    const std::string& status() const { return m_status; }
    const Json& output() const { return m_output; }
    const Json& state() const { return m_state; }
    const Json& error() const { return m_error; }
    qint64 ms() const { return m_ms; }
    qint64 tokens() const;
    int finished() const;

private:
    int begin(const domain::RunEvent& event);
    int finish(const domain::RunEvent& event, StepState state);
    int stepOf(const domain::RunEvent& event) const;

    std::string m_runId;
    std::string m_status;
    std::vector<StepTrace> m_steps;
    Json m_output;
    Json m_state;
    Json m_error;
    qint64 m_startedMs = 0;
    qint64 m_ms = 0;
};

/// The first words of a value, on one line.
QString briefly(const Json& value, int most = 90);

}  // namespace heddle::app
