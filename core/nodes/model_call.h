#pragma once
#include "core/engine/node.h"
#include "core/llm/chat_model.h"

#include <string>

namespace heddle::nodes {

/// The event channel of a node's `stream` setting: "answer" is "", "draft" and "log" are themselves.
std::string channelOf(const std::string& stream);

/// One call of a model from a node: passes its tokens on as they come, and tells what it cost.
class ModelCall {
public:
    /// `channel` is "" for the answer, "draft" or "log".
    ModelCall(llm::ChatModel& model, std::string channel) : m_model(model), m_channel(std::move(channel)) {}

    boost::asio::awaitable<llm::ChatResult> ask(const llm::ChatRequest& request, engine::NodeContext& context) const;

private:
    llm::ChatModel& m_model;
    std::string m_channel;
};

}  // namespace heddle::nodes
