#pragma once
#include "core/rest/routing/route.h"
#include "core/rest/routing/target.h"
#include "core/schema/schema.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::rest {

/// A route with its schemas compiled.
class TableRoute {
public:
    /// `schemas`: those that the route's may refer to, by name.
    TableRoute(Route route, const Json& schemas);

    const Route& route() const { return m_route; }
    /// Of the body; empty when the route takes none.
    std::string bodyType() const;
    /// Parameters by name. `path`: the values of the path's, in its order. Throws Error(NotFound, "rest.no_route") when
    /// one of those has the wrong form, (InvalidArgument, "rest.parameter" | "rest.unknown_parameter") with the fact
    /// `parameter` for the query's.
    Json parameters(const std::vector<std::string_view>& path,
                    const std::vector<std::pair<std::string, std::string>>& query) const;
    /// The JSON body, checked and with defaults. Throws Error(InvalidArgument, "rest.body") with the fact `problems`.
    Json body(const Json& json) const;

private:
    struct Checked {
        Parameter parameter;
        schema::Schema schema;
    };
    const Checked* find(std::string_view name, ParameterPlace place) const;

    Route m_route;
    std::vector<std::string> m_pathNames;
    std::vector<Checked> m_parameters;
    std::optional<schema::Schema> m_body;
};

/// All routes, found by method and path. Immutable; safe from any thread.
class RouteTable {
public:
    /// Throws Error(Internal, "rest.route_table") with the facts `route` and `reason` when the table contradicts
    /// itself.
    RouteTable(std::vector<Route> routes, const Json& schemas);
    ~RouteTable();

    struct Match {
        const TableRoute* route = nullptr;   ///< null when the path is there, but not with this method
        std::vector<std::string_view> path;  ///< into the target's segments
        std::string allow;                   ///< the path's methods
    };
    /// HEAD finds GET. Throws Error(NotFound, "rest.no_route").
    Match match(std::string_view method, const Target& target) const;
    const std::vector<TableRoute>& routes() const { return m_routes; }

private:
    struct Node;
    void insert(std::size_t index);
    static const Node* find(const Node& node, const std::vector<std::string>& segments, std::size_t at,
                            std::vector<std::string_view>& values);

    std::vector<TableRoute> m_routes;
    std::unique_ptr<Node> m_root;
};

}  // namespace heddle::rest
