#pragma once
#include "core/tools/permission.h"

#include <string>
#include <vector>

namespace heddle::tools {

/// A call that was made, or was not: a line of the log.
struct ToolCallRecord {
    ToolCaller caller;
    std::string tool;
    std::string source;
    std::string call;       ///< the model's id of it
    Json arguments;         ///< logged as a digest, unless the log is told to keep them
    std::string outcome;    ///< ok, error, denied, rejected, cancelled, timeout
    std::string decidedBy;  ///< "default", "rule", "person", "agent" (its own configuration)
    std::int64_t ms = 0;
    std::int64_t bytes = 0;  ///< of the answer's text
};

/// The tools that there are for agents, and what may be done with them: a port that services implement. Any thread.
class Toolbox {
public:
    virtual ~Toolbox() = default;
    /// Those that `patterns` name ("clock", "SERVER/*", "*"), in a stable order and each once. Throws Error(NotFound,
    /// "tool.unknown") with the facts `tool`, `known` for a pattern without '*' that names none.
    virtual boost::asio::awaitable<std::vector<ToolPtr>> find(std::vector<std::string> patterns, ToolCaller caller) = 0;
    virtual Verdict decide(const ToolCaller& caller, const ToolCard& card, const Json& arguments) const = 0;
    /// A person has said what is to hold from now on.
    virtual boost::asio::awaitable<void> remember(ToolRule rule) = 0;
    /// Returns at once.
    virtual void log(ToolCallRecord record) = 0;
};

}  // namespace heddle::tools
