#include "core/engine/engine.h"

#include "core/base/clock.h"
#include "core/engine/loop/run.h"

#include <boost/asio/associated_cancellation_slot.hpp>
#include <boost/asio/associated_executor.hpp>
#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace heddle::engine {

namespace asio = boost::asio;

namespace {

/// Refuses an input that the plan's fields cannot take.
void checkInput(const ThreadState& state, const Json& input) {
    if (!input.is_object()) {
        throw Error(ErrorKind::InvalidArgument, "engine.bad_input", {{"got", input.type_name()}});
    }
    std::vector<Write> writes;
    for (const auto& [name, value] : input.items()) {
        const std::size_t field = state.plan->fieldNames()->find(name);
        if (field == FieldNames::npos) {
            throw Error(ErrorKind::InvalidArgument, "engine.unknown_field", {{"field", name}});
        }
        writes.push_back(Write{field, 0, kNoNode, value});
    }
    state.channels.check(writes);
}

std::vector<std::string> openQuestions(const ThreadState& state) {
    std::vector<std::string> open;
    for (const auto& [id, task] : state.tasks) {
        if (task.isOpen()) open.push_back(questionId(id, task.asked.size() - 1));
    }
    return open;
}

/// The answers by the ids of open questions.
std::map<std::string, Json> assignAnswers(const ThreadState& state, Answers answers) {
    const std::vector<std::string> open = openQuestions(state);
    if (answers.only) {
        if (open.size() != 1) {
            throw Error(ErrorKind::InvalidArgument, "engine.which_question",
                        {{"count", open.size()}, {"questions", open}});
        }
        answers.byId[open.front()] = std::move(*answers.only);
    }
    for (const auto& [id, answer] : answers.byId) {
        if (std::find(open.begin(), open.end(), id) == open.end()) {
            throw Error(ErrorKind::InvalidArgument, "engine.unknown_question", {{"question", id}, {"questions", open}});
        }
    }
    return std::move(answers.byId);
}

}  // namespace

Engine::Engine(asio::any_io_executor executor, CheckpointStore& store, const Clock& clock)
    : m_executor(std::move(executor)), m_store(store), m_clock(clock) {}

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

std::shared_ptr<void> Engine::reserve(const std::string& threadId) {
    return std::make_shared<Claim>(*this, threadId);
}

asio::awaitable<RunResult> Engine::start(std::shared_ptr<const Plan> plan, std::string threadId, Json input,
                                         RunOptions options) {
    Claim claim(*this, threadId);
    CheckpointStore& store = options.store ? *options.store : m_store;
    if (input.is_null()) input = Json::object();
    ThreadState state = restoreThread(plan, threadId, store.load(threadId));
    checkInput(state, input);
    const auto run = std::make_shared<Run>(m_executor, std::move(state), std::move(options), store, m_clock);
    run->setInput(std::move(input));
    claim.hold(run);
    co_return co_await drive(run);
}

asio::awaitable<RunResult> Engine::resume(std::shared_ptr<const Plan> plan, std::string threadId, Answers answers,
                                          RunOptions options) {
    Claim claim(*this, threadId);
    CheckpointStore& store = options.store ? *options.store : m_store;
    const auto stored = store.load(threadId);
    if (!stored) throw Error(ErrorKind::NotFound, "engine.no_thread", {{"thread", threadId}});
    ThreadState state = restoreThread(plan, threadId, stored);
    if (!answers.update.is_null()) checkInput(state, answers.update);
    Json update = std::move(answers.update);
    const std::map<std::string, Json> byId = assignAnswers(state, std::move(answers));
    const auto run = std::make_shared<Run>(m_executor, std::move(state), std::move(options), store, m_clock);
    run->setAnswers(byId, std::move(update));
    claim.hold(run);
    co_return co_await drive(run);
}

asio::awaitable<RunResult> Engine::drive(std::shared_ptr<Run> run) {
    auto begin = [run](auto handler) {
        auto slot = asio::get_associated_cancellation_slot(handler);
        if (slot.is_connected()) {
            slot.assign([weak = std::weak_ptr<Run>(run)](asio::cancellation_type) {
                if (const auto running = weak.lock()) running->cancel({});
            });
        }
        auto work = [run]() -> asio::awaitable<void> { co_await run->execute(); };
        auto ended = [caller = std::move(handler)](std::exception_ptr) mutable {
            const auto executor = asio::get_associated_executor(caller);
            asio::post(executor, std::move(caller));
        };
        asio::co_spawn(run->strand(), std::move(work), asio::bind_cancellation_slot(run->slot(), std::move(ended)));
    };
    co_await asio::async_initiate<const asio::use_awaitable_t<>&, void()>(begin, asio::use_awaitable);
    co_return run->takeResult();
}

void Engine::cancelAll(const std::string& reason) {
    std::vector<std::string> threads;
    {
        const std::lock_guard lock(m_mutex);
        for (const auto& [thread, run] : m_active) threads.push_back(thread);
    }
    for (const auto& thread : threads) cancel(thread, reason);
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

std::shared_ptr<Run> Engine::find(const std::string& threadId) {
    const std::lock_guard lock(m_mutex);
    const auto found = m_active.find(threadId);
    return found == m_active.end() ? nullptr : found->second;
}

}  // namespace heddle::engine
