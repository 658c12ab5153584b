#pragma once
#include "app/templates/template_card.h"

#include <QWidget>

#include <vector>

class QGridLayout;
class QLabel;
class QPushButton;

namespace heddle::app {

/// The middle of the window while no agent is open: templates to begin with, or an empty graph, or a file.
class WelcomePage : public QWidget {
    Q_OBJECT

public:
    explicit WelcomePage(QWidget* parent = nullptr);

    /// They must outlive the page.
    void setTemplates(const std::vector<domain::WorkflowTemplate>& templates);
    /// The workspace cannot be opened: why, and what to do.
    void setFailure(const QString& text);
    void recolour();

signals:
    void templateUsed(const QString& templateId);
    void emptyRequested();
    void fileRequested();

protected:
    void changeEvent(QEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    void arrange();
    void retranslate();

    QLabel* m_title = nullptr;
    QLabel* m_text = nullptr;
    QLabel* m_failure = nullptr;
    QGridLayout* m_grid = nullptr;
    QPushButton* m_empty = nullptr;
    QPushButton* m_file = nullptr;
    std::vector<TemplateCard*> m_cards;
    int m_columns = 0;
};

}  // namespace heddle::app
