#pragma once
#include "core/base/json.h"

#include <map>
#include <string>

namespace heddle::domain {

/// Where a node stands on the canvas: its top left corner, in scene units (1 unit = 1 px at 100 %).
struct Position {
    double x = 0;
    double y = 0;
    bool operator==(const Position&) const = default;
};

/// Kept in a file of its own, so that moving nodes never touches the workflow.
struct Layout {
    std::map<std::string, Position> nodes;
    Json extra = Json::object();
    bool operator==(const Layout&) const = default;
};

Layout layoutFromJson(const Json& json);
Json toJson(const Layout& layout);
Json toJson(const Position& position);
Position positionFromJson(const Json& json, const std::string& path);

}  // namespace heddle::domain
