#include "tests/bench/peer.h"

#include "tests/bench/child.h"

#include <cstdlib>
#include <string>

namespace heddle::bench {
namespace {

constexpr const char* kName = "LangGraph.js 1.7.3";

std::vector<std::string> commandOf(const PeerWorkload& workload) {
    return {"/usr/bin/env",
            "LANGSMITH_TRACING=false",
            "node",
            "--no-warnings",
            HEDDLE_SOURCE_DIR "/tests/bench/peer/langgraph.mjs",
            workload.name};
}

}  // namespace

void addBesidePeer(Report& report, Figure figure, const PeerWorkload& workload) {
    figure.peer = kName;
    figure.peerValue = workload.recorded;
    if (!report.withPeer() || !std::getenv("HEDDLE_PEER")) {
        figure.peer += ", recorded";
    } else if (workload.cost == PeerCost::PeakMemory) {
        figure.peerValue = peakMbOf(commandOf(workload));
    } else {
        figure.peerValue = std::stod(outputOf(commandOf(workload))) / workload.divisor;
    }
    report.add(std::move(figure));
}

}  // namespace heddle::bench
