#include "tests/engine/engine_fixture.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

namespace heddle::tests {

namespace asio = boost::asio;

void KeptEvents::onEvent(const domain::RunEvent& event) {
    {
        const std::lock_guard lock(m_mutex);
        m_events.push_back(event);
    }
    if (onEach) onEach(event);
}

std::vector<domain::RunEvent> KeptEvents::all() const {
    const std::lock_guard lock(m_mutex);
    return m_events;
}

std::vector<std::string> KeptEvents::names(const std::set<std::string>& without) const {
    std::vector<std::string> names;
    for (const domain::RunEvent& event : all()) {
        std::string name(runEventName(event.type));
        if (without.contains(name)) continue;
        if (!event.node.empty()) name += " " + event.node;
        names.push_back(std::move(name));
    }
    return names;
}

EngineFixture::EngineFixture(int threads) : pool(static_cast<std::size_t>(threads)) { restart(); }

EngineFixture::~EngineFixture() { pool.join(); }

void EngineFixture::restart() {
    const engine::EnginePorts ports{&limiter, &cache};
    engine = std::make_unique<engine::Engine>(pool.get_executor(), store, clock, ports);
}

void EngineFixture::load(const Json& graph, const Json& script) {
    nodes = std::make_unique<ScriptedNodes>(script);
    plan = engine::compile(domain::graphFromJson(graph), *nodes);
}

engine::Reproduction EngineFixture::reproduce(const std::string& thread) {
    return wait(engine::reproduce(*engine, plan, thread));
}

engine::RunResult EngineFixture::start(const std::string& thread, Json input, engine::RunOptions options) {
    return wait(engine->start(plan, thread, std::move(input), std::move(options)));
}

engine::RunResult EngineFixture::resume(const std::string& thread, engine::Answers answers,
                                        engine::RunOptions options) {
    return wait(engine->resume(plan, thread, std::move(answers), std::move(options)));
}

Json chainOf(int length) {
    Json graph{{"schema_version", 1}, {"entry", {"n000000"}}};
    std::string last;
    for (int i = 0; i < length; ++i) {
        std::string name = std::to_string(i);
        name = "n" + std::string(6 - name.size(), '0') + name;
        graph["nodes"][name] = {{"type", "script"}};
        if (i > 0) graph["edges"]["e" + name] = {{"from", last}, {"to", name}};
        last = name;
    }
    graph["limits"]["max_steps"] = length;
    return graph;
}

}  // namespace heddle::tests
