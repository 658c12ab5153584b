#include "app/bridge/agents_door.h"

#include "app/bridge/calls.h"
#include "core/check/check.h"
#include "core/domain/node_type.h"

#include <QLocale>

namespace heddle::app {
namespace {

using boost::asio::awaitable;
using runtime::Runtime;
using services::AgentService;
using services::Caller;

awaitable<domain::Agent> importInto(Runtime& runtime, std::filesystem::path file) {
    auto document = AgentService::readWorkflowFile(file);
    std::string name = document.graph.name;
    if (name.empty()) name = file.stem().stem().string();
    co_return co_await runtime.agents().create(Caller::local(), std::move(name), std::move(document));
}

awaitable<Problems> checked(const Runtime& runtime, std::shared_ptr<const domain::Graph> graph) {
    co_return check::check(*graph, runtime.nodeTypes());
}

awaitable<void> exportTo(std::filesystem::path file, domain::WorkflowDocument document) {
    AgentService::writeWorkflowFile(file, document);
    co_return;
}

awaitable<void> renameAgent(Runtime& runtime, std::string id, std::string name) {
    services::AgentChange change;
    change.name = std::move(name);
    co_await runtime.agents().change(Caller::local(), std::move(id), change);
}

}  // namespace

void AgentsDoor::list(Reply<std::vector<domain::Agent>> reply) {
    m_calls.start<std::vector<domain::Agent>>([](Runtime& r) { return r.agents().list(Caller::local()); },
                                              std::move(reply));
}

void AgentsDoor::open(const std::string& id, Reply<services::OpenedAgent> reply) {
    m_calls.start<services::OpenedAgent>([id](Runtime& r) { return r.agents().open(Caller::local(), id); },
                                         std::move(reply));
}

void AgentsDoor::create(const std::string& name, const std::string& templateId, const Json& parameters,
                        Reply<domain::Agent> reply) {
    const auto make = [=, language = QLocale().name().toStdString()](Runtime& r) {
        return r.agents().create(Caller::local(), name, templateId, parameters, language);
    };
    m_calls.start<domain::Agent>(make, std::move(reply));
}

void AgentsDoor::duplicate(const std::string& id, const std::string& name, Reply<domain::Agent> reply) {
    m_calls.start<domain::Agent>([=](Runtime& r) { return r.agents().duplicate(Caller::local(), id, name); },
                                 std::move(reply));
}

void AgentsDoor::rename(const std::string& id, const std::string& name, Reply<void> reply) {
    m_calls.startInOrder(
        id, [=](Runtime& r) { return renameAgent(r, id, name); }, std::move(reply));
}

void AgentsDoor::remove(const std::string& id, Reply<void> reply) {
    m_calls.startInOrder(
        id, [id](Runtime& r) { return r.agents().remove(Caller::local(), id); }, std::move(reply));
}

void AgentsDoor::restore(const std::string& id, Reply<void> reply) {
    m_calls.startInOrder(
        id, [id](Runtime& r) { return r.agents().restore(Caller::local(), id); }, std::move(reply));
}

void AgentsDoor::record(const std::string& id, services::EditAction action, domain::GraphEdit edit,
                        domain::WorkflowDocument document, Reply<void> reply) {
    const auto kept = std::make_shared<domain::WorkflowDocument>(std::move(document));
    m_calls.startInOrder(
        id, [=](Runtime& r) { return r.agents().record(Caller::local(), id, action, edit, std::move(*kept)); },
        std::move(reply));
}

void AgentsDoor::check(std::shared_ptr<const domain::Graph> graph, Reply<Problems> reply) {
    m_calls.start<Problems>([graph](Runtime& r) { return checked(r, graph); }, std::move(reply));
}

void AgentsDoor::importFile(const std::filesystem::path& file, Reply<domain::Agent> reply) {
    m_calls.start<domain::Agent>([file](Runtime& r) { return importInto(r, file); }, std::move(reply));
}

void AgentsDoor::exportFile(const std::filesystem::path& file, domain::WorkflowDocument document, Reply<void> reply) {
    m_calls.start<void>([file, document = std::move(document)](Runtime&) { return exportTo(file, document); },
                        std::move(reply));
}

}  // namespace heddle::app
