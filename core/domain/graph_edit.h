#pragma once
#include "core/domain/layout.h"
#include "core/domain/workflow.h"

#include <string>
#include <vector>

namespace heddle::domain {

/// What a developer edits: the workflow and where its nodes stand.
struct WorkflowDocument {
    Graph graph;
    Layout layout;
    bool operator==(const WorkflowDocument&) const = default;
};

/// The part of a document that a change replaces.
enum class Part {
    Node,      ///< key: node id
    Edge,      ///< key: edge id
    Field,     ///< key: name of a state field
    Position,  ///< key: node id
    Property,  ///< key: "name", "description", "entry", "output", "limits" or a member this version does not know
};

/// One part, before and after, as JSON; null means that it is not there.
struct Change {
    Part part = Part::Node;
    std::string key;
    Json before;
    Json after;
    bool operator==(const Change&) const = default;
};

/// One step that a person can undo. The same value is applied, inverted, journalled and merged.
struct GraphEdit {
    std::string label;  ///< code of its words: "edit.add_node", "edit.move" …
    Json facts = Json::object();
    std::vector<Change> changes;
    bool operator==(const GraphEdit&) const = default;
};

/// Applies all changes or none. Throws Error(Conflict, "edit.stale") with facts `part` and `key` when a `before` is not
/// what the document holds, and what workflow.h throws when an `after` cannot be read.
void apply(WorkflowDocument& document, const GraphEdit& edit);

/// The edit that takes `edit` back.
GraphEdit inverse(const GraphEdit& edit);

/// The current JSON of a part, null when it is not there.
Json partOf(const WorkflowDocument& document, Part part, const std::string& key);

/// The edit that turns `from` into `to`; no changes when they are equal.
GraphEdit difference(const WorkflowDocument& from, const WorkflowDocument& to);

Json toJson(const GraphEdit& edit);
GraphEdit editFromJson(const Json& json);
std::string_view partName(Part part);

/// Builders for the steps that people take. Each reads the document and gives an edit, but does not apply it.
GraphEdit addNode(const WorkflowDocument& document, const Node& node, Position position);
/// Removes nodes with every edge that would dangle; a barrier or mapping loses only the removed end.
GraphEdit removeItems(const WorkflowDocument& document, const std::vector<std::string>& nodes,
                      const std::vector<std::string>& edges);
GraphEdit moveNodes(const WorkflowDocument& document, const std::map<std::string, Position>& positions);
GraphEdit updateNode(const WorkflowDocument& document, const Node& node);
GraphEdit addEdge(const WorkflowDocument& document, const Edge& edge);
GraphEdit updateEdge(const WorkflowDocument& document, const Edge& edge);
/// Gives a node a new id and rewrites every edge and entry that names it.
GraphEdit renameNode(const WorkflowDocument& document, const std::string& id, const std::string& newId);
GraphEdit setProperty(const WorkflowDocument& document, const std::string& key, Json value);
GraphEdit setField(const WorkflowDocument& document, const std::string& name, const StateField& field);
/// Several edits as one step; each was made against the document as the ones before leave it.
GraphEdit joined(std::string label, const std::vector<GraphEdit>& edits);

}  // namespace heddle::domain
