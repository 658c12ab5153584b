#pragma once
#include "editor/look/theme.h"

#include <QLineEdit>

namespace heddle::editor {

/// A line to find or filter with: a magnifying glass before the words, a button behind them that clears them. Both are
/// named for screen readers after what is searched.
class SearchField : public QLineEdit {
    Q_OBJECT

public:
    explicit SearchField(QWidget* parent = nullptr);
    void setTheme(const Theme& theme);
    /// What is shown while it is empty, and what it is called: "Filter agents".
    void setPurpose(const QString& purpose);

private:
    QAction* m_glass;
};

}  // namespace heddle::editor
