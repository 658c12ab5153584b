#include "editor/graph/document.h"

#include <QCoreApplication>

#include <algorithm>

namespace heddle::editor {
namespace {

constexpr std::int64_t kBurstNs = 1'500'000'000;

/// `first` and then `next` as one edit: what `next` changes again keeps the older `before`.
domain::GraphEdit extended(domain::GraphEdit first, const domain::GraphEdit& next) {
    for (const auto& change : next.changes) {
        const auto it = std::find_if(first.changes.begin(), first.changes.end(), [&](const domain::Change& known) {
            return known.part == change.part && known.key == change.key;
        });
        if (it == first.changes.end()) {
            first.changes.push_back(change);
        } else {
            it->after = change.after;
        }
    }
    return first;
}

}  // namespace

Document::Document(const Clock& clock, QObject* parent) : QObject(parent), m_clock(clock) {}

void Document::open(domain::WorkflowDocument value, std::vector<HistoryStep> history) {
    m_value = std::move(value);
    m_history = std::move(history);
    m_burst.clear();
    emit reset();
    emit historyChanged();
}

std::size_t Document::doneSteps() const {
    std::size_t done = m_history.size();
    while (done > 0 && m_history[done - 1].undone)
        --done;
    return done;
}

bool Document::canUndo() const { return doneSteps() > 0; }
bool Document::canRedo() const { return doneSteps() < m_history.size(); }

void Document::apply(const domain::GraphEdit& edit, const QString& burst) {
    if (edit.changes.empty()) return;
    domain::apply(m_value, edit);
    const std::int64_t now = m_clock.steadyNs();
    const bool goesOn = !burst.isEmpty() && burst == m_burst && now - m_burstNs < kBurstNs && !canRedo() && canUndo();
    m_burst = burst;
    m_burstNs = now;
    if (goesOn) {
        m_history.back().edit = extended(std::move(m_history.back().edit), edit);
    } else {
        m_history.resize(doneSteps());
        m_history.push_back({edit, false});
    }
    announce(edit);
    emit edited(m_history.back().edit, goesOn ? EditAction::Extend : EditAction::Do);
    emit historyChanged();
}

void Document::endBurst() { m_burst.clear(); }

void Document::undo() {
    const std::size_t done = doneSteps();
    if (done == 0) return;
    HistoryStep& step = m_history[done - 1];
    const domain::GraphEdit back = inverse(step.edit);
    domain::apply(m_value, back);
    step.undone = true;
    m_burst.clear();
    announce(back);
    emit edited(step.edit, EditAction::Undo);
    emit historyChanged();
}

void Document::redo() {
    const std::size_t done = doneSteps();
    if (done == m_history.size()) return;
    HistoryStep& step = m_history[done];
    domain::apply(m_value, step.edit);
    step.undone = false;
    m_burst.clear();
    announce(step.edit);
    emit edited(step.edit, EditAction::Redo);
    emit historyChanged();
}

QString Document::undoText() const {
    const std::size_t done = doneSteps();
    return done == 0 ? QString() : editWords(m_history[done - 1].edit);
}

QString Document::redoText() const {
    const std::size_t done = doneSteps();
    return done == m_history.size() ? QString() : editWords(m_history[done].edit);
}

void Document::announce(const domain::GraphEdit& edit) {
    for (const auto& change : edit.changes) {
        const QString key = QString::fromStdString(change.key);
        const bool added = change.before.is_null();
        const bool removed = change.after.is_null();
        switch (change.part) {
            case domain::Part::Node:
                if (added) {
                    emit nodeAdded(key);
                } else if (removed) {
                    emit nodeRemoved(key);
                } else {
                    emit nodeChanged(key);
                }
                break;
            case domain::Part::Edge:
                if (added) {
                    emit edgeAdded(key);
                } else if (removed) {
                    emit edgeRemoved(key);
                } else {
                    emit edgeChanged(key);
                }
                break;
            case domain::Part::Field:
                emit fieldChanged(key);
                break;
            case domain::Part::Position:
                emit nodeMoved(key);
                break;
            case domain::Part::Property:
                emit propertyChanged(key);
                break;
        }
    }
}

QString editWords(const domain::GraphEdit& edit) {
    const auto say = [](const char* text) { return QCoreApplication::translate("Edit", text); };
    if (edit.label == "edit.replace_workflow") return say(QT_TRANSLATE_NOOP("Edit", "Replace the workflow"));
    if (edit.label == "edit.add_node") return say(QT_TRANSLATE_NOOP("Edit", "Add node"));
    if (edit.label == "edit.remove") return say(QT_TRANSLATE_NOOP("Edit", "Delete"));
    if (edit.label == "edit.move") return say(QT_TRANSLATE_NOOP("Edit", "Move"));
    if (edit.label == "edit.update_node") return say(QT_TRANSLATE_NOOP("Edit", "Change node"));
    if (edit.label == "edit.add_edge") return say(QT_TRANSLATE_NOOP("Edit", "Connect"));
    if (edit.label == "edit.update_edge") return say(QT_TRANSLATE_NOOP("Edit", "Change connection"));
    if (edit.label == "edit.rename_node") return say(QT_TRANSLATE_NOOP("Edit", "Rename node"));
    if (edit.label == "edit.set_property") return say(QT_TRANSLATE_NOOP("Edit", "Change workflow setting"));
    if (edit.label == "edit.set_field") return say(QT_TRANSLATE_NOOP("Edit", "Change state field"));
    if (edit.label == "edit.paste") return say(QT_TRANSLATE_NOOP("Edit", "Paste"));
    if (edit.label == "edit.duplicate") return say(QT_TRANSLATE_NOOP("Edit", "Duplicate"));
    if (edit.label == "edit.cut") return say(QT_TRANSLATE_NOOP("Edit", "Cut"));
    if (edit.label == "edit.layout") return say(QT_TRANSLATE_NOOP("Edit", "Arrange"));
    if (edit.label == "edit.start") return say(QT_TRANSLATE_NOOP("Edit", "Change start"));
    return say(QT_TRANSLATE_NOOP("Edit", "Edit"));
}

}  // namespace heddle::editor
