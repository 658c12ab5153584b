#pragma once
#include <QWidget>

class QTimer;
class QLabel;
class QToolButton;

namespace heddle::app {

class Actions;

/// The bottom of the window: problems, the model in use, a passing hint, zoom, language and theme.
class StatusStrip : public QWidget {
    Q_OBJECT

public:
    explicit StatusStrip(Actions& actions, QWidget* parent = nullptr);

    void setProblems(int errors, int warnings);
    /// `offline`: the built-in one, which is not a language model, and this says so.
    void setModel(const QString& title, bool offline);
    /// 1 is 100 %; 0 hides it.
    void setZoom(double zoom);
    /// Shown for some seconds.
    void hint(const QString& text);
    void recolour();

signals:
    void problemsClicked();
    void modelClicked();
    void zoomClicked();

protected:
    void changeEvent(QEvent* event) override;

private:
    void retranslate();

    Actions& m_actions;
    QToolButton* m_problems = nullptr;
    QToolButton* m_model = nullptr;
    QLabel* m_hint = nullptr;
    QToolButton* m_zoom = nullptr;
    QToolButton* m_language = nullptr;
    QToolButton* m_theme = nullptr;
    QTimer* m_hintTimer = nullptr;
    int m_errors = 0;
    int m_warnings = 0;
    QString m_modelTitle;
    bool m_offline = true;
};

}  // namespace heddle::app
