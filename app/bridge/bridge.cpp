#include "app/bridge/bridge.h"

#include "app/bridge/calls.h"
#include "core/services/settings_service.h"
#include "core/services/templates/template_service.h"

#include <QLocale>
#include <QThreadPool>

namespace heddle::app {

using runtime::Runtime;

namespace {
/// A wait that is longer is a pause: the window says until when, and nothing is lost with the program's end.
constexpr std::chrono::seconds kHoldWaits(10);
}  // namespace

Bridge::Bridge(QObject* parent)
    : QObject(parent),
      m_calls(new Calls(this)),
      m_agents(std::make_unique<AgentsDoor>(*m_calls)),
      m_chats(std::make_unique<ChatsDoor>(*m_calls)),
      m_models(std::make_unique<ModelsDoor>(*m_calls)),
      m_tools(std::make_unique<ToolsDoor>(*m_calls)) {
    connect(m_calls, &Calls::failed, this, &Bridge::failed);
    connect(m_calls, &Calls::waitingChanged, this, [this](int) { emit savingChanged(m_calls->waiting() > 0); });
}

Bridge::~Bridge() {
    QThreadPool::globalInstance()->waitForDone();
    // Before the doors: what runs still tells them.
    delete m_calls;
}

void Bridge::open(const std::filesystem::path& workspace) {
    QThreadPool::globalInstance()->start([this, workspace] {
        std::shared_ptr<std::unique_ptr<Runtime>> made;
        std::optional<Error> error;
        try {
            runtime::Options options;
            options.workspace = workspace;
            options.holdWaits = kHoldWaits;
            made = std::make_shared<std::unique_ptr<Runtime>>(std::make_unique<Runtime>(options));
        } catch (...) {
            error = currentError();
        }
        QMetaObject::invokeMethod(
            this,
            [this, made, error] {
                if (error) {
                    m_calls->refuse(*error);
                    emit openFailed(*error);
                } else {
                    m_chats->listenTo((*made)->waker());
                    m_calls->open(std::move(*made));
                    emit opened();
                }
            },
            Qt::QueuedConnection);
    });
}

bool Bridge::isOpen() const { return m_calls->runtime() != nullptr; }

const domain::NodeTypes& Bridge::nodeTypes() const { return m_calls->runtime()->nodeTypes(); }

const std::vector<domain::WorkflowTemplate>& Bridge::templates() const { return m_calls->runtime()->templates().all(); }

domain::WorkflowDocument Bridge::preview(const std::string& templateId, const Json& parameters) const {
    return m_calls->runtime()->templates().instantiate(templateId, parameters, QLocale().name().toStdString());
}

void Bridge::settings(Reply<Json> reply) {
    m_calls->start<Json>([](Runtime& r) { return r.settings().all(); }, std::move(reply));
}

void Bridge::setSetting(const std::string& key, Json value) {
    m_calls->startInOrder(
        "settings", [=](Runtime& r) { return r.settings().set(key, value); }, Reply<void>(this, [] {}));
}

}  // namespace heddle::app
