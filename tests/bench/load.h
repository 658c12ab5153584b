#pragma once
#include "tests/bench/bench.h"

#include <sys/types.h>

#include <optional>
#include <string>
#include <vector>

namespace heddle::bench {

/// What wrk asks over 64 connections, and the server's process, of whose tree CPU time is counted.
struct Target {
    std::string url;
    pid_t server = -1;
    std::vector<std::string> arguments{};  ///< of the script
    std::string script = "report.lua";     ///< of the folder `load`
};

struct Load {
    double requests = 0;
    double perSecond = 0;
    double perCpuSecond = 0;  ///< of the server: hardly moves when others use the machine
    double p99Ms = 0;
};

/// Why nothing can be measured here; empty when wrk is there.
std::string whyNoLoad();
/// Asks for so long. Throws std::runtime_error when a request failed.
Load load(const Target& target, int seconds);

/// Somebody else's server that does the same.
struct PeerServer {
    std::string name;
    Target target;
    double ratio = 0;  ///< how much of its figure ours must be
};

/// Adds two figures, requests per CPU second and p99. A peer is asked in turn with ours. `least`: what ours must be
/// whatever the peer does.
void addLoad(Report& report, const std::string& name, const Target& ours, const std::optional<PeerServer>& peer,
             double least = 0);

}  // namespace heddle::bench
