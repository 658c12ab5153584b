#pragma once
#include "core/engine/loop/thread_state.h"
#include "core/engine/run.h"

namespace heddle::engine {

/// Refuses an input that the plan's fields cannot take: Error(InvalidArgument, "engine.bad_input" |
/// "engine.unknown_field" | "engine.write_type").
void checkInput(const ThreadState& state, const Json& input);

/// The answers by the ids of open questions, those of sub-graphs too. Error(InvalidArgument, "engine.which_question" |
/// "engine.unknown_question").
std::map<std::string, Json> assignAnswers(const ThreadState& state, Answers answers);

}  // namespace heddle::engine
