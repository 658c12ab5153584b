#include "editor/graph/selection.h"

#include <algorithm>
#include <iterator>

namespace heddle::editor {
namespace {

std::set<std::string> differing(const std::set<std::string>& a, const std::set<std::string>& b) {
    std::set<std::string> all;
    std::set_symmetric_difference(a.begin(), a.end(), b.begin(), b.end(), std::inserter(all, all.end()));
    return all;
}

}  // namespace

void Selection::set(std::set<std::string> nodes, std::set<std::string> edges) {
    auto nodesChanged = differing(m_nodes, nodes);
    auto edgesChanged = differing(m_edges, edges);
    m_nodes = std::move(nodes);
    m_edges = std::move(edges);
    if (m_nodes.size() == 1 && m_current != *m_nodes.begin()) {
        nodesChanged.insert(m_current);
        m_current = *m_nodes.begin();
    }
    if (nodesChanged.empty() && edgesChanged.empty()) return;
    emit changed(nodesChanged, edgesChanged);
}

void Selection::setCurrent(const std::string& node) {
    if (node == m_current) return;
    const std::string old = std::exchange(m_current, node);
    emit changed({old, node}, {});
}

void Selection::toggleNode(const std::string& id) {
    if (!m_nodes.erase(id)) m_nodes.insert(id);
    const std::string old = std::exchange(m_current, id);
    emit changed({old, id}, {});
}

void Selection::toggleEdge(const std::string& id) {
    if (!m_edges.erase(id)) m_edges.insert(id);
    emit changed({}, {id});
}

void Selection::dropNode(const std::string& id) {
    if (m_current == id) m_current.clear();
    if (m_nodes.erase(id)) emit changed({id}, {});
}

void Selection::dropEdge(const std::string& id) {
    if (m_edges.erase(id)) emit changed({}, {id});
}

}  // namespace heddle::editor
