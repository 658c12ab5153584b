#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/engine/engine.h"
#include "core/engine/loop/thread_state.h"
#include "core/engine/memory_store.h"
#include "core/engine/threads.h"
#include "tests/fuzz/target.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>

namespace heddle::fuzz {
namespace {

using namespace heddle::engine;

constexpr const char* kThread = "t";
constexpr std::string_view kTaskMark = "task ";

/// Nodes of every type: each adds to the fields.
class AddingNodes final : public NodeFactory {
public:
    std::unique_ptr<NodeRunner> make(const domain::Node&) const override { return std::make_unique<Runner>(); }

private:
    class Runner final : public NodeRunner {
        boost::asio::awaitable<NodeResult> run(NodeContext& context) const override {
            NodeResult result;
            result.updates.emplace_back("n", 1);
            result.updates.emplace_back("log", Json::array({context.item() ? *context.item() : Json("plain")}));
            result.updates.emplace_back("messages", Json{{"role", "user"}, {"content", context.taskId()}});
            result.updates.emplace_back("tree", Json{{"seen", {{context.taskId(), true}}}});
            co_return result;
        }
    };
};

/// A graph with a field of each reducer and an edge of each kind.
std::shared_ptr<const Plan> plan() {
    static const auto made = compile(domain::graphFromJson(Json::parse(R"({
          "schema_version": 1, "entry": ["a"], "limits": {"max_steps": 6},
          "state": {"n": {"reducer": "add"}, "log": {"reducer": "append"}, "messages": {"reducer": "messages"},
                    "tree": {"reducer": "merge"}, "low": {"reducer": "min"}, "high": {"reducer": "max"},
                    "any": {"reducer": "any"}, "brief": {"reducer": "ephemeral"}, "own": {"reducer": "untracked"},
                    "items": {}},
          "nodes": {"a": {"type": "x"}, "b": {"type": "x", "on_error": "edge"}, "c": {"type": "x"},
                    "each": {"type": "x"}, "late": {"type": "x", "deferred": true}, "mend": {"type": "x"}},
          "edges": {"1": {"from": "a", "to": "b"},
                    "2": {"kind": "fan_out", "from": "a", "items": "['x', 'y']", "to": "each"},
                    "3": {"kind": "barrier", "from": ["b", "each"], "to": "c"},
                    "4": {"kind": "conditional", "from": "c", "condition": "state.n > 20",
                          "mapping": {"true": "$end"}, "otherwise": "a"},
                    "5": {"kind": "error", "from": "b", "to": "mend"}, "6": {"from": "b", "to": "late"}}})")),
                                     AddingNodes());
    return made;
}

/// The lines are the bodies of a thread's records from a snapshot on; those that begin with "task " are of tasks.
StoredThread threadOf(std::string_view bytes) {
    StoredThread thread;
    while (!bytes.empty()) {
        const auto end = bytes.find('\n');
        std::string line(bytes.substr(0, end));
        bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
        if (line.starts_with(kTaskMark)) {
            const std::string name = thread.tasks.empty() ? "b" : "each";
            const std::string head = thread.chain.empty() ? "" : thread.chain.back().id;
            thread.tasks.push_back({taskId(head, name, std::nullopt), name, line.substr(kTaskMark.size())});
            continue;
        }
        const std::string number = std::to_string(thread.chain.size());
        CheckpointRecord record{.id = "c" + number, .source = "loop", .metadata = "{}", .body = std::move(line)};
        record.step = static_cast<int>(thread.chain.size());
        record.snapshot = thread.chain.empty();
        if (!record.snapshot) record.parent = thread.chain.back().id;
        thread.chain.push_back(std::move(record));
    }
    thread.epoch = static_cast<std::int64_t>(thread.chain.size());
    return thread;
}

void fill(MemoryStore& store, const StoredThread& thread) {
    Commit commit{.thread = kThread};
    for (const CheckpointRecord& record : thread.chain) {
        commit.checkpoint = record;
        commit.tasks = &record == &thread.chain.back() ? thread.tasks : std::vector<TaskRecord>();
        commit.tasksOf = record.id;
        store.commit(commit, [](std::exception_ptr failure) { require(!failure, "a commit failed"); });
        ++commit.epoch;
    }
}

/// The state as one snapshot.
StoredThread snapshotOf(const ThreadState& state) {
    const Json values = state.channels.stored();
    CheckpointRecord record{.id = state.checkpoint, .source = "loop", .snapshot = true, .metadata = "{}"};
    record.body = encodeBody(*state.plan, TaskList(*state.plan), state.frontier, &values);
    StoredThread thread{.epoch = 1, .chain = {record}};
    for (const auto& [id, task] : state.tasks)
        thread.tasks.push_back({id, "b", encodeTask(task)});
    return thread;
}

void requireRoundTrip(const ThreadState& state) {
    const StoredThread once = snapshotOf(state);
    const StoredThread twice = snapshotOf(restoreThread(plan(), kThread, once));
    require(once.chain.front().body == twice.chain.front().body, "a snapshot is not what it was");
    for (std::size_t i = 0; i < once.tasks.size(); ++i)
        require(once.tasks[i].body == twice.tasks[i].body, "a task is not what it was");
}

/// Goes on with the thread, as far as it goes.
void resume(MemoryStore& store) {
    const SystemClock clock;
    boost::asio::io_context loop;
    Engine engine(loop.get_executor(), store, clock);
    RunOptions options;
    options.holdMs = 0;
    boost::asio::co_spawn(loop, engine.resume(plan(), kThread, {}, options), [](std::exception_ptr failure, RunResult) {
        try {
            if (failure) std::rethrow_exception(failure);
        } catch (const Error&) {
            // The thread is not one to go on with.
        }
    });
    loop.run();
    const Threads threads(engine, clock);
    try {
        threads.state(plan(), kThread);
        threads.history(plan(), kThread);
    } catch (const Error&) {
        // Nor one to look at.
    }
}

void runCheckpoint(std::string_view bytes) {
    const StoredThread thread = threadOf(bytes);
    if (thread.chain.empty()) return;
    for (const auto& record : thread.chain)
        bodyProblem(record);
    try {
        requireRoundTrip(restoreThread(plan(), kThread, thread));
    } catch (const Error&) {
        // Not a thread of this plan.
    }
    MemoryStore store;
    fill(store, thread);
    resume(store);
}

}  // namespace

const Target kCheckpoint{"checkpoint", runCheckpoint, nullptr, 10'000};

}  // namespace heddle::fuzz
