#include "tests/bench/load.h"

#include "core/base/json.h"
#include "tests/bench/child.h"

#include <algorithm>
#include <filesystem>
#include <stdexcept>

namespace heddle::bench {
namespace {

constexpr const char* kWrk = "/usr/bin/wrk";
constexpr const char* kMark = "REPORT ";
constexpr int kSeconds = 3;
constexpr int kRounds = 3;

/// Of all but the first.
double medianOf(const std::vector<Load>& loads, double Load::*member) {
    std::vector<double> values;
    for (std::size_t i = 1; i < loads.size(); ++i)
        values.push_back(loads[i].*member);
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

}  // namespace

std::string whyNoLoad() { return std::filesystem::exists(kWrk) ? "" : "wrk is not installed"; }

Load load(const Target& target, int seconds) {
    std::vector<std::string> command{kWrk, "-t1", "-c64", "-d" + std::to_string(seconds), "--timeout", "10"};
    command.insert(command.end(), {"-s", HEDDLE_SOURCE_DIR "/tests/bench/load/" + target.script, target.url, "--"});
    command.insert(command.end(), target.arguments.begin(), target.arguments.end());
    const double before = cpuSecondsOf(target.server);
    const std::string told = outputOf(command);
    const double cpu = cpuSecondsOf(target.server) - before;
    const auto at = told.find(kMark);
    if (at == std::string::npos) throw std::runtime_error("wrk said:\n" + told);
    const Json report = Json::parse(told.substr(at + std::string(kMark).size()));
    if (report.at("failures") != 0) throw std::runtime_error("requests failed: " + report.dump());
    Load load;
    load.requests = report.at("requests").get<double>();
    load.perSecond = load.requests / report.at("seconds").get<double>();
    load.perCpuSecond = load.requests / cpu;
    load.p99Ms = report.at("p99_ms").get<double>();
    return load;
}

void addLoad(Report& report, const std::string& name, const Target& ours, const std::optional<PeerServer>& peer,
             double least) {
    std::vector<Load> own;
    std::vector<Load> other;
    for (int i = 0; i <= kRounds; ++i) {  // the first warms up
        own.push_back(load(ours, kSeconds));
        if (peer) other.push_back(load(peer->target, kSeconds));
    }
    Figure rate{name, "1/CPU s", medianOf(own, &Load::perCpuSecond), {}, false};
    Figure late{name + ", p99", "ms", medianOf(own, &Load::p99Ms)};
    if (peer) {
        rate.peer = late.peer = peer->name;
        rate.peerValue = medianOf(other, &Load::perCpuSecond);
        late.peerValue = medianOf(other, &Load::p99Ms);
        least = std::max(least, peer->ratio * *rate.peerValue);
    }
    if (least > 0) rate.bar = least;
    report.add(std::move(rate));
    report.add(std::move(late));
}

}  // namespace heddle::bench
