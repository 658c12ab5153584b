#include "core/engine/engine.h"

#include "core/base/clock.h"
#include "core/engine/cache_store.h"
#include "core/engine/loop/answers.h"
#include "core/engine/loop/drive.h"
#include "core/engine/loop/run.h"

namespace heddle::engine {

namespace asio = boost::asio;

Engine::Engine(asio::any_io_executor executor, CheckpointStore& store, const Clock& clock, EnginePorts ports)
    : m_executor(std::move(executor)), m_store(store), m_clock(clock), m_ports(ports) {}

Engine::~Engine() = default;

/// Keeps the thread for one run, from before it is loaded until the run has ended.
class Engine::Claim {
public:
    Claim(Engine& engine, std::string thread) : m_engine(engine), m_thread(std::move(thread)) {
        const std::lock_guard lock(m_engine.m_mutex);
        if (!m_engine.m_active.try_emplace(m_thread).second) {
            throw Error(ErrorKind::Conflict, "engine.thread_busy", {{"thread", m_thread}});
        }
    }
    ~Claim() {
        const std::lock_guard lock(m_engine.m_mutex);
        m_engine.m_active.erase(m_thread);
    }
    Claim(const Claim&) = delete;
    Claim& operator=(const Claim&) = delete;

    void hold(std::shared_ptr<Run> run) {
        const std::lock_guard lock(m_engine.m_mutex);
        m_engine.m_active[m_thread] = std::move(run);
    }

private:
    Engine& m_engine;
    std::string m_thread;
};

std::shared_ptr<Run> Engine::makeRun(ThreadState state, RunOptions options, CheckpointStore& store,
                                     bool isResumed) const {
    auto tree = std::make_shared<RunTree>(m_executor, store, m_ports);
    tree->isResumed = isResumed;
    auto shared = shareRun(std::move(tree), state, std::move(options), m_clock);
    return std::make_shared<Run>(std::move(shared), std::move(state));
}

std::shared_ptr<void> Engine::reserve(const std::string& threadId) { return std::make_shared<Claim>(*this, threadId); }

asio::awaitable<RunResult> Engine::start(std::shared_ptr<const Plan> plan, std::string threadId, Json input,
                                         RunOptions options) {
    Claim claim(*this, threadId);
    CheckpointStore& store = options.store ? *options.store : m_store;
    if (input.is_null()) input = Json::object();
    ThreadState state = restoreThread(plan, threadId, store.load(threadId));
    checkInput(state, input);
    const auto run = makeRun(std::move(state), std::move(options), store, false);
    run->setInput(std::move(input));
    claim.hold(run);
    co_await drive(run);
    co_return run->takeResult();
}

asio::awaitable<RunResult> Engine::resume(std::shared_ptr<const Plan> plan, std::string threadId, Answers answers,
                                          RunOptions options) {
    Claim claim(*this, threadId);
    CheckpointStore& store = options.store ? *options.store : m_store;
    const auto stored = store.load(threadId);
    if (!stored) throw Error(ErrorKind::NotFound, "engine.no_thread", {{"thread", threadId}});
    ThreadState state = restoreThread(plan, threadId, stored);
    if (!answers.update.is_null()) checkInput(state, answers.update);
    for (auto& [id, task] : state.tasks)
        task.settleDue(m_clock.nowMs());
    Json update = std::move(answers.update);
    const std::map<std::string, Json> byId = assignAnswers(state, std::move(answers));
    options.record = !options.replay && (options.record || isRecorded(stored->chain.back()));
    const auto run = makeRun(std::move(state), std::move(options), store, true);
    run->setAnswers(byId, std::move(update));
    claim.hold(run);
    co_await drive(run);
    co_return run->takeResult();
}

void Engine::cancelAll(const std::string& reason) {
    std::vector<std::string> threads;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto& [thread, run] : m_active)
            threads.push_back(thread);
    }
    for (const auto& thread : threads)
        cancel(thread, reason);
}

bool Engine::cancel(const std::string& threadId, std::string reason) {
    const std::shared_ptr<Run> run = find(threadId);
    if (run) run->cancel(std::move(reason));
    return run != nullptr;
}

bool Engine::drain(const std::string& threadId) {
    const std::shared_ptr<Run> run = find(threadId);
    if (run) run->drain();
    return run != nullptr;
}

namespace {

void clearAll(const Plan& plan, CacheStore& cache, std::string_view path) {
    const std::string_view first = path.substr(0, path.find('/'));
    const std::string_view rest = first.size() < path.size() ? path.substr(first.size() + 1) : std::string_view();
    for (const PlanNode& node : plan.nodes()) {
        if (!first.empty() && node.id != first) continue;
        if (!node.cacheSpace.empty() && rest.empty()) cache.clear(node.cacheSpace);
        if (node.child && (first.empty() || !rest.empty())) clearAll(*node.child, cache, rest);
    }
}

}  // namespace

void Engine::clearCache(const Plan& plan, const std::string& nodePath) {
    if (m_ports.cache) clearAll(plan, *m_ports.cache, nodePath);
}

std::shared_ptr<Run> Engine::find(const std::string& threadId) {
    const std::lock_guard lock(m_mutex);
    const auto found = m_active.find(threadId);
    return found == m_active.end() ? nullptr : found->second;
}

}  // namespace heddle::engine
