#pragma once
#include "core/llm/chat_model.h"

#include <string>
#include <string_view>

namespace heddle::llm {

/// Turns the frames of one answer into model events and a result. Pure: no I/O, no time. Frames may come cut anywhere,
/// but each is whole here. Throws what errorInFrame() finds, and Error(Parse, "llm.protocol") for what is no answer.
class AnswerStream {
public:
    virtual ~AnswerStream() = default;
    /// The data of one frame.
    virtual void frame(std::string_view data) = 0;
    /// A whole answer instead of a stream.
    virtual void whole(const Json& response) = 0;
    /// The end: closes tool calls, hands out usage and finish. Throws Error(Network, "llm.incomplete") when the answer
    /// had not ended.
    virtual ChatResult finish() = 0;
    /// Whether something of the answer has been handed out, so that a second try would show it twice.
    virtual bool answered() const = 0;
    /// Whether nothing more is to be read.
    virtual bool done() const = 0;
    /// The text so far.
    virtual const std::string& text() const = 0;
};

}  // namespace heddle::llm
