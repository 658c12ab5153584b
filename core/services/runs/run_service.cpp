#include "core/services/runs/run_service.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/engine/engine.h"
#include "core/engine/memory_store.h"
#include "core/engine/threads.h"
#include "core/nodes/builtin_nodes.h"
#include "core/services/runs/cancel_requests.h"
#include "core/services/runs/run_alarms.h"
#include "core/services/runs/run_recorder.h"
#include "core/services/runs/runnable.h"
#include "core/services/templates/node_type_service.h"
#include "core/storage/database.h"
#include "core/storage/tables/events_table.h"
#include "core/storage/tables/executions_table.h"
#include "core/storage/tables/messages_table.h"
#include "core/storage/tables/requests_table.h"

#include <boost/asio/this_coro.hpp>

namespace heddle::services {
namespace {

using storage::Connection;
using storage::EventsTable;
using storage::ExecutionsTable;

/// Gives `model` to every node that has a place for a model and names none, so that a resumed run asks the same one.
void useModel(domain::Graph& graph, const std::string& model) {
    if (model.empty()) return;
    for (auto& [name, inner] : graph.graphs)
        useModel(inner, model);
    for (auto& [id, node] : graph.nodes) {
        const domain::NodeType* type = knownTypes().find(node.type);
        if (!type || !type->configSchema.value("properties", Json::object()).contains("model")) continue;
        if (node.config.value("model", "").empty()) node.config["model"] = model;
    }
}

RunOutcome outcomeOf(const domain::Execution& execution, const engine::RunResult& result) {
    RunOutcome outcome;
    outcome.runId = execution.id;
    outcome.status = execution.status;
    outcome.output = result.output;
    outcome.state = result.state;
    for (const auto& question : result.questions) {
        outcome.questions.push_back({question.id, question.node, question.question});
    }
    outcome.wakeMs = result.wakeMs;
    outcome.error = execution.error;
    return outcome;
}

/// Where a run stands, as its row keeps it.
void note(domain::Execution& execution, const engine::RunResult& result, std::int64_t now) {
    execution.status = engine::runStatusName(result.status);
    execution.checkpointId = result.checkpointId;
    execution.result = result.output;
    execution.error = result.error ? result.error->toJson() : Json();
    execution.pausedMs = result.status == engine::RunStatus::Paused ? now : 0;
    execution.completedMs = result.status == engine::RunStatus::Paused ? 0 : now;
}

/// Another process may have driven it to its end since it was looked at.
void mustNotHaveEnded(Connection& connection, const std::string& runId) {
    const auto stored = ExecutionsTable(connection).find(runId);
    if (!stored || stored->status != "completed") return;
    throw Error(ErrorKind::Conflict, "run.not_resumable", {{"run", runId}, {"status", stored->status}});
}

}  // namespace

RunService::RunService(storage::Database* database, engine::Engine& engine, const nodes::ModelResolver& models,
                       tools::Toolbox& toolbox, const Clock& clock, RunAlarms* alarms, std::int64_t holdMs)
    : m_database(database),
      m_engine(engine),
      m_models(models),
      m_toolbox(toolbox),
      m_clock(clock),
      m_alarms(alarms),
      m_holdMs(alarms ? holdMs : engine::kHoldForEver),
      m_lease(database, clock) {
    if (!m_database || m_database->readOnly()) return;
    m_requests = std::make_unique<CancelRequests>(
        *m_database, [this](const std::string& run) { m_engine.cancel(run, "asked to stop"); });
}

RunService::~RunService() = default;

boost::asio::awaitable<void> RunService::store(const domain::Execution& execution, bool save) {
    if (!save || !m_database) co_return;
    const auto job = [&](Connection& connection) { ExecutionsTable(connection).put(execution); };
    co_await m_database->write(job);
}

boost::asio::awaitable<void> RunService::storeEnd(const domain::Execution& execution, bool save) {
    if (!save || !m_database) co_return;
    const auto job = [&](Connection& connection) {
        ExecutionsTable(connection).put(execution);
        m_lease.release(connection, execution.id);
    };
    co_await m_database->write(job);
}

nodes::BuiltinNodes RunService::nodesFor(const domain::Execution& execution) const {
    tools::ToolCaller caller{execution.userId, execution.agentId, execution.id};
    return nodes::BuiltinNodes(nodes::NodeServices{m_models, m_toolbox, "", std::move(caller)});
}

boost::asio::awaitable<RunOutcome> RunService::start(std::string runId, RunRequest request, EventListener listener) {
    if (m_database) {
        const auto resolve = [&](Connection& connection) { return withKnownTypes(connection, request.graph); };
        request.graph = co_await m_database->read(resolve);
    }
    useModel(request.graph, request.model);
    mustBeRunnable(request.graph);
    domain::Execution execution;
    execution.id = execution.threadId = runId;
    execution.chatId = request.chatId;
    execution.messageId = request.messageId;
    execution.agentId = request.agentId;
    execution.agentVersionId = request.agentVersionId;
    execution.userId = request.userId;
    execution.workflow = toJson(request.graph);
    execution.input = request.input;
    execution.totalNodes = static_cast<int>(request.graph.nodes.size());
    execution.startedMs = m_clock.nowMs();
    const auto plan = engine::compile(request.graph, nodesFor(execution));
    const Drive go = [this, plan, runId, input = request.input,
                      isRecorded = request.record](engine::RunOptions options) {
        options.record = isRecorded;
        return m_engine.start(plan, runId, input, std::move(options));
    };
    co_return co_await drive(std::move(execution), request.save, 0, std::move(listener), go);
}

boost::asio::awaitable<RunOutcome> RunService::resume(std::string runId, Json answers, EventListener listener) {
    domain::Execution execution = co_await get(std::move(runId));
    if (execution.status == "completed") {
        throw Error(ErrorKind::Conflict, "run.not_resumable", {{"run", execution.id}, {"status", execution.status}});
    }
    const auto plan = engine::compile(domain::graphFromJson(execution.workflow), nodesFor(execution));
    engine::Answers given;
    if (answers.is_object()) {
        for (const auto& [id, value] : answers.items())
            given.byId[id] = value;
    }
    execution.status = "running";
    execution.error = Json();
    execution.pausedMs = execution.completedMs = 0;
    const Drive go = [this, plan, id = execution.threadId, given](engine::RunOptions options) {
        return m_engine.resume(plan, id, given, std::move(options));
    };
    const auto job = [&](Connection& connection) { return EventsTable(connection).nextSeq(execution.id); };
    const std::int64_t firstSeq = co_await m_database->read(job);
    co_return co_await drive(std::move(execution), true, firstSeq, std::move(listener), go);
}

boost::asio::awaitable<RunOutcome> RunService::drive(domain::Execution execution, bool save, std::int64_t firstSeq,
                                                     EventListener listener, Drive go) {
    if (save && m_database) {
        const auto begin = [&](Connection& connection) {
            m_lease.hold(connection, execution.id);
            if (m_lease.isShared()) mustNotHaveEnded(connection, execution.id);
            ExecutionsTable(connection).put(execution);
            // What was asked of an earlier part of this run was not about this one.
            storage::RequestsTable(connection).remove(execution.id);
        };
        co_await m_database->write(begin);
    }
    if (m_alarms) m_alarms->set(execution.id, 0);
    std::shared_ptr<void> watched;
    if (save && m_requests) watched = m_requests->watch(co_await boost::asio::this_coro::executor, execution.id);
    engine::MemoryStore unsaved;
    RunRecorder recorder(save ? m_database : nullptr, execution, firstSeq, std::move(listener));
    engine::RunOptions options;
    options.runId = execution.id;
    options.sink = &recorder;
    if (!save) options.store = &unsaved;
    // A step costs its model calls seconds and the store microseconds: what a node has done is stored before the next
    // one begins, so that no kill makes it be done, and paid for, again.
    options.durability = engine::Durability::Sync;
    options.holdMs = save ? m_holdMs : engine::kHoldForEver;
    engine::RunResult result;
    std::exception_ptr failure;
    try {
        result = co_await go(options);
    } catch (...) {
        failure = std::current_exception();
        result.status = engine::RunStatus::Failed;
        result.error = currentError();
    }
    recorder.flush();
    execution.completedNodes = recorder.completedNodes();
    execution.failedNodes = recorder.failedNodes();
    execution.currentNode = recorder.currentNode();
    note(execution, result, m_clock.nowMs());
    try {
        co_await storeEnd(execution, save);
    } catch (const Error&) {
        // A full disk fails the run first, which says it better; the next start puts the row right.
        if (!failure && result.status != engine::RunStatus::Failed) throw;
    }
    if (m_alarms && save && result.status == engine::RunStatus::Paused) m_alarms->set(execution.id, result.wakeMs);
    if (failure) std::rethrow_exception(failure);
    co_return outcomeOf(execution, result);
}

bool RunService::cancel(const std::string& runId) { return m_engine.cancel(runId, "asked to stop"); }

boost::asio::awaitable<domain::Execution> RunService::giveUp(std::string runId) {
    domain::Execution execution = co_await get(std::move(runId));
    const bool wasInterrupted = execution.status == "failed" && execution.error.is_object() &&
                                execution.error.value("code", "") == "run.interrupted";
    if (execution.status == "running") throw Error(ErrorKind::Conflict, "run.active", {{"run", execution.id}});
    if (execution.status != "paused" && !wasInterrupted) {
        throw Error(ErrorKind::Conflict, "run.not_active", {{"run", execution.id}, {"status", execution.status}});
    }
    execution.status = "cancelled";
    execution.error = Json();
    execution.pausedMs = 0;
    execution.completedMs = m_clock.nowMs();
    co_await store(execution, true);
    co_return execution;
}

boost::asio::awaitable<void> RunService::askToCancel(std::string runId) {
    const auto job = [&](Connection& connection) {
        storage::RequestsTable(connection).askToCancel(runId, m_clock.nowMs());
    };
    co_await m_database->write(job);
}

boost::asio::awaitable<std::vector<domain::Execution>> RunService::list(std::string status, std::string agentId,
                                                                        int limit) {
    if (!m_database) co_return std::vector<domain::Execution>();
    const auto job = [&](Connection& connection) { return ExecutionsTable(connection).list(status, agentId, limit); };
    co_return co_await m_database->read(job);
}

boost::asio::awaitable<domain::Execution> RunService::get(std::string id) {
    std::vector<domain::Execution> found;
    if (m_database) {
        const auto job = [&](Connection& connection) { return ExecutionsTable(connection).findByPrefix(id); };
        found = co_await m_database->read(job);
    }
    if (found.empty()) throw Error(ErrorKind::NotFound, "run.not_found", {{"run", id}});
    if (found.size() > 1 && found.front().id != id) {
        throw Error(ErrorKind::InvalidArgument, "run.ambiguous", {{"run", id}});
    }
    co_return found.front();
}

boost::asio::awaitable<std::vector<domain::RunEvent>> RunService::events(std::string runId) {
    const auto job = [&](Connection& connection) { return EventsTable(connection).list(runId); };
    if (!m_database) co_return std::vector<domain::RunEvent>();
    co_return co_await m_database->read(job);
}

boost::asio::awaitable<std::vector<OpenQuestion>> RunService::questions(std::string runId) {
    std::vector<OpenQuestion> open;
    const domain::Execution execution = co_await get(runId);
    if (execution.status != "paused") co_return open;
    // A change from outside since the pause has dropped the questions.
    const auto thread = m_engine.store().load(execution.threadId);
    const bool isChanged = thread && (thread->chain.back().source == "update" || thread->chain.back().source == "fork");
    if (isChanged && thread->tasks.empty()) co_return open;
    const auto told = co_await events(execution.id);
    for (auto it = told.rbegin(); it != told.rend(); ++it) {
        if (it->type != domain::RunEventType::Interrupted) continue;
        const Json list = it->data.value("questions", Json::array());
        for (const auto& item : list) {
            open.push_back({item.value("id", ""), item.value("node", ""), item.value("question", Json())});
        }
        break;
    }
    co_return open;
}

/// When a run that stands still goes on by itself; 0: never, or not before something else is done.
std::int64_t RunService::wakeMs(const std::string& threadId) const {
    std::int64_t first = 0;
    const auto tasks = engine::Threads(m_engine, m_clock).tasks(threadId);
    for (const engine::ThreadTask& task : tasks) {
        if (task.isDone) continue;
        if (task.wakeMs == 0 && task.questions.empty()) return 0;
        if (task.wakeMs > 0 && (first == 0 || task.wakeMs < first)) first = task.wakeMs;
    }
    return first;
}

boost::asio::awaitable<std::vector<std::pair<std::string, std::int64_t>>> RunService::waiting() {
    std::vector<std::pair<std::string, std::int64_t>> all;
    if (!m_database) co_return all;
    const auto job = [](Connection& connection) { return ExecutionsTable(connection).pausedThreads(); };
    const auto paused = co_await m_database->read(job);
    for (const auto& [run, thread] : paused) {
        if (const std::int64_t wake = wakeMs(thread); wake > 0) all.emplace_back(run, wake);
    }
    co_return all;
}

boost::asio::awaitable<int> RunService::adoptOrphans() {
    if (!m_database) co_return 0;
    const auto job = [&](Connection& connection) {
        const Error error(ErrorKind::Internal, "run.interrupted");
        m_lease.renew(connection);
        storage::MessagesTable(connection).failUnsent();
        storage::RequestsTable(connection).removeUnheld();
        return ExecutionsTable(connection).failRunning(error.toJson(), m_clock.nowMs());
    };
    const std::vector<std::string> orphans = co_await m_database->write(job);
    for (const std::string& id : orphans) {
        domain::Execution execution = co_await get(id);
        if (wakeMs(execution.threadId) == 0) continue;
        execution.status = "paused";
        execution.error = Json();
        execution.pausedMs = execution.completedMs;
        execution.completedMs = 0;
        co_await store(execution, true);
    }
    co_return static_cast<int>(orphans.size());
}

}  // namespace heddle::services
