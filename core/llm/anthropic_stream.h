#pragma once
#include "core/llm/answer_builder.h"

#include <map>

namespace heddle::llm {

/// An answer of Anthropic's Messages (docs.anthropic.com, "Streaming Messages"): blocks of text, thinking and tool use.
/// Thinking, with its signature, is kept as it came, to be sent back.
class AnthropicStream final : public AnswerStream {
public:
    explicit AnthropicStream(ModelSink sink) : m_answer(std::move(sink)) {}

    void frame(std::string_view data) override;
    void whole(const Json& response) override;
    ChatResult finish() override;
    bool answered() const override { return m_answer.answered(); }
    bool done() const override { return m_done; }
    const std::string& text() const override { return m_answer.result.text; }

private:
    void read(const Json& event);
    void beginMessage(const Json& message);
    void beginBlock(std::int64_t index, const Json& block);
    void readDelta(std::int64_t index, const Json& delta);
    void readUsage(const Json& usage);

    AnswerBuilder m_answer;
    std::map<std::int64_t, std::size_t> m_calls;  ///< by the block's index
    std::map<std::int64_t, Json> m_thoughts;      ///< blocks to send back, by index
    bool m_done = false;
};

}  // namespace heddle::llm
