#pragma once
#include "editor/look/theme.h"

#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace heddle::editor {

/// A part of a form with a title that folds it. Its content is made when it opens for the first time.
class Section : public QWidget {
    Q_OBJECT

public:
    Section(const QString& title, const Theme& theme, QWidget* parent = nullptr);

    void setTitle(const QString& title);
    /// A short remark at the right end: a count, a summary.
    void setRemark(const QString& remark);
    /// Puts a small widget at the right end of the title.
    void addCorner(QWidget* widget);
    /// Where the content goes.
    QVBoxLayout* body() { return m_bodyLayout; }
    QWidget* bodyWidget() { return m_body; }
    bool isOpen() const { return m_isOpen; }
    void setOpen(bool open);
    void setTheme(const Theme& theme);
    /// A frame around the whole, as items of a list have.
    void setCard(bool card);
    QWidget* header() const;

signals:
    /// Sent before the body is shown or after it is hidden.
    void opened(bool open);

protected:
    void paintEvent(QPaintEvent* event) override;

private:
    class Header;
    Header* m_header = nullptr;
    QWidget* m_body = nullptr;
    QVBoxLayout* m_bodyLayout = nullptr;
    Theme m_theme;
    bool m_isOpen = false;
    bool m_isCard = false;
};

}  // namespace heddle::editor
