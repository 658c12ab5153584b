#include "core/services/runs/run_state_service.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/id.h"
#include "core/engine/engine.h"
#include "core/nodes/builtin_nodes.h"
#include "core/services/runs/run_service.h"
#include "core/storage/database.h"
#include "core/storage/run_file.h"
#include "core/storage/tables/executions_table.h"

namespace heddle::services {
namespace {

using boost::asio::awaitable;
using engine::ThreadSnapshot;
using storage::Connection;
using storage::ExecutionsTable;

std::shared_ptr<const engine::Plan> statePlanOf(const domain::Execution& run) {
    return engine::planForState(domain::graphFromJson(run.workflow));
}

}  // namespace

RunStateService::RunStateService(storage::Database& database, RunService& runs, engine::Engine& engine,
                                 const Clock& clock)
    : m_database(database), m_runs(runs), m_engine(engine), m_threads(engine, clock), m_clock(clock) {}

awaitable<ThreadSnapshot> RunStateService::state(std::string run, std::string checkpoint) {
    const domain::Execution execution = co_await m_runs.get(std::move(run));
    const std::string id = checkpoint.empty() ? checkpoint : m_threads.find(execution.threadId, checkpoint);
    auto found = m_threads.state(statePlanOf(execution), execution.threadId, id);
    if (!found) throw Error(ErrorKind::NotFound, "engine.no_thread", {{"thread", execution.threadId}});
    co_return std::move(*found);
}

awaitable<std::vector<ThreadSnapshot>> RunStateService::history(std::string run, engine::HistoryQuery query,
                                                                bool withValues) {
    const domain::Execution execution = co_await m_runs.get(std::move(run));
    if (!query.before.empty()) query.before = m_threads.find(execution.threadId, query.before);
    const auto plan = withValues ? statePlanOf(execution) : nullptr;
    co_return m_threads.history(plan, execution.threadId, std::move(query));
}

awaitable<std::vector<StateChange>> RunStateService::diff(std::string run, std::string before, std::string after) {
    const ThreadSnapshot old = co_await state(run, std::move(before));
    const ThreadSnapshot now = co_await state(std::move(run), std::move(after));
    co_return diffStates(old.values, now.values);
}

awaitable<engine::Reproduction> RunStateService::reproduce(std::string run) {
    const domain::Execution execution = co_await m_runs.get(std::move(run));
    const auto plan = engine::compile(domain::graphFromJson(execution.workflow), m_runs.nodesFor(execution));
    co_return co_await engine::reproduce(m_engine, plan, execution.threadId);
}

/// Stores where a run stands after a change from outside.
awaitable<domain::Execution> RunStateService::settle(domain::Execution execution) {
    const auto now = m_threads.state(statePlanOf(execution), execution.threadId);
    if (!now) throw Error(ErrorKind::NotFound, "engine.no_thread", {{"thread", execution.threadId}});
    const bool isDone = now->next.empty();
    execution.status = isDone ? "completed" : "paused";
    execution.checkpointId = now->checkpoint;
    execution.error = Json();
    const std::string output = execution.workflow.value("output", "");
    execution.result = isDone ? now->values.value(output, Json()) : Json();
    execution.pausedMs = isDone ? 0 : m_clock.nowMs();
    execution.completedMs = isDone ? m_clock.nowMs() : 0;
    const auto job = [&](Connection& connection) { ExecutionsTable(connection).put(execution); };
    co_await m_database.write(job);
    co_return execution;
}

awaitable<domain::Execution> RunStateService::update(std::string run, engine::StateUpdate update,
                                                     std::string checkpoint) {
    domain::Execution execution = co_await m_runs.get(std::move(run));
    if (!checkpoint.empty()) checkpoint = m_threads.find(execution.threadId, checkpoint);
    m_threads.update(statePlanOf(execution), execution.threadId, std::move(update), checkpoint);
    co_return co_await settle(std::move(execution));
}

awaitable<domain::Execution> RunStateService::rewind(std::string run, std::string checkpoint) {
    domain::Execution execution = co_await m_runs.get(std::move(run));
    m_threads.rewind(execution.threadId, m_threads.find(execution.threadId, checkpoint));
    co_return co_await settle(std::move(execution));
}

awaitable<domain::Execution> RunStateService::fork(std::string run, std::string checkpoint, std::string newId) {
    domain::Execution execution = co_await m_runs.get(std::move(run));
    const std::string from = m_threads.find(execution.threadId, checkpoint);
    m_threads.fork(statePlanOf(execution), execution.threadId, from, newId);
    execution.id = execution.threadId = std::move(newId);
    execution.chatId.clear();
    execution.messageId.clear();
    execution.currentNode.clear();
    execution.completedNodes = execution.failedNodes = 0;
    execution.startedMs = m_clock.nowMs();
    co_return co_await settle(std::move(execution));
}

awaitable<void> RunStateService::exportRun(std::string run, std::filesystem::path file) {
    const domain::Execution execution = co_await m_runs.get(std::move(run));
    if (std::filesystem::exists(file)) throw Error(ErrorKind::Conflict, "file.exists", {{"file", file.string()}});
    storage::exportRun(m_database, execution.id, file, m_clock.nowMs());
}

/// Whatever the file says of itself: all that the run needs to be looked at and to go on can be read.
void RunStateService::mustBeReadable(const domain::Execution& execution) {
    for (const auto& record : m_engine.store().history(execution.threadId, {})) {
        if (const auto problem = engine::bodyProblem(record)) {
            throw Error(ErrorKind::Storage, "engine.bad_checkpoint",
                        {{"thread", execution.threadId}, {"checkpoint", record.id}, {"reason", *problem}});
        }
    }
    m_threads.state(statePlanOf(execution), execution.threadId);
}

awaitable<domain::Execution> RunStateService::importRun(std::filesystem::path file) {
    const storage::RunFile source(file, m_database.readNow([](Connection& c) { return c.file(); }).parent_path());
    const auto isTaken = [&](Connection& c) { return ExecutionsTable(c).find(source.runId()).has_value(); };
    std::string id = source.runId();
    if (co_await m_database.read(isTaken) || !m_engine.store().threadsOf(id).empty()) id = newId();
    const Json interrupted = Error(ErrorKind::Internal, "run.interrupted").toJson();
    const auto add = [&](Connection& writer) { source.addTo(writer, id, interrupted); };
    co_await m_database.alone(add);
    domain::Execution execution = co_await m_runs.get(id);
    std::optional<Error> unreadable;
    try {
        mustBeReadable(execution);
    } catch (const Error& e) {
        unreadable = e;
    }
    if (!unreadable) co_return execution;
    co_await remove(id);
    throw Error(ErrorKind::InvalidArgument, "run.not_an_export",
                {{"file", file.string()}, {"reason", unreadable->what()}});
}

awaitable<void> RunStateService::prune(std::string run, engine::Retention retention) {
    const domain::Execution execution = co_await m_runs.get(std::move(run));
    m_threads.prune(execution.threadId, retention);
}

awaitable<void> RunStateService::remove(std::string run) {
    const domain::Execution execution = co_await m_runs.get(std::move(run));
    m_threads.remove(execution.threadId);
    const auto job = [&](Connection& connection) { ExecutionsTable(connection).remove(execution.id); };
    co_await m_database.write(job);
}

}  // namespace heddle::services
