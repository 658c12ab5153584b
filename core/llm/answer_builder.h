#pragma once
#include "core/llm/answer_stream.h"

#include <map>
#include <string>
#include <vector>

namespace heddle::llm {

/// What streams of all protocols hand out, in one vocabulary and in the right order.
class AnswerBuilder {
public:
    /// `sink` may be empty.
    explicit AnswerBuilder(ModelSink sink) : m_sink(std::move(sink)) {}

    ChatResult result;  ///< grows; finish() completes it

    void say(std::string_view piece);
    void think(std::string_view piece);
    void refuse(std::string_view piece);
    /// A call begins; gives its number.
    std::size_t call(std::string id, std::string name);
    void arguments(std::size_t call, std::string_view piece);
    /// Ends all calls, then tells usage and finish. `finish` counts unless there are calls, which were not cut off.
    ChatResult finish(Finish finish);
    bool answered() const { return m_answered; }

private:
    void start();
    void send(ModelEvent event);

    ModelSink m_sink;
    bool m_startSent = false;
    bool m_answered = false;
};

/// Members of frames, which services leave out, set to null, or give another type.
std::string textIn(const Json& object, const char* key);
std::int64_t countIn(const Json& object, const char* key);
const Json& memberOf(const Json& object, const char* key);

}  // namespace heddle::llm
