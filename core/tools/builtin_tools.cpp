#include "core/tools/builtin_tools.h"

#include "core/tools/tool_makers.h"

namespace heddle::tools {

Json objectSchema(Json properties, std::vector<std::string> required) {
    Json schema{{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
    if (!required.empty()) schema["required"] = std::move(required);
    return schema;
}

std::vector<ToolPtr> builtinTools(BuiltinPorts ports) {
    std::vector<ToolPtr> all{makeClockTool(ports.clock), makeCalculatorTool(), makePlanTool(), makeHttpTool(ports.http),
                             makeWebSearchTool(ports)};
    for (ToolPtr& tool : makeFileTools(ports))
        all.push_back(std::move(tool));
    if (!ports.memory) return all;
    for (ToolPtr& tool : makeMemoryTools(*ports.memory))
        all.push_back(std::move(tool));
    return all;
}

}  // namespace heddle::tools
