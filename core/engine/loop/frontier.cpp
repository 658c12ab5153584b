#include "core/engine/loop/frontier.h"

#include <algorithm>

namespace heddle::engine {
namespace {

void sortUnique(std::vector<NodeIndex>& nodes) {
    if (nodes.size() < 2) return;
    std::sort(nodes.begin(), nodes.end());
    nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
}

}  // namespace

void Frontier::addNode(const Plan& plan, NodeIndex node) {
    if (node == kNoNode) return;
    (plan.nodes()[node].source->deferred ? deferred : nodes).push_back(node);
}

void Frontier::settle() {
    sortUnique(nodes);
    sortUnique(deferred);
    if (nodes.empty() && packets.empty()) nodes.swap(deferred);
}

}  // namespace heddle::engine
