#include "editor/graph/arrange/arrange_scene.h"

#include "editor/graph/arrange/auto_layout.h"

#include <algorithm>
#include <cmath>
#include <unordered_map>

namespace heddle::editor {

std::map<std::string, domain::Position> arranged(const SceneModel& scene, const std::vector<int>& nodes,
                                                 QPointF corner) {
    LayoutInput input;
    std::unordered_map<int, int> number;
    for (const int index : nodes) {
        number[index] = static_cast<int>(input.nodes.size());
        input.nodes.push_back({shape::kWidth, scene.node(index).height, shape::kHeader / 2});
    }
    std::vector<const Wire*> wires;
    for (const Wire& wire : scene.wires()) {
        if (wire.alive && number.contains(wire.from) && number.contains(wire.to)) wires.push_back(&wire);
    }
    // From the upper port to the upper node: fewer wires cross.
    std::stable_sort(wires.begin(), wires.end(), [](const Wire* a, const Wire* b) {
        return a->from != b->from ? a->from < b->from : a->path.front().y1() < b->path.front().y1();
    });
    for (const Wire* wire : wires)
        input.links.emplace_back(number[wire->from], number[wire->to]);
    const auto places = autoLayout(input);
    std::map<std::string, domain::Position> positions;
    for (const int index : nodes) {
        const auto& place = places[static_cast<std::size_t>(number[index])];
        positions[scene.node(index).id] = {std::round(corner.x() + place.x), std::round(corner.y() + place.y)};
    }
    return positions;
}

void placeUnplaced(SceneModel& scene, const domain::Layout& layout) {
    std::vector<int> without;
    QRectF placed;
    for (std::size_t i = 0; i < scene.nodes().size(); ++i) {
        const NodeView& node = scene.nodes()[i];
        if (!node.alive) continue;
        if (layout.nodes.contains(node.id)) {
            placed |= node.rect();
        } else {
            without.push_back(static_cast<int>(i));
        }
    }
    if (without.empty()) return;
    const QPointF corner = placed.isNull() ? QPointF(0, 0) : placed.bottomLeft() + QPointF(0, 64);
    for (const auto& [id, position] : arranged(scene, without, corner))
        scene.moveNode(scene.indexOf(id), {position.x, position.y});
}

}  // namespace heddle::editor
