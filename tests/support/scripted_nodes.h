#pragma once
#include "core/engine/node.h"

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <random>
#include <string>

namespace heddle::tests {

/// Nodes whose behaviour is data: the members of `script` are node ids, their values lists of operations, done in order
/// at each attempt. Values written as texts are CEL over `state`, `item`, `index`, `reply` (to the first question) and
/// `call` (how often the node has been run, from 1).
///   {"update": {field: CEL, …}}  {"goto": [node, …]}  {"send": node, "each": CEL}   {"token": text}
///   {"progress": data}
///   {"ask": question, "valid": CEL}    asks until `valid`, at most ten times
///   {"fail": code, "kind": kind, "calls": n, "if": CEL}   only the first n calls, only if
///   {"hang": true}               until it is cancelled     {"deaf": ms}   waits, whatever happens
///   {"yield": n}                 gives others a turn n times
///   {"call": {field: CEL, …}, "memory": "fresh", "out": {field: CEL over the sub-graph's last state, …}}
///                                runs the sub-graph that the node's config names as "graph"
///   {"to_parent": levels}        what was updated and sent is the outer graph's
///   {"effect": kind, "request": CEL, "answer": CEL over `world` (how often this node has asked the world) too,
///    "pieces": [token, …], "as": name}           asks the world; the answer is `name` in what follows
///   {"effect": kind, "request": CEL, "error": code, "kind": kind, "calls": n}      the world fails the first n times
///   {"draw": "clock"|"random"|"id", "as": name}
///   {"sleep": ms}  {"ask": …, "limit": ms, "then": answer}     {"send": …, "timeout": ms}
class ScriptedNodes final : public engine::NodeFactory {
public:
    explicit ScriptedNodes(Json script) : m_script(std::move(script)) {}

    /// Throws Error "plan.unknown_node_type" for types other than "script".
    std::unique_ptr<engine::NodeRunner> make(const domain::Node& node) const override;

    /// From now on nodes take a random number of turns.
    void shuffle(unsigned seed);
    /// How often each node was run, and the most that ran at once.
    std::map<std::string, int> calls() const;
    /// How often each node has asked the world.
    std::map<std::string, int> worldCalls() const;
    int mostAtOnce() const { return m_mostAtOnce.load(); }
    void forgetCalls();

    /// Called as a node begins; set before a run.
    std::function<void(const std::string& node)> onCall;
    std::function<void(engine::NodeContext& context)> onContext;

private:
    class Runner;

    Json m_script;
    mutable std::mutex m_mutex;
    mutable std::map<std::string, int> m_calls;
    mutable std::map<std::string, int> m_worldCalls;
    mutable std::optional<std::mt19937> m_random;
    mutable std::atomic<int> m_atOnce{0};
    mutable std::atomic<int> m_mostAtOnce{0};
};

}  // namespace heddle::tests
