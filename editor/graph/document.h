#pragma once
#include "core/base/clock.h"
#include "core/domain/graph_edit.h"

#include <QObject>
#include <QString>

#include <vector>

namespace heddle::editor {

/// What an edit did to the history, so that a journal can follow: the same words as services::EditAction.
enum class EditAction {
    Do,      ///< a new step; what was undone before it can no longer be redone
    Extend,  ///< replaces the newest step (typing that goes on)
    Undo,    ///< takes back the newest step that is not undone
    Redo,    ///< does the oldest undone step again
};

/// One step of the history, oldest first.
struct HistoryStep {
    domain::GraphEdit edit;
    bool undone = false;
};

/// The workflow that is being edited, with its undo history. GraphEdit values are the only way to change it; each one
/// is told in small signals (for views) and whole (for the journal). GUI thread.
class Document : public QObject {
    Q_OBJECT
public:
    explicit Document(const Clock& clock, QObject* parent = nullptr);

    /// Shows another workflow with the history that its journal kept.
    void open(domain::WorkflowDocument value, std::vector<HistoryStep> history = {});

    const domain::WorkflowDocument& value() const { return m_value; }
    const domain::Graph& graph() const { return m_value.graph; }
    const domain::Layout& layout() const { return m_value.layout; }

    /// Does `edit` as one step; an edit without changes does nothing. Edits in quick succession (1.5 s) with the same
    /// `burst`, for example "summary/config/prompt", become one step. Throws what domain::apply throws; then nothing
    /// has changed.
    void apply(const domain::GraphEdit& edit, const QString& burst = {});
    /// What is typed from here on is a new step: call it when a field loses the focus.
    void endBurst();

    bool canUndo() const;
    bool canRedo() const;
    void undo();
    void redo();
    /// Words for the step that undo() or redo() would take: "Move"; empty when there is none.
    QString undoText() const;
    QString redoText() const;
    /// Oldest first; undone ones at the end.
    const std::vector<HistoryStep>& history() const { return m_history; }

signals:
    /// Another workflow is shown: forget everything.
    void reset();
    void nodeAdded(const QString& id);
    void nodeRemoved(const QString& id);
    void nodeChanged(const QString& id);
    void nodeMoved(const QString& id);
    void edgeAdded(const QString& id);
    void edgeRemoved(const QString& id);
    void edgeChanged(const QString& id);
    void fieldChanged(const QString& name);
    /// "name", "description", "entry", "output", "limits" …
    void propertyChanged(const QString& key);
    /// After the small signals of the same edit. `edit` is the step as the journal should hold it.
    void edited(const heddle::domain::GraphEdit& edit, heddle::editor::EditAction action);
    void historyChanged();

private:
    void announce(const domain::GraphEdit& edit);
    std::size_t doneSteps() const;

    const Clock& m_clock;
    domain::WorkflowDocument m_value;
    std::vector<HistoryStep> m_history;
    QString m_burst;
    std::int64_t m_burstNs = 0;
};

/// Words for a step, for menus and history lists.
QString editWords(const domain::GraphEdit& edit);

}  // namespace heddle::editor
