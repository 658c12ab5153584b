#include "editor/graph/arrange/auto_layout.h"

#include "editor/graph/arrange/layers.h"

#include <algorithm>
#include <numeric>

namespace heddle::editor {
namespace {

using arrange::Layers;

constexpr int kPasses = 40;
constexpr double kDummyWeight = 8;

std::size_t at(int index) { return static_cast<std::size_t>(index); }

/// Rows for the layers: the lines where links arrive, so that wires between neighbours become straight.
class Rows {
public:
    Rows(const Layers& layers, const LayoutInput& input, const LayoutOptions& options) : m_layers(layers) {
        m_above.assign(layers.size(), 4 + options.rowGap / 2);
        m_below = m_above;
        for (std::size_t node = 0; node < input.nodes.size(); ++node) {
            m_above[node] = input.nodes[node].anchor + options.rowGap / 2;
            m_below[node] = input.nodes[node].height - input.nodes[node].anchor + options.rowGap / 2;
        }
        m_y.assign(layers.size(), 0);
        for (const auto& column : layers.columns) {
            double y = 0;
            for (const int node : column) {
                m_y[at(node)] = y + m_above[at(node)];
                y += m_above[at(node)] + m_below[at(node)];
            }
        }
    }

    std::vector<double> settle() {
        const int count = static_cast<int>(m_layers.columns.size());
        for (int pass = 0; pass < kPasses; ++pass) {
            for (int i = 0; i < count; ++i)
                settleColumn(m_layers.columns[at(pass % 2 == 0 ? i : count - 1 - i)]);
        }
        return m_y;
    }

private:
    struct Block {
        double sum;
        double weight;
        std::size_t count;
        double mean() const { return sum / weight; }
    };

    double wish(int node, double& weight) const {
        double sum = 0;
        weight = 0;
        for (const auto* side : {&m_layers.before[at(node)], &m_layers.after[at(node)]}) {
            for (const int other : *side) {
                const double share = m_layers.isDummy(node) && m_layers.isDummy(other) ? kDummyWeight : 1;
                sum += share * m_y[at(other)];
                weight += share;
            }
        }
        if (weight == 0) {
            weight = 0.01;
            return m_y[at(node)];
        }
        return sum / weight;
    }

    /// Each node as near to its wish as order and distances allow: pool adjacent violators.
    void settleColumn(const std::vector<int>& column) {
        m_blocks.clear();
        double offset = 0;
        m_offsets.clear();
        for (std::size_t i = 0; i < column.size(); ++i) {
            if (i > 0) offset += m_below[at(column[i - 1])] + m_above[at(column[i])];
            m_offsets.push_back(offset);
            double weight = 0;
            const double target = wish(column[i], weight) - offset;
            m_blocks.push_back({target * weight, weight, 1});
            while (m_blocks.size() > 1 && m_blocks[m_blocks.size() - 2].mean() > m_blocks.back().mean()) {
                const Block last = m_blocks.back();
                m_blocks.pop_back();
                m_blocks.back().sum += last.sum;
                m_blocks.back().weight += last.weight;
                m_blocks.back().count += last.count;
            }
        }
        std::size_t i = 0;
        for (const Block& block : m_blocks) {
            for (std::size_t k = 0; k < block.count; ++k, ++i)
                m_y[at(column[i])] = block.mean() + m_offsets[i];
        }
    }

    const Layers& m_layers;
    std::vector<double> m_above;
    std::vector<double> m_below;
    std::vector<double> m_y;
    std::vector<Block> m_blocks;
    std::vector<double> m_offsets;
};

/// Nodes without links stand below the rest, in rows.
void placeLoose(const LayoutInput& input, const LayoutOptions& options, const std::vector<int>& loose,
                std::vector<LayoutPlace>& places, double top) {
    const int perRow = 6;
    double y = top;
    for (std::size_t i = 0; i < loose.size(); i += perRow) {
        double x = 0;
        double tallest = 0;
        for (std::size_t k = i; k < std::min(loose.size(), i + perRow); ++k) {
            const auto& size = input.nodes[at(loose[k])];
            places[at(loose[k])] = {x, y};
            x += size.width + options.columnGap;
            tallest = std::max(tallest, size.height);
        }
        y += tallest + options.rowGap;
    }
}

}  // namespace

std::vector<LayoutPlace> autoLayout(const LayoutInput& input, const LayoutOptions& options) {
    const int count = static_cast<int>(input.nodes.size());
    std::vector<LayoutPlace> places(input.nodes.size());
    std::vector<bool> linked(input.nodes.size(), false);
    for (const auto& [from, to] : input.links) {
        if (from != to) linked[at(from)] = linked[at(to)] = true;
    }
    // Only linked nodes take part; the others are numbered away.
    std::vector<int> part;
    std::vector<int> loose;
    std::vector<int> number(input.nodes.size(), -1);
    LayoutInput joined;
    for (int node = 0; node < count; ++node) {
        if (!linked[at(node)]) {
            loose.push_back(node);
            continue;
        }
        number[at(node)] = static_cast<int>(part.size());
        part.push_back(node);
        joined.nodes.push_back(input.nodes[at(node)]);
    }
    for (const auto& [from, to] : input.links) {
        if (from != to) joined.links.emplace_back(number[at(from)], number[at(to)]);
    }
    const int size = static_cast<int>(part.size());
    const auto links = arrange::withoutLoops(size, joined.links);
    Layers layers = arrange::layersOf(size, links, arrange::ranksOf(size, links));
    arrange::untangle(layers, options.sweeps);
    const auto rows = Rows(layers, joined, options).settle();
    double x = 0;
    double top = 0;
    double bottom = 0;
    for (const auto& column : layers.columns) {
        double widest = 0;
        for (const int node : column) {
            if (layers.isDummy(node)) continue;
            const auto& box = joined.nodes[at(node)];
            widest = std::max(widest, box.width);
            const double y = rows[at(node)] - box.anchor;
            places[at(part[at(node)])] = {x, y};
            top = std::min(top, y);
            bottom = std::max(bottom, y + box.height);
        }
        x += widest + options.columnGap;
    }
    if (!part.empty()) {
        top = places[at(part.front())].y;
        for (const int node : part)
            top = std::min(top, places[at(node)].y);
        for (const int node : part)
            places[at(node)].y -= top;
    }
    placeLoose(input, options, loose, places, part.empty() ? 0 : bottom - top + 2 * options.rowGap);
    return places;
}

}  // namespace heddle::editor
