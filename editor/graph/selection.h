#pragma once
#include <QObject>

#include <set>
#include <string>
#include <vector>

namespace heddle::editor {

/// Which nodes and edges are chosen, and which node has the keyboard's attention.
class Selection : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;

    const std::set<std::string>& nodes() const { return m_nodes; }
    const std::set<std::string>& edges() const { return m_edges; }
    std::vector<std::string> nodeList() const { return {m_nodes.begin(), m_nodes.end()}; }
    bool hasNode(const std::string& id) const { return m_nodes.contains(id); }
    bool hasEdge(const std::string& id) const { return m_edges.contains(id); }
    bool isEmpty() const { return m_nodes.empty() && m_edges.empty(); }
    /// The node that arrow keys start from; empty when there is none.
    const std::string& current() const { return m_current; }

    void set(std::set<std::string> nodes, std::set<std::string> edges = {});
    void setCurrent(const std::string& node);
    void toggleNode(const std::string& id);
    void toggleEdge(const std::string& id);
    void clear() { set({}); }
    /// Forgets what is no longer there.
    void dropNode(const std::string& id);
    void dropEdge(const std::string& id);

signals:
    /// With everything whose look changed.
    void changed(const std::set<std::string>& nodes, const std::set<std::string>& edges);

private:
    std::set<std::string> m_nodes;
    std::set<std::string> m_edges;
    std::string m_current;
};

}  // namespace heddle::editor
