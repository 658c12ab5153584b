#include "app/bridge/tools_door.h"

#include "app/bridge/calls.h"

namespace heddle::app {
namespace {

using boost::asio::awaitable;
using runtime::Runtime;

awaitable<ToolsList> listTools(Runtime& runtime) {
    ToolsList list;
    list.servers = co_await runtime.toolServers().servers();
    list.rules = runtime.toolbox().rules();
    list.settings = runtime.toolbox().settings();
    co_return list;
}

}  // namespace

void ToolsDoor::list(Reply<ToolsList> reply) {
    m_calls.start<ToolsList>([](Runtime& r) { return listTools(r); }, std::move(reply));
}

void ToolsDoor::cards(Reply<std::vector<tools::ToolCard>> reply) {
    m_calls.start<std::vector<tools::ToolCard>>([](Runtime& r) { return r.toolbox().cards(); }, std::move(reply));
}

void ToolsDoor::toolsOf(const std::string& server, Reply<std::vector<services::ServerTool>> reply) {
    m_calls.start<std::vector<services::ServerTool>>([=](Runtime& r) { return r.toolServers().tools(server); },
                                                     std::move(reply));
}

void ToolsDoor::approve(const std::string& server, Reply<void> reply) {
    m_calls.startInOrder(
        "tools", [=](Runtime& r) { return r.toolServers().approve(server); }, std::move(reply));
}

void ToolsDoor::save(const domain::ToolServer& server, Reply<domain::ToolServer> reply) {
    m_calls.start<domain::ToolServer>([=](Runtime& r) { return r.toolServers().save(server); }, std::move(reply));
}

void ToolsDoor::import(const Json& settings, Reply<std::vector<domain::ToolServer>> reply) {
    m_calls.start<std::vector<domain::ToolServer>>([=](Runtime& r) { return r.toolServers().import(settings); },
                                                   std::move(reply));
}

void ToolsDoor::stop(const std::string& server, Reply<void> reply) {
    m_calls.startInOrder(
        "tools", [=](Runtime& r) { return r.toolServers().stop(server); }, std::move(reply));
}

void ToolsDoor::remove(const std::string& server, Reply<void> reply) {
    m_calls.startInOrder(
        "tools", [=](Runtime& r) { return r.toolServers().remove(server); }, std::move(reply));
}

void ToolsDoor::removeRule(const std::string& rule, Reply<void> reply) {
    m_calls.startInOrder(
        "tools", [=](Runtime& r) { return r.toolbox().removeRule(rule); }, std::move(reply));
}

void ToolsDoor::changeSettings(const services::ToolSettings& settings, const std::string& searchKey,
                               Reply<void> reply) {
    m_calls.startInOrder(
        "tools", [=](Runtime& r) { return r.toolbox().changeSettings(settings, searchKey); }, std::move(reply));
}

}  // namespace heddle::app
