#include "core/domain/layout.h"

namespace heddle::domain {

Position positionFromJson(const Json& json, const std::string& path) {
    const JsonReader in(json, path);
    return {in.number("x", 0), in.number("y", 0)};
}

Json toJson(const Position& position) { return {{"x", position.x}, {"y", position.y}}; }

Layout layoutFromJson(const Json& json) {
    const JsonReader in(json);
    Layout layout;
    for (const auto& [id, value] : in.object("nodes").items()) {
        layout.nodes[id] = positionFromJson(value, "/nodes" + pointerStep(id));
    }
    layout.extra = in.unread();
    return layout;
}

Json toJson(const Layout& layout) {
    Json json = layout.extra;
    json["nodes"] = Json::object();
    for (const auto& [id, position] : layout.nodes)
        json["nodes"][id] = toJson(position);
    return json;
}

}  // namespace heddle::domain
