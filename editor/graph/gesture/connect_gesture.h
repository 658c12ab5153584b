#pragma once
#include "editor/graph/connection.h"
#include "editor/graph/document.h"
#include "editor/graph/gesture/gesture.h"
#include "editor/graph/scene/stage.h"

#include <functional>
#include <vector>

namespace heddle::editor {

/// Draws a new edge from a port. Nodes that it may lead to are marked; the others say why not.
class ConnectGesture final : public Gesture {
public:
    struct Replies {
        /// Why the connection that was tried is refused; empty text: no longer.
        std::function<void(const QString& reason, QPointF view)> refused;
        /// Dropped on empty space: offer nodes to add there.
        std::function<void(QPointF scene, const ConnectionStart& start)> dropped;
    };

    /// From the input port of a node the edge is drawn backwards.
    ConnectGesture(Stage& stage, Document& document, const PortHit& port, Replies replies);

    void move(QPointF at, Qt::KeyboardModifiers modifiers) override;
    void finish(QPointF at) override;
    void cancel() override;
    void paint(QPainter& painter) const override;
    Qt::CursorShape cursor() const override;

private:
    int targetAt(QPointF scene) const;
    QString reasonAgainst(int node) const;
    ConnectionStart startAt(int node) const;
    void damage() const;
    void paintTargets(QPainter& painter) const;

    Stage& m_stage;
    Document& m_document;
    ConnectionStart m_start;
    std::vector<const domain::Edge*> m_near;  ///< edges of the node where it began
    bool m_backwards = false;
    Replies m_replies;
    QPointF m_anchor;  ///< scene
    QPointF m_to;      ///< scene
    int m_target = -1;
    QString m_reason;
    std::vector<int> m_valid;
};

}  // namespace heddle::editor
