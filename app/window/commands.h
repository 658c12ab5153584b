#pragma once
#include "app/window/command_palette.h"
#include "core/domain/agent.h"
#include "core/domain/workflow_template.h"

#include <functional>
#include <vector>

namespace heddle::app {

class Actions;
class OpenAgent;

/// What the palette can find.
struct CommandSources {
    const Actions* actions = nullptr;
    OpenAgent* agent = nullptr;  ///< the one in front, or null
    const std::vector<domain::WorkflowTemplate>* templates = nullptr;
    const std::vector<domain::Agent>* agents = nullptr;
    std::function<void(const QString&)> useTemplate;
    std::function<void(const QString&)> openAgent;
};

QList<Command> collectCommands(const CommandSources& sources);

}  // namespace heddle::app
