#pragma once
#include "core/base/error.h"
#include "core/domain/run_event.h"

#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace heddle::engine {

class CacheStore;
class CheckpointStore;
class Limiter;

/// Takes a run's events. Called in order, never by two threads at once, on pool threads and apart from the run: a slow
/// sink does not hold up the run. While it lags, tokens of a node are joined into longer ones; far behind, progress is
/// left out and node events come without their payload (`data.thin`). No other event is ever lost.
class EventSink {
public:
    virtual ~EventSink() = default;
    virtual void onEvent(const domain::RunEvent& event) = 0;
    /// Events of other types are not even made. Asked when a run begins.
    virtual bool wants(domain::RunEventType) const { return true; }
};

/// When finished work is safe from a crash.
enum class Durability {
    Sync,   ///< a task as soon as it has finished, a step before the next begins
    Async,  ///< with its step, while the next ones already run (never more than a few ahead)
    Exit,   ///< when the run ends
};

/// Breaking one ends the run as failed, resumable (Error Limit, "engine.token_budget" | "engine.cost_budget").
struct Budget {
    std::int64_t tokens = 0;  ///< input and output; 0: none
    double cost = 0;          ///< sum of `cost` in model calls; 0: none
};

inline constexpr std::int64_t kHoldForEver = std::numeric_limits<std::int64_t>::max();

struct RunOptions {
    std::string runId;  ///< empty: a new one
    Durability durability = Durability::Async;
    /// 0: the graph's. Counts steps in which nodes run, anew after each resume. When it is set, steps of sub-graphs
    /// count too; when not, each graph's own limit holds for each of its calls.
    int maxSteps = 0;
    int maxConcurrency = 0;      ///< 0: the graph's. Over all sub-graphs
    std::int64_t timeoutMs = 0;  ///< 0: the graph's
    Budget budget;
    std::set<std::string> breakBefore;  ///< node paths to pause before; "*": every one
    std::set<std::string> breakAfter;
    Json metadata = Json::object();  ///< kept with each checkpoint
    /// How long a run that only waits for a time may stay in memory; when it would be longer it pauses ("timer").
    std::int64_t holdMs = kHoldForEver;
    /// Checkpoint and interrupted events, and the start of a run that goes on, carry the whole state: `data.state`.
    bool tellState = false;
    EventSink* sink = nullptr;         ///< must outlive the run
    CheckpointStore* store = nullptr;  ///< instead of the engine's; must outlive the run
    /// Keeps all that the nodes are answered (effect.h) with the thread. Once begun, later runs of the thread go on so.
    bool record = false;
    /// Where the recording is that answers the nodes instead of the world, for a thread of the same name; or null.
    const CheckpointStore* replay = nullptr;
    std::string inputId;  ///< of the input's checkpoint; empty: a new one
};

enum class RunStatus { Completed, Paused, Failed, Cancelled };
std::string_view runStatusName(RunStatus status);  ///< "completed", "paused", "failed", "cancelled"

/// What a paused run waits for.
struct Question {
    std::string id;    ///< what an answer names
    std::string node;  ///< node path
    Json question;
    std::int64_t wakeMs = 0;  ///< when it stops waiting for an answer (ms since 1970); 0: never
};

/// Answers to a paused run: for one open question, or by the questions' ids. Questions without an answer stay open.
struct Answers {
    std::optional<Json> only;  ///< refused when several are open: Error "engine.which_question"
    std::map<std::string, Json> byId;
    Json update;  ///< object of state fields, written before the nodes run again; or null
};

/// What an engine may be given beside its store; all outlive it.
struct EnginePorts {
    Limiter* limiter = nullptr;   ///< none: nothing waits for others
    CacheStore* cache = nullptr;  ///< none: cache policies have no effect
};

struct RunResult {
    RunStatus status = RunStatus::Completed;
    std::string runId;
    std::string threadId;
    std::string checkpointId;         ///< the thread's head
    Json output;                      ///< value of the graph's output field, or null
    Json state = Json::object();      ///< of a failed step: with what its finished nodes wrote
    std::vector<Question> questions;  ///< paused
    std::vector<std::string> next;    ///< nodes that would run next; empty when completed
    /// Paused: "question", "timer", "breakpoint" or "drain"; cancelled: what cancel() was told.
    std::string reason;
    std::int64_t wakeMs = 0;     ///< paused: when resume() would go on by itself (ms since 1970); 0: never
    std::optional<Error> error;  ///< failed; fact `node` when one did
    int steps = 0;               ///< super-steps of this run
};

}  // namespace heddle::engine
