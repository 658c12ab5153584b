#include "tests/bench/engine_workloads.h"
#include "tests/bench/peer.h"

namespace heddle::bench {
namespace {

class CountingSink final : public engine::EventSink {
public:
    void onEvent(const domain::RunEvent&) override { ++m_count; }

private:
    std::size_t m_count = 0;
};

void stepFigures(Report& report) {
    Bench chained(chain(1000));
    addBesidePeer(report, {"no-op super-step, chain of 1,000", "µs", cpuUsOf5([&] { chained.once({}); }) / 1000, 5},
                  {"chain", 1105});
    CountingSink sink;
    report.add({"the same with every event taken", "µs", cpuUsOf5([&] { chained.once({}, 1, &sink); }) / 1000, 10});
    Bench looped(loop("count", 10000));
    addBesidePeer(report,
                  {"super-step with a condition, loop of 10,000", "µs", cpuUsOf5([&] { looped.once({}); }) / 10000, 5},
                  {"loop", 572});
}

void fanFigures(Report& report) {
    Bench fan(fanOut("collect"));
    const Json input = items(1000);
    addBesidePeer(report, {"fan-out 1 to 1,000 to join, per task", "µs", cpuUsOf5([&] { fan.once(input); }) / 1000, 5},
                  {"fan-out", 1004});
    Bench five(chain(5));
    addBesidePeer(report, {"1,000 concurrent runs of 5 nodes", "ms", cpuUsOf5([&] { five.once({}, 1000); }) / 1000, 50},
                  {"concurrent", 4486, 1000});
}

void sizeFigures(Report& report) {
    const double before = wallUs();
    Bench(chain(100000)).once({});
    report.add({"chain of 100,000 nodes, compiled and run", "ms", (wallUs() - before) / 1000});
    Bench waiting(fanOut("wait"));
    const Json input = items(10000);
    const double start = wallUs();
    waiting.once(input, 1, nullptr, 2);
    report.add({"10,000 nodes that wait 1 s each at once", "s", (wallUs() - start) / 1e6, 1.3});
}

void engineGroup(Report& report) {
    stepFigures(report);
    fanFigures(report);
    sizeFigures(report);
}

}  // namespace

HEDDLE_BENCH("engine", engineGroup);

}  // namespace heddle::bench
