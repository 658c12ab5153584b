#include "tests/bench/child.h"
#include "tests/bench/engine_workloads.h"
#include "tests/bench/peer.h"
#include "tests/bench/scratch.h"
#include "tests/bench/two_nodes.h"

namespace heddle::bench {
namespace {

void start() { Bench(chain(2)).once({}); }
void thousandRuns() { Bench(chain(5)).once({}, 1000, nullptr, 2); }
void waitingNodes() { Bench(fanOut("wait")).once(items(10000), 1, nullptr, 2); }

/// Each in a process of its own: its highest resident memory, code and libraries included.
void memoryFigures(Report& report) {
    const auto own = [](const char* workload) {
        return medianOf5([workload] { return peakMbOf({HEDDLE_BIN_DIR "/heddle_bench", "--workload", workload}); });
    };
    const Scratch scratch;
    const std::string workflow = scratch.write("two.workflow.json", kTwoNodes);
    const double product = medianOf5([&] {
        return peakMbOf({HEDDLE_BIN_DIR "/heddlectl", "--workspace", scratch.path("w"), "run", workflow, "--input",
                         "hello", "--json"});
    });
    addBesidePeer(report, {"peak memory, two nodes", "MB", own("start"), 20}, {"start", 82, 1, PeerCost::PeakMemory});
    report.add({"peak memory, two nodes by heddlectl with checkpoints", "MB", product, 20});
    addBesidePeer(report, {"peak memory, 1,000 concurrent runs of 5 nodes", "MB", own("thousand-runs"), 60},
                  {"concurrent-once", 312, 1, PeerCost::PeakMemory});
    report.add({"peak memory, 10,000 nodes that wait at once", "MB", own("waiting-nodes"), 200});
}

}  // namespace

HEDDLE_WORKLOAD("start", start);
HEDDLE_WORKLOAD("thousand-runs", thousandRuns);
HEDDLE_WORKLOAD("waiting-nodes", waitingNodes);
HEDDLE_BENCH("engine", memoryFigures);

}  // namespace heddle::bench
