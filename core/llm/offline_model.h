#pragma once
#include "core/llm/chat_model.h"

namespace heddle::llm {

/// The built-in model that needs no key and no network, and is no language model: it extracts, ranks, classifies and
/// fills in JSON from the text it is given, the same way each time (core/llm/offline). Streams word by word; its usage
/// is estimated. Reads the hint `extraBody["heddle_task"]` = {kind: answer|summarise|classify|extract|draft|review,
/// labels: [text or {name, description}], context, question, sentences}, every part of which is optional.
class OfflineModel final : public ChatModel {
public:
    static constexpr std::string_view kId = "offline";

    std::string id() const override { return std::string(kId); }
    std::string label() const override { return "offline model, not a language model"; }
    boost::asio::awaitable<ChatResult> chat(const ChatRequest& request, const ModelSink& onEvent) override;
};

}  // namespace heddle::llm
