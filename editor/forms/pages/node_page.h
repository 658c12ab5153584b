#pragma once
#include "editor/forms/pages/page.h"

class QLabel;
class QLineEdit;
class QVBoxLayout;

namespace heddle::editor {

class EdgeCard;
class JsonView;
class PartForm;
class SchemaForm;
class Section;

/// One node: header, id, config, what happens on errors, and its edges.
class NodePage : public InspectorPage {
    Q_OBJECT

public:
    NodePage(InspectorState& state, QWidget* parent);

    void refresh() override;
    void showProblems() override;
    void showRun() override;
    void focusField(const QString& path) override;

private:
    void addHeader(QVBoxLayout* column);
    void addConfig(QVBoxLayout* column);
    void addRun(QVBoxLayout* column);
    void addBehaviour(QVBoxLayout* column);
    void addPart(QVBoxLayout* column, const QString& title, const Json& schema, const std::string& inside);
    void addEdges(QVBoxLayout* column);
    void showEdges();
    void rename();
    void partEdited(const Json& part, bool continuous);
    const domain::Node* node() const;
    /// The node's JSON, or the member `inside` of it.
    Json partJson(const std::string& inside) const;

    struct Part {
        Section* section;
        PartForm* form;
        std::string inside;  ///< member of the node's JSON that the form is about; empty: the node itself
        std::vector<std::string> members;
    };
    QLineEdit* m_title = nullptr;
    QLineEdit* m_id = nullptr;
    QLabel* m_idError = nullptr;
    QLabel* m_chip = nullptr;
    QLabel* m_problems = nullptr;
    SchemaForm* m_config = nullptr;
    Section* m_run = nullptr;
    JsonView* m_input = nullptr;
    JsonView* m_output = nullptr;
    QLabel* m_runError = nullptr;
    std::vector<Part> m_parts;
    Section* m_edgeSection = nullptr;
    PartForm* m_join = nullptr;
    std::vector<EdgeCard*> m_cards;
};

}  // namespace heddle::editor
