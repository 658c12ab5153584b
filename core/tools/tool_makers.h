#pragma once
#include "core/tools/builtin_tools.h"

namespace heddle::tools {

// One function for each built-in tool or family, each in a file of its own.

ToolPtr makeClockTool(const Clock& clock);
ToolPtr makeCalculatorTool();
ToolPtr makePlanTool();
ToolPtr makeHttpTool(net::HttpClient& http);
ToolPtr makeWebSearchTool(const BuiltinPorts& ports);
std::vector<ToolPtr> makeFileTools(const BuiltinPorts& ports);
std::vector<ToolPtr> makeMemoryTools(MemoryStore& store);

/// An object schema with these properties; `required` are names of some.
Json objectSchema(Json properties, std::vector<std::string> required = {});

/// A tool that is a card and a function. `work` must be safe from any thread.
class PlainTool final : public Tool {
public:
    using Work = std::function<boost::asio::awaitable<ToolAnswer>(ToolInput)>;
    PlainTool(ToolCard card, Work work) : m_card(std::move(card)), m_work(std::move(work)) {}
    const ToolCard& card() const override { return m_card; }
    boost::asio::awaitable<ToolAnswer> call(ToolInput input) const override { return m_work(std::move(input)); }

private:
    ToolCard m_card;
    Work m_work;
};

}  // namespace heddle::tools
