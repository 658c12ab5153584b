#pragma once
#include "core/engine/node.h"
#include "core/llm/chat_result.h"
#include "core/nodes/builtin_nodes.h"

#include <string>

namespace heddle::nodes {

/// The event channel of a node's `stream` setting: "answer" is "", "draft" and "log" are themselves.
std::string channelOf(const std::string& stream);

struct ModelAnswer {
    llm::ChatResult result;
    std::string label;  ///< what people know the model by
    double cost = 0;    ///< by the catalogue's prices; 0: unknown
};

/// One call of a model from a node, as an effect: passes its tokens on as they come, and tells what it cost.
class ModelCall {
public:
    /// `model` is a reference; `channel` is "" for the answer, "draft" or "log".
    ModelCall(const ModelResolver& models, std::string model, std::string channel)
        : m_models(models), m_model(std::move(model)), m_channel(std::move(channel)) {}

    /// Throws what ModelResolver and llm::ChatModel throw, and Error(Denied, "node.model_refused") with the facts
    /// `model`, `reason`. `request` must outlive the call.
    boost::asio::awaitable<ModelAnswer> ask(const llm::ChatRequest& request, engine::NodeContext& context) const;

private:
    boost::asio::awaitable<Json> perform(const llm::ChatRequest& request, const engine::PieceSink& piece) const;
    void tell(const llm::ModelEvent& event, engine::NodeContext& context) const;

    const ModelResolver& m_models;
    std::string m_model;
    std::string m_channel;
};

}  // namespace heddle::nodes
