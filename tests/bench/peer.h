#pragma once
#include "tests/bench/bench.h"

namespace heddle::bench {

enum class PeerCost {
    Printed,     ///< what its script prints
    PeakMemory,  ///< MB of its process
};

/// A workload of peer/langgraph.mjs.
struct PeerWorkload {
    const char* name;
    double recorded;     ///< what it cost once, on a machine like ours
    double divisor = 1;  ///< of what the script prints, for the figure's unit
    PeerCost cost = PeerCost::Printed;
};

/// Adds `figure` beside LangGraph.js: measured now when peers were asked for and `run` could install it, else what was
/// recorded.
void addBesidePeer(Report& report, Figure figure, const PeerWorkload& workload);

}  // namespace heddle::bench
