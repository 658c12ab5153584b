#include "tests/flow/bridge_walk.h"

#include <QFile>

namespace heddle::tests {
namespace {

constexpr int kLimitMs = 30000;

/// Streams its answer; the model is the workspace's default.
constexpr auto kWorkflow = R"({
  "schema_version": 1, "name": "Echo", "entry": ["input"], "output": "answer",
  "state": {"question": {"schema": {"type": "string"}}, "answer": {"schema": {"type": "string"}}},
  "nodes": {
    "input": {"type": "input", "config": {"fields": [{"field": "question", "title": "Question", "required": true}]}},
    "ask": {"type": "llm", "title": "Ask the model",
            "config": {"prompt": "{{ state.question }}", "output": "answer", "stream": "answer"}}
  },
  "edges": {"input-ask": {"from": "input", "to": "ask"}}
})";

}  // namespace

std::vector<domain::RunEvent> Sent::events(domain::RunEventType type) const {
    std::vector<domain::RunEvent> found;
    for (const auto& batch : batches) {
        std::copy_if(batch.begin(), batch.end(), std::back_inserter(found),
                     [type](const domain::RunEvent& event) { return event.type == type; });
    }
    return found;
}

std::string Sent::streamed() const {
    std::string text;
    for (const auto& event : events(domain::RunEventType::Token))
        text += event.text;
    return text;
}

BridgeWalk::BridgeWalk(const std::string& baseUrl) {
    open();
    domain::ModelService service;
    service.name = "Double";
    service.provider = "openai-compatible";
    service.baseUrl = baseUrl;
    service.model = "double";
    wait<domain::ModelService>([&](auto reply) { m_bridge->models().save(service, "sk-flow-1", reply); });
    bool chosen = false;
    QObject context;
    m_bridge->models().setDefaultModel("openai:double@Double", {&context, [&] { chosen = true; }});
    mustCome([&] { return chosen; });
    const QString file = m_folder.filePath("echo.workflow.json");
    QFile workflow(file);
    if (!workflow.open(QIODevice::WriteOnly) || workflow.write(kWorkflow) < 0) throw std::runtime_error("no file");
    workflow.close();
    m_agent = wait<domain::Agent>([&](auto reply) { m_bridge->agents().importFile(file.toStdString(), reply); }).id;
}

void BridgeWalk::open() {
    m_bridge = std::make_unique<app::Bridge>();
    m_bridge->open(m_folder.filePath("workspace").toStdString());
    mustCome([this] { return m_bridge->isOpen(); });
}

void BridgeWalk::reopen() {
    m_bridge.reset();
    open();
}

app::OpenedChat BridgeWalk::chat() {
    return wait<app::OpenedChat>([this](auto reply) { m_bridge->chats().open(m_agent, false, reply); });
}

Sent BridgeWalk::send(const std::string& text, const std::function<void(const Sent&)>& onEvents) {
    Sent sent;
    QObject context;
    QObject::connect(&m_bridge->chats(), &app::ChatsDoor::events, &context,
                     [&](const std::vector<domain::RunEvent>& batch) {
                         sent.batches.push_back(batch);
                         if (onEvents) onEvents(sent);
                     });
    const std::string chatId = chat().chat.id;
    const auto started = [&](const domain::Message& user, const domain::Message& answer) {
        sent.user = user;
        sent.answer = answer;
    };
    sent.outcome = wait<services::RunOutcome>(
        [&](auto reply) { m_bridge->chats().send(chatId, text, started, std::move(reply)); });
    return sent;
}

services::RunOutcome BridgeWalk::goOn(const std::string& runId) {
    return wait<services::RunOutcome>([&](auto reply) { m_bridge->chats().answer(runId, nullptr, reply); });
}

domain::Execution BridgeWalk::run(const std::string& runId) {
    const auto runs =
        wait<std::vector<domain::Execution>>([this](auto reply) { m_bridge->chats().runs(m_agent, std::move(reply)); });
    for (const auto& run : runs) {
        if (run.id == runId) return run;
    }
    throw std::runtime_error("no such run: " + runId);
}

void BridgeWalk::mustCome(const std::function<bool()>& there) {
    if (!QTest::qWaitFor(there, kLimitMs)) throw std::runtime_error("the bridge does not answer");
}

}  // namespace heddle::tests
