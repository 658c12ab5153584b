#pragma once
#include "core/domain/graph_edit.h"
#include "editor/graph/scene/grid.h"
#include "editor/graph/scene/wire.h"

#include <optional>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

namespace heddle::editor {

/// A place on a node where an edge can be taken hold of.
struct PortHit {
    int node = -1;
    PortKind kind = PortKind::Out;
    std::string caseName;
    bool operator==(const PortHit&) const = default;
};

/// The document as shapes: nodes and wires with their places, found fast by id and by place. Knows no widget and no
/// zoom. Whoever changes it asks for the repaint. Indexes stay valid until the thing is removed.
class SceneModel {
public:
    explicit SceneModel(const domain::NodeTypes& types) : m_types(types) {}

    /// Shows another document. Nodes that its layout does not name stand at (0, 0).
    void load(const domain::WorkflowDocument& document);
    void putNode(const domain::WorkflowDocument& document, const std::string& id);
    void removeNode(const std::string& id);
    void putEdge(const domain::WorkflowDocument& document, const std::string& id);
    void removeEdge(const std::string& id);
    /// Marks the nodes that runs begin with; gives those whose mark changed.
    std::vector<int> markEntries(const std::vector<std::string>& entry);
    /// Moves a node and lays its wires again; unknown indexes are ignored.
    void moveNode(int index, QPointF pos);
    /// Moves several at once; wires between them only shift.
    void moveNodes(const std::vector<int>& indexes, QPointF by);

    int indexOf(const std::string& id) const;
    NodeView& node(int index) { return m_nodes[static_cast<std::size_t>(index)]; }
    const NodeView& node(int index) const { return m_nodes[static_cast<std::size_t>(index)]; }
    Wire& wire(int index) { return m_wires[static_cast<std::size_t>(index)]; }
    const Wire& wire(int index) const { return m_wires[static_cast<std::size_t>(index)]; }
    /// Every slot, dead ones included: look at `alive`.
    const std::vector<NodeView>& nodes() const { return m_nodes; }
    const std::vector<Wire>& wires() const { return m_wires; }
    std::vector<int> wiresOf(const std::string& edge) const;
    std::size_t nodeCount() const { return m_nodeIndex.size(); }

    /// Ascending indexes of what is drawn inside of `rect`.
    std::vector<int> nodesIn(const QRectF& rect) const;
    std::vector<int> wiresIn(const QRectF& rect) const;
    /// The topmost node under a point, or -1.
    int nodeAt(QPointF at) const;
    std::optional<PortHit> portAt(QPointF at, double tolerance) const;
    int wireAt(QPointF at, double tolerance) const;
    /// Around all nodes; null when there are none.
    QRectF bounds() const;

private:
    int freeNode();
    int freeWire();
    void addWire(const domain::Edge& edge, const std::string& from, const std::string& to, PortKind port,
                 const std::string& caseName);
    void addWires(const domain::Edge& edge);
    void dropWire(int index);
    /// Rows, output port, join mark and height of a node, from its wires.
    void reshape(const domain::WorkflowDocument& document, int index);
    void place(int index);
    void route(int index);

    const domain::NodeTypes& m_types;
    std::vector<NodeView> m_nodes;
    std::vector<Wire> m_wires;
    std::vector<int> m_freeNodes;
    std::vector<int> m_freeWires;
    std::unordered_map<std::string, int> m_nodeIndex;
    std::unordered_map<std::string, std::vector<int>> m_edgeWires;
    std::set<std::string> m_incomplete;  ///< edges with an end that is not there yet
    std::unordered_map<int, std::vector<Grid::Cell>> m_nodeCells;
    Grid m_nodeGrid;
    Grid m_wireGrid;
    mutable std::vector<std::uint32_t> m_seen;
    mutable std::uint32_t m_stamp = 0;
};

}  // namespace heddle::editor
