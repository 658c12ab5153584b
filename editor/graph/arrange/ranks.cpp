#include "editor/graph/arrange/ranks.h"

#include <algorithm>
#include <set>

namespace heddle::editor::arrange {
namespace {

std::vector<std::vector<int>> successors(int nodes, const Links& links) {
    std::vector<std::vector<int>> next(static_cast<std::size_t>(nodes));
    for (const auto& [from, to] : links)
        next[static_cast<std::size_t>(from)].push_back(to);
    return next;
}

enum class Mark : char { New, Open, Done };

/// Links back to a node that is still open close a loop. An own stack: graphs may be long chains.
void visitFrom(int root, const std::vector<std::vector<int>>& next, std::vector<Mark>& marks, Links& kept) {
    std::vector<std::pair<int, std::size_t>> stack{{root, 0}};
    marks[static_cast<std::size_t>(root)] = Mark::Open;
    while (!stack.empty()) {
        auto& [node, child] = stack.back();
        const auto& targets = next[static_cast<std::size_t>(node)];
        if (child == targets.size()) {
            marks[static_cast<std::size_t>(node)] = Mark::Done;
            stack.pop_back();
            continue;
        }
        const int target = targets[child++];
        const int from = node;
        Mark& mark = marks[static_cast<std::size_t>(target)];
        if (mark == Mark::Open) {
            kept.emplace_back(target, from);
        } else {
            kept.emplace_back(from, target);
            if (mark == Mark::New) {
                mark = Mark::Open;
                stack.emplace_back(target, 0);
            }
        }
    }
}

}  // namespace

Links withoutLoops(int nodes, const Links& links) {
    Links plain;
    for (const auto& link : links) {
        if (link.first != link.second) plain.push_back(link);
    }
    const auto next = successors(nodes, plain);
    std::vector<int> incoming(static_cast<std::size_t>(nodes), 0);
    for (const auto& link : plain)
        ++incoming[static_cast<std::size_t>(link.second)];
    std::vector<Mark> marks(static_cast<std::size_t>(nodes), Mark::New);
    Links kept;
    kept.reserve(plain.size());
    for (const bool rootsOnly : {true, false}) {
        for (int node = 0; node < nodes; ++node) {
            const auto at = static_cast<std::size_t>(node);
            if (marks[at] == Mark::New && (!rootsOnly || incoming[at] == 0)) visitFrom(node, next, marks, kept);
        }
    }
    std::set<std::pair<int, int>> seen;
    std::erase_if(kept, [&seen](const auto& link) { return !seen.insert(link).second; });
    return kept;
}

std::vector<int> ranksOf(int nodes, const Links& links) {
    const auto next = successors(nodes, links);
    std::vector<int> incoming(static_cast<std::size_t>(nodes), 0);
    for (const auto& link : links)
        ++incoming[static_cast<std::size_t>(link.second)];
    std::vector<int> order;
    for (int node = 0; node < nodes; ++node) {
        if (incoming[static_cast<std::size_t>(node)] == 0) order.push_back(node);
    }
    std::vector<int> ranks(static_cast<std::size_t>(nodes), 0);
    std::vector<int> left = incoming;
    for (std::size_t i = 0; i < order.size(); ++i) {
        const auto at = static_cast<std::size_t>(order[i]);
        for (const int target : next[at]) {
            const auto to = static_cast<std::size_t>(target);
            ranks[to] = std::max(ranks[to], ranks[at] + 1);
            if (--left[to] == 0) order.push_back(target);
        }
    }
    // Pull each node that nothing holds back towards what it leads to.
    for (auto it = order.rbegin(); it != order.rend(); ++it) {
        const auto at = static_cast<std::size_t>(*it);
        if (next[at].empty() || incoming[at] > int(next[at].size())) continue;
        if (incoming[at] > 0 && incoming[at] == int(next[at].size())) continue;
        int latest = ranks[static_cast<std::size_t>(next[at].front())];
        for (const int target : next[at])
            latest = std::min(latest, ranks[static_cast<std::size_t>(target)]);
        ranks[at] = latest - 1;
    }
    return ranks;
}

}  // namespace heddle::editor::arrange
