#pragma once
#include "core/llm/chat_model.h"
#include "core/llm/think_tags.h"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::llm {

/// Turns the frames of an OpenAI-compatible chat stream into model events and a result. Pure: no I/O, no time. Takes
/// what compatible services really send: missing or null choices, deltas, contents, indexes and ids, names behind
/// arguments, arguments whole, in pieces or as objects, usage anywhere, several finishes, "<think>" in the text. Throws
/// what errorInFrame finds, and Error(Parse, "llm.protocol") for a frame that is no JSON object.
class OpenAiStream {
public:
    /// `sink` may be empty.
    explicit OpenAiStream(ModelSink sink);

    /// The data of one frame.
    void frame(std::string_view data);
    /// A whole answer (object "chat.completion") instead of a stream.
    void whole(const Json& response);
    /// The end of the stream: closes tool calls, hands out usage and finish. Throws Error(Network, "llm.incomplete")
    /// when neither [DONE] nor a finish reason came.
    ChatResult finish();

    /// Whether something of the answer has been handed out, so that a second try would show it twice.
    bool answered() const { return m_answered; }
    bool done() const { return m_done; }
    const std::string& text() const { return m_result.text; }

private:
    struct Call {
        ToolCall call;
        std::string held;  ///< arguments that came before the name
        bool started = false;
    };

    void readFrame(const Json& frame);
    void readChoice(const Json& choice);
    void readDelta(const Json& delta);
    void readContent(const Json& content);
    void say(std::string_view piece, bool reasoning);
    void readTool(const Json& delta);
    Call& callFor(const Json& delta, const std::string& id, const std::string& name);
    void readUsage(const Json& usage);
    void start();
    void closeCalls();
    Finish normalised() const;
    void send(ModelEvent event);

    ModelSink m_sink;
    ThinkTags m_tags;
    ChatResult m_result;
    std::vector<Call> m_calls;
    std::map<std::int64_t, std::size_t> m_byIndex;
    bool m_startSent = false;
    bool m_answered = false;
    bool m_done = false;
    bool m_finishSeen = false;
};

}  // namespace heddle::llm
