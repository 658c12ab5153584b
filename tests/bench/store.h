#pragma once
#include "tests/bench/child.h"
#include "tests/bench/scratch.h"

#include <string>

namespace heddle::bench {

/// A workspace with many agents, one of them published, and an administrator with an access token, which is good for
/// ten minutes.
class Store {
public:
    explicit Store(int agents);

    std::string folder() const { return m_scratch.path("store"); }
    /// A file with the ids of a thousand agents, one a line.
    std::string ids() const { return m_scratch.path("ids"); }
    const std::string& token() const { return m_token; }
    /// The published one, which repeats what it is told.
    const std::string& agent() const { return m_agent; }
    std::string path(const std::string& name) const { return m_scratch.path(name); }

private:
    Scratch m_scratch;
    std::string m_token;
    std::string m_agent;
};

/// `heddlectl serve` on a store, without limits, on a port of its own; killed when this goes.
class StoreServer {
public:
    explicit StoreServer(const Store& store, const std::vector<std::string>& more = {});

    /// Milliseconds from the start until it served.
    double startMs() const { return m_startMs; }
    pid_t pid() const { return m_child.pid(); }
    std::string url(const std::string& path) const { return m_address + path; }

private:
    Child m_child;
    double m_startMs;
    std::string m_address;
};

}  // namespace heddle::bench
