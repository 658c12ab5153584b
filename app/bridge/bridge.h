#pragma once
#include "app/bridge/agents_door.h"
#include "app/bridge/chats_door.h"
#include "app/bridge/models_door.h"
#include "app/bridge/tools_door.h"
#include "core/domain/node_type.h"
#include "core/domain/workflow_template.h"

#include <QObject>

#include <filesystem>
#include <memory>

namespace heddle::app {

class Calls;

/// The window's only door to core. Every request is answered later, on the GUI thread (reply.h); values in, values out;
/// nothing here waits. Requests made before the workspace is open wait for it by themselves. GUI thread only.
class Bridge : public QObject {
    Q_OBJECT

public:
    explicit Bridge(QObject* parent = nullptr);
    /// Waits until every edit that was handed over is stored.
    ~Bridge() override;

    /// Opens the workspace on another thread; opened() or openFailed() tells the end.
    void open(const std::filesystem::path& workspace);
    bool isOpen() const;
    /// The two below are there once opened() was sent.
    const domain::NodeTypes& nodeTypes() const;
    const std::vector<domain::WorkflowTemplate>& templates() const;
    /// In the language of now. Throws what TemplateService::instantiate throws; for previews.
    domain::WorkflowDocument preview(const std::string& templateId, const Json& parameters) const;

    AgentsDoor& agents() { return *m_agents; }
    ChatsDoor& chats() { return *m_chats; }
    ModelsDoor& models() { return *m_models; }
    ToolsDoor& tools() { return *m_tools; }

    /// The settings that the workspace keeps, by key.
    void settings(Reply<Json> reply);
    void setSetting(const std::string& key, Json value);

signals:
    void opened();
    void openFailed(const heddle::Error& error);
    /// A request failed and whoever made it left it to the window to say so.
    void failed(const heddle::Error& error);
    /// Whether something that the person did is not stored yet.
    void savingChanged(bool saving);

private:
    Calls* m_calls;
    std::unique_ptr<AgentsDoor> m_agents;
    std::unique_ptr<ChatsDoor> m_chats;
    std::unique_ptr<ModelsDoor> m_models;
    std::unique_ptr<ToolsDoor> m_tools;
};

}  // namespace heddle::app
