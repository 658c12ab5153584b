#pragma once
#include "core/engine/plan.h"

#include <map>
#include <vector>

namespace heddle::engine {

/// One task that is not simply "this node": of a fan-out, a Send or an error edge.
struct Packet {
    NodeIndex node = kNoNode;
    SharedJson item;             ///< variable `item`; null: none
    SharedJson index;            ///< variable `index`: place in the fan-out's list; null: none
    SharedJson error;            ///< what `state.error` shows this task; null: nothing
    std::int64_t timeoutMs = 0;  ///< of the task's attempts; 0: the node's
    std::string id;              ///< of the task, in a flow; empty: follows from its place
};

/// What a thread has still to do: with the values of the fields, all that a run goes on from.
struct Frontier {
    std::vector<NodeIndex> nodes;                              ///< sorted, each once
    std::vector<Packet> packets;                               ///< in the order in which they were sent
    std::vector<NodeIndex> deferred;                           ///< sorted: nodes that wait for everything else
    std::map<std::uint32_t, std::vector<NodeIndex>> barriers;  ///< by barrier: sources that have run; none is full
    SharedJson input;                                          ///< an input that was not applied yet

    bool isEmpty() const { return nodes.empty() && packets.empty() && deferred.empty() && !input; }
    /// Adds a node, to the deferred ones if it is one.
    void addNode(const Plan& plan, NodeIndex node);
    /// Sorts `nodes` and `deferred`, each once; when nothing else is left to do, the deferred ones come next.
    void settle();
};

}  // namespace heddle::engine
