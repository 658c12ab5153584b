#pragma once
#include "core/llm/chat_result.h"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <string>

namespace heddle::llm {

using ModelSink = std::function<void(const ModelEvent&)>;

/// A language model as a port. One object serves any number of calls at once, from any thread.
class ChatModel {
public:
    virtual ~ChatModel() = default;
    /// The reference that names this model: "offline", "openai:gpt-4o-mini@work".
    virtual std::string id() const = 0;
    /// What people should read beside its answers.
    virtual std::string label() const = 0;
    /// Asks the model. `onEvent` is called on the coroutine's executor, in order, and must not block; it may be empty.
    /// `request` and `onEvent` must outlive the call. Cancelling the coroutine aborts the request and throws
    /// Error(Cancelled). Failures throw Error "llm.no_key", "llm.auth", "llm.permission",
    /// "llm.model_not_found", "llm.invalid_request", "llm.context_overflow", "llm.rate_limit", "llm.quota",
    /// "llm.overloaded", "llm.server", "llm.protocol", "llm.incomplete" or "net.…", with the facts `provider`, `url`,
    /// `model`, `reason`, and `status` and `partial` (the text so far) where they exist.
    virtual boost::asio::awaitable<ChatResult> chat(const ChatRequest& request, const ModelSink& onEvent) = 0;
};

}  // namespace heddle::llm
