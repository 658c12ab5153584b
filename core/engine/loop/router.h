#pragma once
#include "core/engine/loop/task.h"

namespace heddle::engine {

/// What a finished task sets off: adds to `next` where its result, its edges and its barriers lead. `after` is what its
/// conditions see: the step's state with the task's own writes. Throws Error(InvalidArgument, …) with the fact `node`:
/// "engine.unknown_target" (`target`), "engine.no_route" (`edge`, `value`), "engine.not_a_list" (`edge`, `got`), and
/// what expressions throw, with `edge`.
void route(const Plan& plan, NodeIndex node, const TaskOutcome& outcome, const StateView& after, Frontier& next);

/// Whether conditions of `node` read a field that `updates` write: else they need no view of their own.
bool conditionsRead(const Plan& plan, NodeIndex node, const Updates& updates);

}  // namespace heddle::engine
