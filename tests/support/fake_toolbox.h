#pragma once
#include "core/base/error.h"
#include "core/tools/toolbox.h"

#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <vector>

namespace heddle::tests {

/// A tool that does what the test says.
class FakeTool final : public tools::Tool {
public:
    using Work = std::function<boost::asio::awaitable<tools::ToolAnswer>(const tools::ToolInput&)>;
    FakeTool(tools::ToolCard card, Work work) : m_card(std::move(card)), m_work(std::move(work)) {}
    const tools::ToolCard& card() const override { return m_card; }
    boost::asio::awaitable<tools::ToolAnswer> call(tools::ToolInput input) const override {
        co_return co_await m_work(input);
    }

private:
    tools::ToolCard m_card;
    Work m_work;
};

/// A toolbox with the tools and rules that the test puts in. What was called, and how it ended, is in `log`.
class FakeToolbox final : public tools::Toolbox {
public:
    /// A tool that answers with a text; `schema` has the properties of its arguments.
    tools::ToolCard& add(const std::string& name, Json properties, FakeTool::Work work) {
        tools::ToolCard card;
        card.name = name;
        card.description = "Does " + name + ".";
        card.inputSchema = {{"type", "object"}, {"properties", std::move(properties)}};
        card.needsConsent = false;
        m_tools.emplace_back(std::move(card), std::move(work));
        return m_tools.back().first;
    }
    void addText(const std::string& name, const std::string& text) {
        add(name, Json::object(), [text](const tools::ToolInput&) -> boost::asio::awaitable<tools::ToolAnswer> {
            tools::ToolAnswer answer;
            answer.text = text;
            co_return answer;
        });
    }

    boost::asio::awaitable<std::vector<tools::ToolPtr>> find(std::vector<std::string> patterns,
                                                             tools::ToolCaller) override {
        std::vector<tools::ToolPtr> found;
        for (const auto& [card, work] : m_tools) {
            for (const std::string& pattern : patterns) {
                if (!tools::matchesPattern(pattern, card.name)) continue;
                found.push_back(std::make_shared<FakeTool>(card, work));
                break;
            }
        }
        co_return found;
    }
    tools::Verdict decide(const tools::ToolCaller& caller, const tools::ToolCard& card,
                          const Json& arguments) const override {
        return tools::decide(rules, caller, card, arguments);
    }
    boost::asio::awaitable<void> remember(tools::ToolRule rule) override {
        rule.id = "r" + std::to_string(rules.size() + 1);
        rules.push_back(std::move(rule));
        co_return;
    }
    void log(tools::ToolCallRecord record) override {
        const std::lock_guard lock(m_mutex);
        calls.push_back(std::move(record));
    }

    std::vector<tools::ToolRule> rules;
    std::vector<tools::ToolCallRecord> calls;

private:
    std::deque<std::pair<tools::ToolCard, FakeTool::Work>> m_tools;
    std::mutex m_mutex;
};

}  // namespace heddle::tests
