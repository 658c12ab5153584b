#pragma once
#include "core/base/clock.h"
#include "core/base/json.h"
#include "core/domain/node_type.h"
#include "core/domain/workflow_template.h"

#include <QDialog>
#include <QTimer>

#include <functional>
#include <memory>

class QLabel;
class QLineEdit;
class QPushButton;

namespace heddle::editor {
class Canvas;
class Document;
class SchemaForm;
struct FormContext;
}  // namespace heddle::editor

namespace heddle::app {

class Bridge;

/// Fills a template's parameters, with the agent that comes of them beside the form. Open it with open(); it deletes
/// itself when it is closed.
class TemplateSheet : public QDialog {
    Q_OBJECT

public:
    /// `value` and `bridge` must outlive the sheet.
    TemplateSheet(const domain::WorkflowTemplate& value, Bridge& bridge, editor::FormContext context,
                  QWidget* parent = nullptr);
    ~TemplateSheet() override;

signals:
    void created(const QString& agentId);

protected:
    void showEvent(QShowEvent* event) override;

private:
    QWidget* buildForm(editor::FormContext context);
    QWidget* buildPreview();
    void preview();
    void create();

    const domain::WorkflowTemplate m_value;  ///< in the language of now
    Bridge& m_bridge;
    SystemClock m_clock;
    Json m_parameters;
    QLineEdit* m_name = nullptr;
    QLabel* m_error = nullptr;
    QPushButton* m_create = nullptr;
    editor::SchemaForm* m_form = nullptr;
    std::unique_ptr<editor::Document> m_document;
    editor::Canvas* m_canvas = nullptr;
    QTimer m_timer;
};

}  // namespace heddle::app
