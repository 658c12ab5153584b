#pragma once
#include "core/domain/layout.h"
#include "editor/graph/scene/scene_model.h"

#include <map>
#include <string>
#include <vector>

namespace heddle::editor {

/// Layered places for some nodes of a scene, the whole's top left corner at `corner`.
std::map<std::string, domain::Position> arranged(const SceneModel& scene, const std::vector<int>& nodes,
                                                 QPointF corner);

/// Gives places to the nodes of a document whose layout does not name them: layered, below what has a place. Nothing is
/// edited: a place is kept once a person moves the node.
void placeUnplaced(SceneModel& scene, const domain::Layout& layout);

}  // namespace heddle::editor
