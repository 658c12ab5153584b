#include "tests/bench/bench.h"

#include <nlohmann/json.hpp>
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <fstream>
#include <map>

namespace heddle::bench {
namespace {

using Json = nlohmann::json;

std::map<std::string, std::vector<Group>, std::less<>>& groups() {
    static std::map<std::string, std::vector<Group>, std::less<>> all;
    return all;
}

std::map<std::string, void (*)(), std::less<>>& workloads() {
    static std::map<std::string, void (*)(), std::less<>> all;
    return all;
}

std::string numberText(double value) {
    char text[32];
    std::snprintf(text, sizeof text, value >= 100 ? "%.0f" : value >= 10 ? "%.1f" : "%.2f", value);
    return text;
}

bool holds(const Figure& figure) {
    return !figure.bar || (figure.lowerIsBetter ? figure.value <= *figure.bar : figure.value >= *figure.bar);
}

/// "LangGraph.js 1.7.3: 570 (× 285)": by how much ours is better.
std::string peerText(const Figure& figure) {
    if (!figure.peerValue) return figure.peer;
    const double ratio = figure.lowerIsBetter ? *figure.peerValue / figure.value : figure.value / *figure.peerValue;
    return figure.peer + ": " + numberText(*figure.peerValue) + " (× " + numberText(ratio) + ")";
}

void printHeader(const std::string& group) {
    std::printf("\n%-58s %12s %-8s %12s  %s\n", group.c_str(), "value", "unit", "bar", "peer");
}

void print(const Figure& figure) {
    const std::string bar = figure.bar ? (figure.lowerIsBetter ? "<= " : ">= ") + numberText(*figure.bar) : "";
    const std::string peer = peerText(figure);
    std::printf("  %-56s %12s %-8s %12s%s %s\n", figure.name.c_str(), numberText(figure.value).c_str(),
                figure.unit.c_str(), bar.c_str(), holds(figure) ? " " : "!", peer.c_str());
    std::fflush(stdout);
}

Json toJson(const std::string& group, const Figure& figure) {
    Json row{{"group", group}, {"name", figure.name}, {"unit", figure.unit}, {"value", figure.value}};
    row["better"] = figure.lowerIsBetter ? "lower" : "higher";
    if (figure.bar) row["bar"] = *figure.bar;
    if (!figure.peer.empty()) row["peer"] = figure.peer;
    if (figure.peerValue) row["peer_value"] = *figure.peerValue;
    return row;
}

Json readRows(const std::string& file) {
    std::ifstream in(file);
    Json rows = Json::parse(in, nullptr, false);
    return rows.is_array() ? rows : Json::array();
}

}  // namespace

void Report::add(Figure figure) {
    print(figure);
    m_figures.push_back(std::move(figure));
}

void Report::note(const std::string& text) { std::printf("  (%s)\n", text.c_str()); }

bool registerGroup(std::string_view name, Group group) {
    groups()[std::string(name)].push_back(group);
    return true;
}

bool registerWorkload(std::string_view name, void (*workload)()) { return workloads().emplace(name, workload).second; }

int runGroups(const std::vector<std::string>& names, bool withPeer, const std::string& json) {
    Json rows = readRows(json);
    bool any = false;
    for (const auto& [name, parts] : groups()) {
        if (!names.empty() && std::find(names.begin(), names.end(), name) == names.end()) continue;
        any = true;
        printHeader(name);
        Report report(name, withPeer);
        for (const Group part : parts)
            part(report);
        Json kept = Json::array();
        for (auto& row : rows) {
            if (row.value("group", "") != name) kept.push_back(std::move(row));
        }
        for (const Figure& figure : report.figures())
            kept.push_back(toJson(name, figure));
        rows = std::move(kept);
    }
    if (!any) return 3;
    if (!json.empty()) std::ofstream(json) << rows.dump(2) << "\n";
    return 0;
}

int runWorkload(std::string_view name) {
    const auto found = workloads().find(name);
    if (found == workloads().end()) return 3;
    found->second();
    return 0;
}

double processCpuUs() {
    double sum = 0;
    for (const int who : {RUSAGE_SELF, RUSAGE_CHILDREN}) {
        rusage usage{};
        getrusage(who, &usage);
        sum += static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) * 1e6 +
               static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec);
    }
    return sum;
}

double wallUs() {
    return std::chrono::duration<double, std::micro>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double medianOf5(const std::function<double()>& once) {
    once();
    std::vector<double> values;
    for (int i = 0; i < 5; ++i)
        values.push_back(once());
    std::sort(values.begin(), values.end());
    return values[2];
}

double cpuUsOf5(const std::function<void()>& work) {
    return medianOf5([&] {
        const double before = processCpuUs();
        work();
        return processCpuUs() - before;
    });
}

double residentMb() {
    std::ifstream in("/proc/self/statm");
    double total = 0;
    double resident = 0;
    in >> total >> resident;
    return resident * 4096 / (1024 * 1024);
}

}  // namespace heddle::bench
