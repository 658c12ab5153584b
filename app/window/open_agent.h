#pragma once
#include "app/bridge/bridge.h"
#include "app/window/chat_session.h"
#include "core/base/clock.h"
#include "editor/graph/canvas.h"
#include "editor/graph/document.h"

#include <QTimer>

#include <memory>

namespace heddle::app {

/// One agent in a tab: its document, whose edits are stored as they happen, its canvas, its problems and its chat.
class OpenAgent : public QObject {
    Q_OBJECT

public:
    /// `bridge` and `clock` must outlive it.
    OpenAgent(Bridge& bridge, const Clock& clock, const services::OpenedAgent& opened, QObject* parent = nullptr);
    ~OpenAgent() override;

    const domain::Agent& agent() const { return m_agent; }
    QString id() const { return QString::fromStdString(m_agent.id); }
    QString name() const { return QString::fromStdString(m_agent.name); }
    void setName(const QString& name);
    editor::Document& document() { return *m_document; }
    /// Belongs to the tab that shows it, which goes before this does.
    editor::Canvas& canvas() { return *m_canvas; }
    ChatSession& session() { return *m_session; }
    const Problems& problems() const { return m_problems; }

    /// What people call a node.
    QString nodeTitle(const std::string& id) const;
    QString stepTitle(const StepTrace& step) const;
    /// Whether a node asks the offline model, when `defaultModel` is what nodes use that name none.
    bool usesOffline(const std::string& defaultModel) const;
    /// Goes to a node and, in the inspector, to a field.
    void reveal(const QString& node);
    void applyTheme();

signals:
    void edited();
    void problemsChanged();
    void selectionChanged();
    /// An edit could not be stored, or can be again.
    void storeFailed(const heddle::Error& error);
    void stored();

private:
    void record(const domain::GraphEdit& edit, editor::EditAction action);
    void check();
    void showRun(const std::set<int>& changed);

    Bridge& m_bridge;
    domain::Agent m_agent;
    std::unique_ptr<editor::Document> m_document;
    QPointer<editor::Canvas> m_canvas;
    ChatSession* m_session = nullptr;
    Problems m_problems;
    QTimer m_checkTimer;
};

}  // namespace heddle::app
