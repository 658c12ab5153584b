#pragma once
#include "core/mcp/server.h"
#include "core/services/runs/run_service.h"

namespace heddle::services {

/// An agent as a tool for other programs (core/mcp/server.h): "ask_NAME" with a prompt gives its answer. What the agent
/// asks a person is asked of the person behind the client; where the client cannot do that, the run stays paused and
/// the answer says so. `request` is its run without input. `runs` must outlive the tool.
mcp::ServedTool servedAgent(RunService& runs, const std::string& name, const std::string& description,
                            RunRequest request);

}  // namespace heddle::services
