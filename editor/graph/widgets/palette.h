#pragma once
#include "core/domain/node_type.h"
#include "editor/graph/canvas_style.h"

#include <QWidget>

class QLabel;

namespace heddle::editor {

class ChoiceList;
class SearchField;

/// All node types by category, with search: drag one onto the canvas, or double click (Enter) to add it.
class Palette : public QWidget {
    Q_OBJECT
public:
    explicit Palette(const domain::NodeTypes& types, QWidget* parent = nullptr);
    void setLook(const CanvasStyle& style);

signals:
    void chosen(const QString& typeName);

protected:
    void changeEvent(QEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fill();
    void retranslate();

    const domain::NodeTypes& m_types;
    SearchField* m_search;
    ChoiceList* m_list;
    QLabel* m_nothing;
};

}  // namespace heddle::editor
