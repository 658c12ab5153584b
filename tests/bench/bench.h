#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::bench {

/// One measured value beside what it is held to.
struct Figure {
    std::string name;
    std::string unit;
    double value = 0;
    std::optional<double> bar;
    bool lowerIsBetter = true;
    std::string peer;  ///< whose figure `peerValue` is, with its version
    std::optional<double> peerValue;
};

/// What a group reports to. `withPeer`: the caller asked for peers to be measured in the same run.
class Report {
public:
    Report(std::string group, bool withPeer) : m_group(std::move(group)), m_withPeer(withPeer) {}

    void add(Figure figure);
    /// Why a figure is missing, printed and left out of the file.
    void note(const std::string& text);
    bool withPeer() const { return m_withPeer; }
    const std::string& group() const { return m_group; }
    const std::vector<Figure>& figures() const { return m_figures; }

private:
    std::string m_group;
    bool m_withPeer;
    std::vector<Figure> m_figures;
};

using Group = void (*)(Report&);

/// Called by HEDDLE_BENCH and HEDDLE_WORKLOAD at start-up. Several may add to a group.
bool registerGroup(std::string_view name, Group group);
bool registerWorkload(std::string_view name, void (*workload)());
/// Runs the groups named (all when none is), prints the table and replaces their rows in the file `json`.
/// Returns the exit code: 3 when no group of that name is here.
int runGroups(const std::vector<std::string>& names, bool withPeer, const std::string& json);
/// What a process of its own does. Returns the exit code.
int runWorkload(std::string_view name);

/// CPU time of the whole process, and of its ended children, in microseconds.
double processCpuUs();
/// Time that passes, in microseconds.
double wallUs();
/// Median of five calls of `once`, which returns one measured value; one call before them warms up.
double medianOf5(const std::function<double()>& once);
/// Median CPU time of five calls in microseconds.
double cpuUsOf5(const std::function<void()>& work);
/// Resident memory in MiB.
double residentMb();

}  // namespace heddle::bench

/// Put once at the end of a benchmark's source file: HEDDLE_BENCH("engine", engineGroup)
#define HEDDLE_BENCH(name, function) \
    static const bool registered_##function = ::heddle::bench::registerGroup(name, function)
/// A function that `heddle_bench --workload NAME` runs.
#define HEDDLE_WORKLOAD(name, function) \
    static const bool registered_##function = ::heddle::bench::registerWorkload(name, function)
