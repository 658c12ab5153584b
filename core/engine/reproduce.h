#pragma once
#include "core/engine/engine.h"

#include <boost/asio/awaitable.hpp>

#include <memory>
#include <optional>
#include <string>

namespace heddle::engine {

/// What a replay of a whole recorded thread came to.
struct Reproduction {
    RunStatus status = RunStatus::Completed;  ///< of the replay
    int checkpoints = 0;                      ///< that came out as recorded, those of sub-graphs among them
    /// The first difference: "engine.replay_diverged" | "engine.replay_ended" (a node asked something else, or more),
    /// "engine.replay_wrote" (it wrote something else), "engine.replay_stopped" (the recorded thread goes on), or what
    /// the replay failed with; with the facts `thread`, `checkpoint`, `step` and, where one is to blame, `node`.
    std::optional<Error> divergence;
    /// The checkpoint at which the recorded thread was changed from outside (an update, a fork), where every replay
    /// ends; or empty.
    std::string changedAt;
};

/// Runs a thread that was recorded (RunOptions::record) again from its first input, in memory, with the recorded
/// answers instead of the world, and compares every checkpoint with the recorded one. `sink` (may be null) gets its
/// events. Throws Error(InvalidArgument, "engine.not_recorded") with the fact `thread`, also when its beginning was
/// pruned away, and what Engine::start throws.
boost::asio::awaitable<Reproduction> reproduce(Engine& engine, std::shared_ptr<const Plan> plan, std::string thread,
                                               EventSink* sink = nullptr);

}  // namespace heddle::engine
