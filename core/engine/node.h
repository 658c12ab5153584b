#pragma once
#include "core/domain/workflow.h"
#include "core/engine/effect.h"
#include "core/engine/state_view.h"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace heddle::engine {

class Plan;

/// One more task for the next super-step: `node` runs with `arg` as the variable `item`.
struct Send {
    std::string node;
    Json arg;
    std::int64_t timeoutMs = 0;  ///< of the task's attempts, instead of the node's; 0: the node's
};

/// What an attempt of a node comes to. Everything in it takes effect together, when the super-step ends.
struct NodeResult {
    std::vector<std::pair<std::string, Json>> updates;  ///< field and value, reduced in this order
    std::vector<std::string> goTo;                      ///< nodes or "$end", in addition to the node's edges
    std::vector<Send> sends;
    /// Inside a sub-graph: ends it, and updates, goTo and sends are those of the graph so many levels further out.
    int toParent = 0;
};

/// What a sub-graph remembers of its earlier calls.
enum class Memory {
    Fresh,  ///< nothing; a call that was interrupted goes on where it stood
    Kept,   ///< its state, from call to call on the same thread
    None,   ///< nothing is stored: an interrupted call begins again, and its nodes cannot ask
};

struct GraphCall {
    Json input = Json::object();  ///< fields of the sub-graph
    Memory memory = Memory::Fresh;
};

struct GraphAnswer {
    StateView state;                    ///< of the sub-graph, at its end
    std::optional<NodeResult> command;  ///< one of its nodes has spoken to this graph (NodeResult::toParent)
};

/// When a question stops waiting for a person.
struct Deadline {
    std::int64_t afterMs = 0;  ///< counted from when it is first asked
    std::int64_t atMs = 0;     ///< or a time (ms since 1970), when it is not 0
    Json answer;               ///< what it is answered with then
};

/// What one attempt of a node sees and may do. Lives as long as the attempt, used by its coroutine only.
/// The coroutine is cancelled through its Asio cancellation slot (type terminal): awaited operations end, and
/// Error(Cancelled) or operation_aborted should leave run().
class NodeContext {
public:
    virtual ~NodeContext() = default;

    virtual const StateView& view() const = 0;
    const Json* state(std::string_view field) const { return view().field(field); }
    /// The argument of the Send or the element of the fan-out that this task is for, or null.
    const Json* item() const { return view().variable("item"); }

    virtual const std::string& runId() const = 0;
    virtual const std::string& threadId() const = 0;
    /// The same for all attempts of a task, also after a restart; unique in the world. Tools and HTTP pass it on as
    /// the idempotency key.
    virtual const std::string& taskId() const = 0;
    const std::string& idempotencyKey() const { return taskId(); }
    virtual int attempt() const = 0;  ///< 1 is the first

    /// Pieces of an answer, at once. `channel` is empty, or "reasoning".
    virtual void emitToken(std::string_view text, std::string_view channel = {}) = 0;
    virtual void emitProgress(Json data) = 0;
    /// {model, offline, usage: {input, output, estimated}, ms}; counts towards the run's budget.
    virtual void emitModelCall(Json data) = 0;
    /// {tool, source, call, arguments, outcome, decided_by, ms, text}.
    virtual void emitToolCall(Json data) = 0;

    /// Asks the world, or gives the answer that this task was given before: after a restart, after a question, in a
    /// replay. Throws what `perform` throws, or threw then, and in a replay Error(Conflict, "engine.replay_diverged" |
    /// "engine.replay_ended"), which must leave run(). What it awaits is cancelled as run() is.
    virtual boost::asio::awaitable<Json> effect(Effect effect) = 0;
    /// Asks for several things at once, `atOnce` of them at a time (0: all); the answers are in the order of `batch`.
    /// Each is kept as soon as it is there, and one that fails does not stop the others. No two may be alike.
    virtual boost::asio::awaitable<std::vector<EffectAnswer>> effects(std::vector<Effect> batch, int atOnce) = 0;
    /// Effects that need no waiting: the time (ms since 1970), a number from 0 up to 1, an id that is unique in the
    /// world.
    virtual std::int64_t nowMs() = 0;
    virtual double random() = 0;
    virtual std::string newId() = 0;

    /// Asks a person. The k-th call of a task gives the k-th stored answer; without one it ends the attempt (by an
    /// exception that must not be caught: it is no std::exception) and the run pauses with `question`. When the answer
    /// has come, the node runs again from its start.
    virtual Json interrupt(Json question) = 0;
    /// The same, but answered by itself at its deadline.
    virtual Json interrupt(Json question, Deadline deadline) = 0;
    /// Ends the attempt until the deadline; nobody is asked. `why` is shown meanwhile. Counts as a call of interrupt().
    virtual void sleep(Json why, Deadline deadline) = 0;
    /// Runs the sub-graph that NodeRunner::graph() names and waits for its end. Once in an attempt. What its nodes ask
    /// and wait for pauses this task too. Throws Error(Conflict, "engine.subgraph_busy") when another task is in a
    /// Kept one, (InvalidArgument, "engine.subgraph_cannot_ask"), and what the sub-graph fails with: the fact `node`
    /// is a path then.
    virtual boost::asio::awaitable<GraphAnswer> callGraph(GraphCall call) = 0;
    /// For work that never awaits.
    virtual bool cancelRequested() const = 0;
};

/// The behaviour of one node of a compiled graph: immutable, run by many tasks at once, on any pool thread.
class NodeRunner {
public:
    virtual ~NodeRunner() = default;
    /// Throws Error (or std::exception, which counts as "internal.exception") when the attempt failed.
    virtual boost::asio::awaitable<NodeResult> run(NodeContext& context) const = 0;
    /// The sub-graph that it calls, or empty.
    virtual std::string graph() const { return {}; }
    /// The service configuration that it uses, whose limits it keeps to; or empty.
    virtual std::string service() const { return {}; }
};

/// Makes runners from the nodes of a graph; core/nodes implements it.
class NodeFactory {
public:
    virtual ~NodeFactory() = default;
    /// Throws Error(InvalidArgument, "plan.unknown_node_type") with the fact `type`, and Errors about the config with
    /// the fact `path` (a JSON pointer into the node).
    virtual std::unique_ptr<NodeRunner> make(const domain::Node& node) const = 0;
};

}  // namespace heddle::engine
