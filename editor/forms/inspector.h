#pragma once
#include "core/base/problem.h"
#include "core/domain/graph_edit.h"
#include "core/domain/node_type.h"
#include "editor/forms/form_context.h"

#include <QWidget>

#include <map>
#include <memory>
#include <string>
#include <vector>

class QScrollArea;

namespace heddle::editor {

class InspectorPage;
struct InspectorState;

/// What the host shows of a node's last run.
struct RunData {
    QString state;  ///< "running", "done", "failed", "waiting", "skipped", "cached"; empty: has not run
    Json input;     ///< null: not known
    Json output;
    QString error;
};

/// The panel beside the canvas: the selected node, edge, several of them, or the workflow itself. It reads the document
/// and asks for edits; it never changes the document. After applying an edit the host calls documentChanged().
class Inspector : public QWidget {
    Q_OBJECT

public:
    /// `types` must outlive the inspector. `context.choices` is asked for formats that the document cannot answer
    /// ("state-field" and "node" it can); `context.completions` beside the state's fields.
    Inspector(const domain::NodeTypes& types, FormContext context, QWidget* parent = nullptr);
    ~Inspector() override;

    /// The live document, read at each use; it must stay until another one, or null, is set.
    void setDocument(const domain::WorkflowDocument* document);
    /// The document was edited, by anyone. Fields whose value is the same keep focus and caret.
    void documentChanged();
    void setSelection(const std::vector<std::string>& nodes, const std::vector<std::string>& edges);
    /// Findings in the workflow; paths as in its file ("/nodes/summary/config/prompt").
    void setProblems(const Problems& problems);
    void setRunData(const std::string& node, const RunData& run);
    void clearRunData();
    void setReadOnly(bool readOnly);
    void setTheme(const Theme& theme);
    /// Selects nothing itself: shows the field at `path` of the node that is selected.
    void focusField(const QString& path);

signals:
    /// `continuous`: part of a burst of typing; such edits with equal label and facts belong into one undo step.
    void editRequested(const heddle::domain::GraphEdit& edit, bool continuous);
    /// A name of another node was clicked.
    void nodeActivated(const QString& id);

    /// The keyboard focus moved to another field: what is typed from here on is a new step.
    void burstEnded();

protected:
    void changeEvent(QEvent* event) override;

private:
    enum class Kind { Empty, Workflow, Node, Edge, Many };

    Kind wantedKind() const;
    void dropGone();
    void showPage(bool anew);
    std::vector<Choice> choices(const std::string& format) const;
    std::vector<CompletionWord> completions(const QString& scope) const;

    std::unique_ptr<InspectorState> m_state;  ///< what the pages read
    ChoiceSource m_otherChoices;
    CompletionSource m_otherCompletions;
    QScrollArea* m_scroll = nullptr;
    InspectorPage* m_page = nullptr;
    Kind m_kind = Kind::Empty;
    std::string m_subject;  ///< id of the node or edge that the page is about
};

}  // namespace heddle::editor
