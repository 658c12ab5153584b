#pragma once
#include "editor/graph/canvas_style.h"
#include "editor/graph/connection.h"
#include "editor/graph/document.h"

#include <QFrame>

#include <optional>

class QLineEdit;

namespace heddle::editor {

class ChoiceList;

/// The list that Tab or a wire dropped on empty space opens: type a few letters, Enter adds. With a source it offers
/// only what the wire may lead to: new nodes, nodes that are there, the end of the run. Deletes itself when closed.
class QuickAdd : public QFrame {
    Q_OBJECT
public:
    QuickAdd(const Document& document, const domain::NodeTypes& types, std::optional<ConnectionStart> source,
             const CanvasStyle& style, QWidget* parent);

signals:
    void typeChosen(const QString& typeName);
    void nodeChosen(const QString& nodeId);
    void endChosen();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fill();
    void choose();

    const Document& m_document;
    const domain::NodeTypes& m_types;
    std::optional<ConnectionStart> m_source;
    QLineEdit* m_search;
    ChoiceList* m_list;
};

}  // namespace heddle::editor
