#pragma once
#include "editor/look/theme.h"

#include <QFrame>

class QKeyEvent;
class QPlainTextEdit;
class QToolButton;

namespace heddle::app {

/// Where the person writes. Enter sends, Shift+Enter makes a new line, Escape stops a running answer. Enter that an
/// input method is using never sends. Grows with its text up to eight lines.
class Composer : public QFrame {
    Q_OBJECT

public:
    explicit Composer(QWidget* parent = nullptr);

    QString text() const;
    void setText(const QString& text);
    void setBusy(bool busy);
    void setTheme(const editor::Theme& theme);

signals:
    void sendRequested(const QString& text);
    void stopRequested();

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;
    void changeEvent(QEvent* event) override;

private:
    bool keyPressed(QKeyEvent* key);
    void act();
    void send();
    void refresh();
    void fitHeight();

    QPlainTextEdit* m_edit = nullptr;
    QToolButton* m_button = nullptr;
    editor::Theme m_theme = editor::Theme::dark();
    bool m_busy = false;
};

}  // namespace heddle::app
