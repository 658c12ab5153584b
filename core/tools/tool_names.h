#pragma once
#include <map>
#include <string>
#include <string_view>

namespace heddle::tools {

/// Names of tools as every model service accepts them: [A-Za-z0-9_-], 1 to 64. Tools are called by them and found by
/// them again; the same set of tools gives the same names.
class ToolNames {
public:
    /// The model's name for a tool; another one for each tool.
    std::string add(const std::string& tool);
    /// The tool behind a model's name; empty when there is none.
    std::string toolOf(const std::string& modelName) const;

private:
    std::map<std::string, std::string> m_tools;  ///< by the model's name
};

}  // namespace heddle::tools
