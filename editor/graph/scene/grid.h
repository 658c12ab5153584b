#pragma once
#include <QRectF>

#include <cmath>
#include <cstdint>
#include <unordered_map>
#include <vector>

namespace heddle::editor {

/// Which things lie near a place: a uniform grid of 1,024-unit cells that hold indexes. A thing may be found twice.
class Grid {
public:
    using Cell = std::int64_t;

    static void cellsOf(const QRectF& rect, std::vector<Cell>& into) {
        const auto [x0, x1] = span(rect.left(), rect.right());
        const auto [y0, y1] = span(rect.top(), rect.bottom());
        for (auto x = x0; x <= x1; ++x) {
            for (auto y = y0; y <= y1; ++y)
                into.push_back(cell(x, y));
        }
    }

    void clear() { m_cells.clear(); }

    void insert(int index, const std::vector<Cell>& cells) {
        for (const Cell c : cells)
            m_cells[c].push_back(index);
    }

    void remove(int index, const std::vector<Cell>& cells) {
        for (const Cell c : cells) {
            const auto it = m_cells.find(c);
            if (it == m_cells.end()) continue;
            std::erase(it->second, index);
            if (it->second.empty()) m_cells.erase(it);
        }
    }

    template <typename Visit>
    void visit(const QRectF& rect, Visit visitIndex) const {
        const auto [x0, x1] = span(rect.left(), rect.right());
        const auto [y0, y1] = span(rect.top(), rect.bottom());
        if (double(x1 - x0 + 1) * double(y1 - y0 + 1) > 2.0 * double(m_cells.size())) {
            for (const auto& [c, indexes] : m_cells) {
                for (const int index : indexes)
                    visitIndex(index);
            }
            return;
        }
        for (auto x = x0; x <= x1; ++x) {
            for (auto y = y0; y <= y1; ++y) {
                const auto it = m_cells.find(cell(x, y));
                if (it == m_cells.end()) continue;
                for (const int index : it->second)
                    visitIndex(index);
            }
        }
    }

private:
    static constexpr double kCell = 1024;

    static std::pair<std::int32_t, std::int32_t> span(double from, double to) {
        const auto at = [](double v) {
            return static_cast<std::int32_t>(std::floor(std::clamp(v, -1e9, 1e9) / kCell));
        };
        return {at(from), at(to)};
    }
    static Cell cell(std::int32_t x, std::int32_t y) {
        return (static_cast<Cell>(x) << 32) | static_cast<std::uint32_t>(y);
    }

    std::unordered_map<Cell, std::vector<int>> m_cells;
};

}  // namespace heddle::editor
