#include "tests/bench/bench.h"
#include "tests/bench/child.h"
#include "tests/bench/scratch.h"
#include "tests/bench/two_nodes.h"

namespace heddle::bench {
namespace {

constexpr const char* kPeer = "LangGraph.js 1.7.3";
constexpr double kPeerMs = 580;
constexpr double kBarMs = 30;

/// Start to exit of the program as people have it; one call before warms caches up and makes the workspace.
void cliGroup(Report& report) {
    const Scratch scratch;
    const std::string workflow = scratch.write("two.workflow.json", kTwoNodes);
    const auto time = [&](const std::vector<std::string>& arguments) {
        std::vector<std::string> command{HEDDLE_BIN_DIR "/heddlectl", "--workspace", scratch.path("workspace")};
        command.insert(command.end(), arguments.begin(), arguments.end());
        return medianOf5([&] { return Child(command).waitForExit() / 1000; });
    };
    const double kept = time({"run", workflow, "--input", "hello"});
    report.add({"run of two nodes, checkpoints kept, start to exit", "ms", kept, kBarMs, true, kPeer, kPeerMs});
    const double loose = time({"run", workflow, "--input", "hello", "--no-save"});
    report.add({"run of two nodes, --no-save, start to exit", "ms", loose, kBarMs, true, kPeer, kPeerMs});
    report.add({"validate of two nodes, start to exit", "ms", time({"validate", workflow}), {}, true, {}, {}});
}

}  // namespace

HEDDLE_BENCH("cli", cliGroup);

}  // namespace heddle::bench
