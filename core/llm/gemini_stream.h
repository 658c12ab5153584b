#pragma once
#include "core/llm/answer_builder.h"

#include <optional>

namespace heddle::llm {

/// An answer of Gemini's streamGenerateContent: candidates in pieces, calls whole or in pieces. All parts are kept as
/// they came: newer models want the signatures of their thoughts back.
class GeminiStream final : public AnswerStream {
public:
    explicit GeminiStream(ModelSink sink) : m_answer(std::move(sink)) {}

    void frame(std::string_view data) override;
    void whole(const Json& response) override;
    ChatResult finish() override;
    bool answered() const override { return m_answer.answered(); }
    bool done() const override { return false; }  // there is no mark of the end
    const std::string& text() const override { return m_answer.result.text; }

private:
    void read(const Json& response);
    void readPart(const Json& part);
    void readCall(const Json& call, const Json& part);
    void keepText(const Json& part);

    AnswerBuilder m_answer;
    Json m_parts = Json::array();           ///< to be sent back
    std::optional<std::size_t> m_openCall;  ///< that goes on in the next piece
    Json m_openArguments;
    bool m_isBlocked = false;
};

}  // namespace heddle::llm
