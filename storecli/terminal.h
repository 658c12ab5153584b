#pragma once
#include "core/domain/run_event.h"
#include "core/domain/workflow.h"

#include <map>
#include <mutex>
#include <string>

namespace heddle::storecli {

/// Shows a run while it goes on: the answer on standard output as it is written, progress on standard error; or every
/// event as one line of JSON on standard output. onEvent may be called from any thread.
class Terminal {
public:
    Terminal(const domain::Graph& graph, bool json, bool quiet);

    void onEvent(const domain::RunEvent& event);
    /// What is left to say when the run has ended: the output, if it was not streamed, and which model answered.
    void finish(const Json& output);

private:
    void progress(const domain::RunEvent& event);
    std::string title(const std::string& node) const;

    std::map<std::string, std::string> m_titles;
    const bool m_json;
    const bool m_quiet;
    std::mutex m_mutex;
    std::string m_streamed;
    std::map<std::string, bool> m_models;  ///< label → offline
};

/// "1.2 s", "34 ms".
std::string duration(std::int64_t ms);

}  // namespace heddle::storecli
