#pragma once
#include "editor/graph/canvas_style.h"

#include <QListWidget>
#include <QStyledItemDelegate>

namespace heddle::editor {

/// One row: a tinted icon tile, a title and a second line. A row without icon is a caption that cannot be chosen.
struct Choice {
    QString key;
    QString title;
    QString description;
    QString icon;
    QString category;
};

/// The list that palette and quick-add share. Rows can be dragged out with their key as kNodeTypeMime.
class ChoiceList : public QListWidget {
    Q_OBJECT
public:
    static constexpr const char* kNodeTypeMime = "application/x-heddle-node-type";

    explicit ChoiceList(QWidget* parent = nullptr);
    void setLook(const CanvasStyle& style);
    void setChoices(const std::vector<Choice>& choices);
    /// Chooses the next row that can be chosen, in a direction.
    void step(int by);
    QString currentKey() const;

protected:
    QMimeData* mimeData(const QList<QListWidgetItem*>& items) const override;
    void startDrag(Qt::DropActions actions) override;

private:
    class Delegate;
    CanvasStyle m_style;
};

}  // namespace heddle::editor
