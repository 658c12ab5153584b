#pragma once
#include "core/engine/node.h"
#include "core/nodes/agent/agent_config.h"
#include "core/nodes/agent/conversation.h"
#include "core/nodes/agent/tool_set.h"
#include "core/tools/toolbox.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace heddle::nodes {

/// Answers tools of the loop itself (search, members of a team); nothing for tools of the toolbox.
using InnerTool = std::function<boost::asio::awaitable<tools::ToolAnswer>(const tools::ToolCard& card, Json arguments)>;

struct TurnResult {
    Messages answers;                   ///< one for each call, in their order
    std::optional<std::string> direct;  ///< the answer of a tool whose word is final
};

/// All that follows one message of a model with calls: checks them, asks a person where that is needed, runs them,
/// several at once, and turns what comes into messages. Everything that may differ from one time to the next is an
/// effect, so that a run that was interrupted, or killed, goes on where it stood.
class ToolTurn {
public:
    /// All references must outlive it. `inner` answers the cards whose source is kInnerSource.
    ToolTurn(const AgentConfig& config, tools::Toolbox& toolbox, const tools::ToolCaller& caller,
             engine::NodeContext& context, const ToolSet& set, InnerTool inner)
        : m_config(config),
          m_toolbox(toolbox),
          m_caller(caller),
          m_context(context),
          m_set(set),
          m_inner(std::move(inner)) {}

    boost::asio::awaitable<TurnResult> run(const std::vector<llm::ToolCall>& calls);

private:
    /// What becomes of one call.
    struct Planned {
        llm::ToolCall call;
        const tools::ToolCard* card = nullptr;
        Json arguments = Json::object();
        tools::ToolAnswer answer;
        bool isAnswered = false;
        std::string outcome = "ok";
        std::string decidedBy = "default";
        std::int64_t ms = 0;
    };

    void read(Planned& planned) const;
    void checkArguments(Planned& planned) const;
    void settle(Planned& planned, std::string outcome, std::string text) const;
    boost::asio::awaitable<void> decide();
    void decideOne(Planned& planned, const Json& verdict, std::vector<Planned*>& open) const;
    void askPerson(const std::vector<Planned*>& open);
    void takeDecision(Planned& planned, const Json& answer) const;
    boost::asio::awaitable<void> note(const Json& remembered);
    boost::asio::awaitable<Json> noteAll(Json remembered);
    boost::asio::awaitable<void> callAll();
    engine::Effect effectOf(const Planned& planned);
    boost::asio::awaitable<Json> perform(const Planned& planned, const engine::PieceSink& piece);
    boost::asio::awaitable<tools::ToolAnswer> tried(const tools::Tool& tool, const tools::ToolInput& input);
    void take(Planned& planned, const engine::EffectAnswer& given) const;
    tools::ToolCallRecord recordOf(const Planned& planned) const;
    bool isNamed(const std::vector<std::string>& patterns, const std::string& tool) const;
    void tell(const Planned& planned) const;
    llm::Message messageOf(const Planned& planned) const;

    const AgentConfig& m_config;
    tools::Toolbox& m_toolbox;
    const tools::ToolCaller& m_caller;
    engine::NodeContext& m_context;
    const ToolSet& m_set;
    InnerTool m_inner;
    std::vector<Planned> m_planned;
    Json m_remembered = Json::array();  ///< tools that a person allows from now on
};

}  // namespace heddle::nodes
