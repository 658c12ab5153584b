#pragma once
#include <cstddef>
#include <utility>
#include <vector>

namespace heddle::editor {

/// A graph that wants places: sizes in scene units, links from left to right. Loops are allowed.
struct LayoutInput {
    struct Size {
        double width = 0;
        double height = 0;
        double anchor = 0;  ///< how far below its top its links arrive: these come to one line
    };
    std::vector<Size> nodes;
    std::vector<std::pair<int, int>> links;
};

struct LayoutOptions {
    double columnGap = 84;
    double rowGap = 36;
    int sweeps = 10;  ///< of crossing reduction
};

struct LayoutPlace {
    double x = 0;
    double y = 0;
};

/// Layered places (Sugiyama): loops broken by a depth-first search, ranks by longest path pulled tight, long links
/// through dummy nodes, median sweeps with adjacent swaps, then rows by isotonic regression towards the neighbours'
/// mean. The top left corners, the whole beginning at (0, 0). Deterministic: the same input gives the same picture. Any
/// thread.
std::vector<LayoutPlace> autoLayout(const LayoutInput& input, const LayoutOptions& options = {});

}  // namespace heddle::editor
