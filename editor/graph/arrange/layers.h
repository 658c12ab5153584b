#pragma once
#include "editor/graph/arrange/ranks.h"

#include <vector>

namespace heddle::editor::arrange {

/// Nodes in columns, with dummy nodes where a link passes through a column. Index: real nodes first, then dummies.
struct Layers {
    int realNodes = 0;
    std::vector<int> rank;
    std::vector<std::vector<int>> before;   ///< neighbours in the column to the left
    std::vector<std::vector<int>> after;    ///< and to the right
    std::vector<std::vector<int>> columns;  ///< top to bottom
    std::vector<int> place;                 ///< of each node in its column

    bool isDummy(int node) const { return node >= realNodes; }
    std::size_t size() const { return rank.size(); }
};

Layers layersOf(int nodes, const Links& links, const std::vector<int>& ranks);

/// Crossings between all neighbouring columns.
long crossings(const Layers& layers);

/// Reorders the columns by `sweeps` median passes with swaps of neighbours, and keeps the best order seen.
void untangle(Layers& layers, int sweeps);

}  // namespace heddle::editor::arrange
