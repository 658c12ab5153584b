#pragma once
#include "core/llm/answer_stream.h"
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
class OpenAiStream final : public AnswerStream {
public:
    /// `sink` may be empty.
    explicit OpenAiStream(ModelSink sink);

    void frame(std::string_view data) override;
    /// An object "chat.completion".
    void whole(const Json& response) override;
    ChatResult finish() override;
    bool answered() const override { return m_answered; }
    bool done() const override { return m_done; }
    const std::string& text() const override { return m_result.text; }

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
