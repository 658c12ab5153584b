#pragma once
#include "editor/code/code_editor.h"

#include <QWidget>

class QLabel;

namespace heddle::editor {

class IconButton;

/// A JSON value, or a text, to look at and to copy. Long ones are cut for show, never for the copy.
class JsonView : public QWidget {
    Q_OBJECT

public:
    JsonView(const QString& title, const Theme& theme, QWidget* parent = nullptr);

    void setValue(const Json& value);

private:
    QLabel* m_caption = nullptr;
    IconButton* m_copy = nullptr;
    CodeEditor* m_editor = nullptr;
    QString m_text;
};

}  // namespace heddle::editor
