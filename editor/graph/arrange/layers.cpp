#include "editor/graph/arrange/layers.h"

#include <algorithm>

namespace heddle::editor::arrange {
namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

void renumber(Layers& layers, std::size_t column) {
    const auto& nodes = layers.columns[column];
    for (std::size_t i = 0; i < nodes.size(); ++i)
        layers.place[at(nodes[i])] = static_cast<int>(i);
}

/// Crossings of the links between a column and the next, counted with a Fenwick tree.
long crossingsAfter(const Layers& layers, std::size_t column) {
    if (column + 1 >= layers.columns.size()) return 0;
    std::vector<int> tree(layers.columns[column + 1].size() + 1, 0);
    std::vector<int> ends;
    long count = 0;
    long inserted = 0;
    for (const int node : layers.columns[column]) {
        ends.clear();
        for (const int target : layers.after[at(node)])
            ends.push_back(layers.place[at(target)]);
        for (const int end : ends) {
            long notAfter = 0;
            for (int i = end + 1; i > 0; i -= i & -i)
                notAfter += tree[at(i)];
            count += inserted - notAfter;
        }
        for (const int end : ends) {
            for (int i = end + 1; i < int(tree.size()); i += i & -i)
                ++tree[at(i)];
            ++inserted;
        }
    }
    return count;
}

double median(std::vector<int>& values) {
    if (values.empty()) return -1;
    std::sort(values.begin(), values.end());
    const std::size_t middle = values.size() / 2;
    if (values.size() % 2 == 1) return values[middle];
    return (values[middle - 1] + values[middle]) / 2.0;
}

void sortByMedian(Layers& layers, std::size_t column, const std::vector<std::vector<int>>& neighbours) {
    auto& nodes = layers.columns[column];
    std::vector<std::pair<double, int>> keyed;
    keyed.reserve(nodes.size());
    std::vector<int> places;
    for (const int node : nodes) {
        places.clear();
        for (const int other : neighbours[at(node)])
            places.push_back(layers.place[at(other)]);
        const double wish = median(places);
        keyed.emplace_back(wish < 0 ? layers.place[at(node)] : wish, node);
    }
    std::stable_sort(keyed.begin(), keyed.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = 0; i < nodes.size(); ++i)
        nodes[i] = keyed[i].second;
    renumber(layers, column);
}

/// Crossings between the links of two nodes of a column when `upper` stands above `lower`.
int crossingsOfPair(const Layers& layers, const std::vector<int>& upper, const std::vector<int>& lower) {
    int count = 0;
    for (const int a : upper) {
        for (const int b : lower)
            count += layers.place[at(a)] > layers.place[at(b)] ? 1 : 0;
    }
    return count;
}

void swapNeighbours(Layers& layers, std::size_t column) {
    auto& nodes = layers.columns[column];
    for (std::size_t i = 0; i + 1 < nodes.size(); ++i) {
        const auto a = at(nodes[i]);
        const auto b = at(nodes[i + 1]);
        const int now = crossingsOfPair(layers, layers.before[a], layers.before[b]) +
                        crossingsOfPair(layers, layers.after[a], layers.after[b]);
        const int then = crossingsOfPair(layers, layers.before[b], layers.before[a]) +
                         crossingsOfPair(layers, layers.after[b], layers.after[a]);
        if (then >= now) continue;
        std::swap(nodes[i], nodes[i + 1]);
        layers.place[a] = static_cast<int>(i) + 1;
        layers.place[b] = static_cast<int>(i);
    }
}

/// All nodes as a walk from the first column meets them: the order of links at a node becomes the order below it.
std::vector<int> discovered(const Layers& layers) {
    std::vector<int> order;
    std::vector<bool> seen(layers.size(), false);
    for (std::size_t root = 0; root < layers.size(); ++root) {
        if (!layers.before[root].empty()) continue;
        std::vector<int> open{static_cast<int>(root)};
        while (!open.empty()) {
            const int node = open.back();
            open.pop_back();
            if (seen[at(node)]) continue;
            seen[at(node)] = true;
            order.push_back(node);
            const auto& next = layers.after[at(node)];
            open.insert(open.end(), next.rbegin(), next.rend());
        }
    }
    return order;
}

}  // namespace

Layers layersOf(int nodes, const Links& links, const std::vector<int>& ranks) {
    Layers layers;
    layers.realNodes = nodes;
    layers.rank = ranks;
    layers.before.resize(at(nodes));
    layers.after.resize(at(nodes));
    const auto join = [&layers](int from, int to) {
        layers.after[at(from)].push_back(to);
        layers.before[at(to)].push_back(from);
    };
    for (const auto& [from, to] : links) {
        int last = from;
        for (int rank = ranks[at(from)] + 1; rank < ranks[at(to)]; ++rank) {
            const int dummy = static_cast<int>(layers.rank.size());
            layers.rank.push_back(rank);
            layers.before.emplace_back();
            layers.after.emplace_back();
            join(last, dummy);
            last = dummy;
        }
        join(last, to);
    }
    const int columns = layers.rank.empty() ? 0 : *std::max_element(layers.rank.begin(), layers.rank.end()) + 1;
    layers.columns.resize(at(columns));
    layers.place.resize(layers.rank.size());
    for (const int node : discovered(layers))
        layers.columns[at(layers.rank[at(node)])].push_back(node);
    for (std::size_t column = 0; column < layers.columns.size(); ++column)
        renumber(layers, column);
    return layers;
}

long crossings(const Layers& layers) {
    long all = 0;
    for (std::size_t column = 0; column < layers.columns.size(); ++column)
        all += crossingsAfter(layers, column);
    return all;
}

void untangle(Layers& layers, int sweeps) {
    auto best = layers.columns;
    long fewest = crossings(layers);
    for (int sweep = 0; sweep < sweeps && fewest > 0; ++sweep) {
        const std::size_t count = layers.columns.size();
        for (std::size_t i = 1; i < count; ++i) {
            const bool down = sweep % 2 == 0;
            const std::size_t column = down ? i : count - 1 - i;
            sortByMedian(layers, column, down ? layers.before : layers.after);
            swapNeighbours(layers, column);
        }
        const long now = crossings(layers);
        if (now >= fewest) continue;
        fewest = now;
        best = layers.columns;
    }
    layers.columns = std::move(best);
    for (std::size_t column = 0; column < layers.columns.size(); ++column)
        renumber(layers, column);
}

}  // namespace heddle::editor::arrange
