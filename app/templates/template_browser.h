#pragma once
#include "app/templates/template_card.h"

#include <QWidget>

#include <vector>

class QLabel;
class QVBoxLayout;

namespace heddle::editor {
class SearchField;
}

namespace heddle::app {

/// The list of templates with its search; a click on one asks for an agent made from it.
class TemplateBrowser : public QWidget {
    Q_OBJECT

public:
    explicit TemplateBrowser(QWidget* parent = nullptr);

    /// They must outlive the browser.
    void setTemplates(const std::vector<domain::WorkflowTemplate>& templates);
    void recolour();

signals:
    void used(const QString& templateId);

protected:
    void changeEvent(QEvent* event) override;

private:
    void filter();
    void retranslate();

    editor::SearchField* m_search = nullptr;
    QVBoxLayout* m_list = nullptr;
    QLabel* m_nothing = nullptr;
    std::vector<TemplateCard*> m_cards;
};

}  // namespace heddle::app
