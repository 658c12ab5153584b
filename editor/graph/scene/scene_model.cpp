#include "editor/graph/scene/scene_model.h"

#include <algorithm>

namespace heddle::editor {
namespace {

/// Where the curve to the end of the run stops.
constexpr QPointF kEndOffset{24, 0};
/// The join mark stands this far before the input.
constexpr QPointF kJoinOffset{-13, 0};

template <typename Visit>
void forEachEnd(const domain::Edge& edge, Visit visit) {
    for (const auto& from : edge.from) {
        if (edge.kind != domain::EdgeKind::Conditional) {
            visit(from, edge.to, edge.kind == domain::EdgeKind::Error ? PortKind::Error : PortKind::Out, std::string());
            continue;
        }
        for (const auto& [name, target] : edge.mapping)
            visit(from, target, PortKind::Case, name);
        if (!edge.otherwise.empty()) visit(from, edge.otherwise, PortKind::Otherwise, std::string());
    }
}

}  // namespace

int SceneModel::indexOf(const std::string& id) const {
    const auto it = m_nodeIndex.find(id);
    return it == m_nodeIndex.end() ? -1 : it->second;
}

int SceneModel::freeNode() {
    if (m_freeNodes.empty()) {
        m_nodes.emplace_back();
        return static_cast<int>(m_nodes.size()) - 1;
    }
    const int index = m_freeNodes.back();
    m_freeNodes.pop_back();
    return index;
}

int SceneModel::freeWire() {
    if (m_freeWires.empty()) {
        m_wires.emplace_back();
        return static_cast<int>(m_wires.size()) - 1;
    }
    const int index = m_freeWires.back();
    m_freeWires.pop_back();
    return index;
}

void SceneModel::load(const domain::WorkflowDocument& document) {
    m_nodes.clear();
    m_wires.clear();
    m_freeNodes.clear();
    m_freeWires.clear();
    m_nodeIndex.clear();
    m_edgeWires.clear();
    m_incomplete.clear();
    m_nodeCells.clear();
    m_nodeGrid.clear();
    m_wireGrid.clear();
    m_nodes.reserve(document.graph.nodes.size());
    for (const auto& [id, source] : document.graph.nodes) {
        const int index = freeNode();
        NodeView& view = node(index);
        view.alive = true;
        describe(view, source, m_types.find(source.type));
        m_nodeIndex[id] = index;
        if (const auto at = document.layout.nodes.find(id); at != document.layout.nodes.end())
            view.pos = {at->second.x, at->second.y};
    }
    for (const auto& [id, edge] : document.graph.edges)
        addWires(edge);
    for (std::size_t i = 0; i < m_nodes.size(); ++i)
        reshape(document, static_cast<int>(i));
    for (std::size_t i = 0; i < m_nodes.size(); ++i)
        place(static_cast<int>(i));
    for (std::size_t i = 0; i < m_wires.size(); ++i)
        route(static_cast<int>(i));
    markEntries(document.graph.entry);
}

void SceneModel::putNode(const domain::WorkflowDocument& document, const std::string& id) {
    const auto source = document.graph.nodes.find(id);
    if (source == document.graph.nodes.end()) return;
    int index = indexOf(id);
    const bool fresh = index < 0;
    if (fresh) {
        index = freeNode();
        node(index) = NodeView{};
        node(index).alive = true;
        m_nodeIndex[id] = index;
        if (const auto at = document.layout.nodes.find(id); at != document.layout.nodes.end())
            node(index).pos = {at->second.x, at->second.y};
    }
    describe(node(index), source->second, m_types.find(source->second.type));
    reshape(document, index);
    place(index);
    if (fresh) {
        const std::set<std::string> waiting = std::exchange(m_incomplete, {});
        for (const auto& edge : waiting)
            putEdge(document, edge);
        markEntries(document.graph.entry);
    }
    for (const int wireIndex : node(index).wires)
        route(wireIndex);
}

void SceneModel::removeNode(const std::string& id) {
    const int index = indexOf(id);
    if (index < 0) return;
    for (const int wireIndex : std::vector<int>(node(index).wires)) {
        const std::string edge = wire(wireIndex).edge;
        dropWire(wireIndex);
        m_incomplete.insert(edge);
    }
    m_nodeGrid.remove(index, m_nodeCells[index]);
    m_nodeCells.erase(index);
    node(index) = NodeView{};
    m_nodeIndex.erase(id);
    m_freeNodes.push_back(index);
}

void SceneModel::addWire(const domain::Edge& edge, const std::string& from, const std::string& to, PortKind port,
                         const std::string& caseName) {
    const int source = indexOf(from);
    const int target = to == domain::kEnd ? -1 : indexOf(to);
    if (source < 0 || (target < 0 && to != domain::kEnd)) {
        m_incomplete.insert(edge.id);
        return;
    }
    const int index = freeWire();
    Wire& made = wire(index);
    made = Wire{};
    made.edge = edge.id;
    made.kind = edge.kind;
    made.from = source;
    made.to = target;
    made.port = port;
    made.caseName = caseName;
    made.alive = true;
    node(source).wires.push_back(index);
    if (target >= 0 && target != source) node(target).wires.push_back(index);
    m_edgeWires[edge.id].push_back(index);
}

void SceneModel::addWires(const domain::Edge& edge) {
    forEachEnd(edge, [&](const std::string& from, const std::string& to, PortKind port, const std::string& name) {
        addWire(edge, from, to, port, name);
    });
}

void SceneModel::dropWire(int index) {
    Wire& gone = wire(index);
    std::erase(node(gone.from).wires, index);
    if (gone.to >= 0) std::erase(node(gone.to).wires, index);
    m_wireGrid.remove(index, gone.cells);
    std::erase(m_edgeWires[gone.edge], index);
    gone = Wire{};
    m_freeWires.push_back(index);
}

void SceneModel::putEdge(const domain::WorkflowDocument& document, const std::string& id) {
    std::set<int> touched;
    const auto touch = [&] {
        for (const int index : wiresOf(id)) {
            touched.insert(wire(index).from);
            if (wire(index).to >= 0) touched.insert(wire(index).to);
        }
    };
    touch();
    bool selected = false;
    for (const int index : wiresOf(id)) {
        selected = wire(index).selected;
        dropWire(index);
    }
    m_edgeWires.erase(id);
    m_incomplete.erase(id);
    if (const auto edge = document.graph.edges.find(id); edge != document.graph.edges.end()) addWires(edge->second);
    for (const int index : wiresOf(id))
        wire(index).selected = selected;
    touch();
    for (const int index : touched) {
        reshape(document, index);
        place(index);
        for (const int wireIndex : node(index).wires)
            route(wireIndex);
    }
}

void SceneModel::removeEdge(const std::string& id) {
    // The document no longer holds it: putting it anew only takes its wires away.
    putEdge(domain::WorkflowDocument{}, id);
}

std::vector<int> SceneModel::markEntries(const std::vector<std::string>& entry) {
    std::vector<int> changed;
    const std::set<std::string> names(entry.begin(), entry.end());
    for (std::size_t i = 0; i < m_nodes.size(); ++i) {
        NodeView& view = m_nodes[i];
        if (!view.alive || view.entry == names.contains(view.id)) continue;
        view.entry = !view.entry;
        changed.push_back(static_cast<int>(i));
    }
    return changed;
}

void SceneModel::reshape(const domain::WorkflowDocument& document, int index) {
    NodeView& view = node(index);
    std::vector<PortRow> rows;
    const auto source = document.graph.nodes.find(view.id);
    const auto cases =
        source == document.graph.nodes.end() ? std::vector<std::string>() : declaredCases(source->second);
    for (const auto& name : cases)
        rows.push_back({PortKind::Case, name});
    bool conditional = false;
    bool plain = false;
    bool error = false;
    view.joins = false;
    for (const int wireIndex : view.wires) {
        const Wire& w = wire(wireIndex);
        if (w.to == index && w.kind == domain::EdgeKind::Barrier) view.joins = true;
        if (w.from != index) continue;
        conditional |= w.kind == domain::EdgeKind::Conditional;
        error |= w.kind == domain::EdgeKind::Error;
        plain |= w.port == PortKind::Out;
        const PortRow row{PortKind::Case, w.caseName};
        if (w.port == PortKind::Case && std::find(rows.begin(), rows.end(), row) == rows.end()) rows.push_back(row);
    }
    const bool branches = conditional || !cases.empty();
    if (branches) rows.push_back({PortKind::Otherwise, {}});
    if (conditional && cases.empty()) rows.push_back({PortKind::NewCase, {}});
    if (source != document.graph.nodes.end()) error |= source->second.onError == domain::ErrorPolicy::TakeEdge;
    if (error) rows.push_back({PortKind::Error, {}});
    view.givesOutput = plain || !branches;
    if (rows != view.rows) {
        view.rows = std::move(rows);
        view.texts.reset();
    }
    const double inset = view.detail.isEmpty() ? 0 : shape::kInset + shape::kBottom;
    view.height = shape::kHeader + shape::kRow * double(view.rows.size()) + inset;
    if (!view.rows.empty() && view.detail.isEmpty()) view.height += shape::kBottom - 3;
}

void SceneModel::place(int index) {
    auto& cells = m_nodeCells[index];
    std::vector<Grid::Cell> now;
    Grid::cellsOf(node(index).reach(), now);
    if (now == cells) return;
    m_nodeGrid.remove(index, cells);
    cells = std::move(now);
    m_nodeGrid.insert(index, cells);
}

void SceneModel::route(int index) {
    Wire& w = wire(index);
    if (!w.alive) return;
    const NodeView& source = node(w.from);
    const QPointF start = source.portOf(w.port, w.caseName);
    QPointF end = start + kEndOffset;
    QRectF target = source.rect();
    double gap = shape::kPort + 0.5;
    if (w.to >= 0) {
        end = node(w.to).inPort();
        if (node(w.to).joins) {
            end += kJoinOffset;
            gap = 0;
        }
        target = node(w.to).rect();
    }
    w.route(start, end, gap, source.rect(), target);
    std::vector<Grid::Cell> now;
    for (std::size_t i = 0; i + 4 < w.path.size(); i += 5) {
        const QRectF piece = QRectF(w.path[i].p1(), w.path[i + 4].p2()).normalized();
        Grid::cellsOf(piece.adjusted(-24, -24, 24, 24), now);
    }
    std::sort(now.begin(), now.end());
    now.erase(std::unique(now.begin(), now.end()), now.end());
    if (now == w.cells) return;
    m_wireGrid.remove(index, w.cells);
    w.cells = std::move(now);
    m_wireGrid.insert(index, w.cells);
}

void SceneModel::moveNode(int index, QPointF pos) {
    if (index < 0 || !node(index).alive || node(index).pos == pos) return;
    node(index).pos = pos;
    place(index);
    for (const int wireIndex : node(index).wires)
        route(wireIndex);
}

void SceneModel::moveNodes(const std::vector<int>& indexes, QPointF by) {
    if (by.isNull()) return;
    for (const int index : indexes) {
        if (!node(index).alive) continue;
        node(index).pos += by;
        place(index);
    }
    std::set<int> wires;
    for (const int index : indexes)
        wires.insert(node(index).wires.begin(), node(index).wires.end());
    for (const int index : wires)
        route(index);
}

std::vector<int> SceneModel::wiresOf(const std::string& edge) const {
    const auto it = m_edgeWires.find(edge);
    return it == m_edgeWires.end() ? std::vector<int>() : it->second;
}

std::vector<int> SceneModel::nodesIn(const QRectF& rect) const {
    std::vector<int> found;
    m_seen.resize(std::max(m_nodes.size(), m_wires.size()));
    ++m_stamp;
    m_nodeGrid.visit(rect, [&](int index) {
        auto& seen = m_seen[static_cast<std::size_t>(index)];
        if (seen == m_stamp) return;
        seen = m_stamp;
        if (node(index).reach().intersects(rect)) found.push_back(index);
    });
    std::sort(found.begin(), found.end());
    return found;
}

std::vector<int> SceneModel::wiresIn(const QRectF& rect) const {
    std::vector<int> found;
    m_seen.resize(std::max(m_nodes.size(), m_wires.size()));
    ++m_stamp;
    m_wireGrid.visit(rect, [&](int index) {
        auto& seen = m_seen[static_cast<std::size_t>(index)];
        if (seen == m_stamp) return;
        seen = m_stamp;
        if (wire(index).box.intersects(rect)) found.push_back(index);
    });
    std::sort(found.begin(), found.end());
    return found;
}

int SceneModel::nodeAt(QPointF at) const {
    const auto found = nodesIn(QRectF(at - QPointF(1, 1), QSizeF(2, 2)));
    int hit = -1;
    for (const int index : found) {
        // The chosen one lies on top.
        if (node(index).rect().contains(at) && (hit < 0 || node(index).selected || !node(hit).selected)) hit = index;
    }
    return hit;
}

std::optional<PortHit> SceneModel::portAt(QPointF at, double tolerance) const {
    std::optional<PortHit> best;
    double nearest = tolerance;
    const auto consider = [&](QPointF port, PortHit hit) {
        const double distance = QLineF(port, at).length();
        if (distance > nearest) return;
        nearest = distance;
        best = std::move(hit);
    };
    for (const int index : nodesIn(QRectF(at, QSizeF(0, 0)).adjusted(-tolerance, -tolerance, tolerance, tolerance))) {
        const NodeView& view = node(index);
        if (view.takesInput) consider(view.inPort(), {index, PortKind::In, {}});
        if (view.givesOutput) consider(view.outPort(), {index, PortKind::Out, {}});
        for (std::size_t row = 0; row < view.rows.size(); ++row)
            consider(view.rowPort(row), {index, view.rows[row].kind, view.rows[row].name});
    }
    return best;
}

int SceneModel::wireAt(QPointF at, double tolerance) const {
    int best = -1;
    double nearest = tolerance;
    for (const int index : wiresIn(QRectF(at, QSizeF(0, 0)).adjusted(-tolerance, -tolerance, tolerance, tolerance))) {
        const double distance = wire(index).distance(at);
        if (distance > nearest) continue;
        nearest = distance;
        best = index;
    }
    return best;
}

QRectF SceneModel::bounds() const {
    QRectF all;
    for (const NodeView& view : m_nodes) {
        if (view.alive) all |= view.rect();
    }
    return all;
}

}  // namespace heddle::editor
