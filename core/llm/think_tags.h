#pragma once
#include <functional>
#include <string>
#include <string_view>

namespace heddle::llm {

/// Tells reasoning from answer where a model writes "<think>…</think>" at the very start of its text, as local servers
/// pass it on. Tags may be split anywhere.
class ThinkTags {
public:
    using Sink = std::function<void(std::string_view text, bool reasoning)>;

    explicit ThinkTags(Sink sink) : m_sink(std::move(sink)) {}
    void feed(std::string_view text);
    /// Hands out what was held back.
    void finish();

private:
    enum class State { Start, Thinking, Behind, Answer };
    void step();

    Sink m_sink;
    State m_state = State::Start;
    std::string m_held;
};

}  // namespace heddle::llm
