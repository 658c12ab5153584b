#pragma once
#include "core/base/clock.h"
#include "core/engine/engine.h"

#include <memory>
#include <string>

namespace heddle::bench {

/// The types "noop", "count" (adds one to `n`), "collect" (appends its item to `l`), "say" (appends a message of 200
/// bytes to `messages`) and "wait" (a second).
class BenchNodes final : public engine::NodeFactory {
public:
    std::unique_ptr<engine::NodeRunner> make(const domain::Node& node) const override;
};

/// Nodes in a row that do nothing.
domain::Graph chain(int length);
/// One node of `type` that runs so often.
domain::Graph loop(const std::string& type, int rounds);
/// One node, a task of `type` for each of `state.items`, one node.
domain::Graph fanOut(const std::string& type);
/// {"items": [0, 1, …]}
Json items(int count);

/// A graph that is run again and again, each time from nothing to its end, in memory.
class Bench {
public:
    explicit Bench(const domain::Graph& graph);
    /// `runs` of it at once on a pool of so many threads. Throws what a run fails with.
    void once(const Json& input, int runs = 1, engine::EventSink* sink = nullptr, int threads = 1);

private:
    std::shared_ptr<const engine::Plan> m_plan;
    SystemClock m_clock;
};

}  // namespace heddle::bench
