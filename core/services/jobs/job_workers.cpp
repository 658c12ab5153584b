#include "core/services/jobs/job_workers.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/id.h"
#include "core/base/log.h"
#include "core/storage/database.h"
#include "core/storage/tables/jobs_table.h"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <condition_variable>
#include <mutex>

namespace heddle::services {

namespace asio = boost::asio;
using domain::Job;
using storage::Connection;
using storage::JobsTable;

namespace {

constexpr std::chrono::seconds kLook{1};
constexpr std::int64_t kKeepMs = 30ll * 86'400'000;

/// Whether the next attempt may go better.
bool mayPass(const Error& error) {
    switch (error.kind()) {
        case ErrorKind::Network:
        case ErrorKind::Timeout:
        case ErrorKind::Storage:
        case ErrorKind::Unavailable:
        case ErrorKind::RateLimited:
            return true;
        default:
            return false;
    }
}

}  // namespace

/// Of all workers. What changes is touched on the strand only, but for `ended`.
struct JobWorkers::State : std::enable_shared_from_this<State> {
    State(const asio::any_io_executor& executor, storage::Database& db, const Clock& wallClock,
          std::map<std::string, JobHandler> known, Options chosen)
        : strand(asio::make_strand(executor)),
          pool(executor),
          timer(strand),
          database(db),
          clock(wallClock),
          handlers(std::move(known)),
          options(chosen) {}

    asio::strand<asio::any_io_executor> strand;
    asio::any_io_executor pool;
    asio::steady_timer timer;
    storage::Database& database;
    const Clock& clock;
    const std::map<std::string, JobHandler> handlers;
    const Options options;
    const std::string worker = newId();
    std::map<std::string, std::shared_ptr<asio::cancellation_signal>> atWork;  ///< by job
    bool isStopping = false;
    std::mutex mutex;
    std::condition_variable changed;
    bool hasEnded = false;  // by mutex

    asio::awaitable<void> loop();
    asio::awaitable<bool> takeOne();
    asio::awaitable<void> work(Job job);
    void started(Job job);
    asio::awaitable<void> note(Job job, Json result, std::optional<Error> failure);
    asio::awaitable<void> keepLease(std::string id, std::shared_ptr<asio::steady_timer> until);
    void tell(const std::string& id, double progress, const std::string& message);
};

asio::awaitable<bool> JobWorkers::State::takeOne() {
    const std::int64_t now = clock.nowMs();
    const auto look = [&](Connection& connection) {
        return JobsTable(connection).take(worker, now, now + options.leaseMs);
    };
    const std::optional<Job> job = co_await database.write(look);
    if (job) started(*job);
    co_return job.has_value();
}

/// Looks for jobs once a second, and when it is woken; a worker that is free takes one.
asio::awaitable<void> JobWorkers::State::loop() {
    const auto prune = [this](Connection& connection) { JobsTable(connection).prune(clock.nowMs() - kKeepMs); };
    co_await database.write(prune);
    while (!isStopping) {
        bool isMore = true;
        try {
            while (isMore && !isStopping && static_cast<int>(atWork.size()) < options.workers)
                isMore = co_await takeOne();
        } catch (const Error& error) {
            roomLogger("services")->error("jobs cannot be looked for: {}", error.code());
        }
        if (isStopping) break;
        timer.expires_after(kLook);
        boost::system::error_code woken;
        co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    }
    while (!atWork.empty()) {
        timer.expires_after(std::chrono::milliseconds(10));
        boost::system::error_code woken;
        co_await timer.async_wait(asio::redirect_error(asio::use_awaitable, woken));
    }
}

void JobWorkers::State::started(Job job) {
    const auto signal = std::make_shared<asio::cancellation_signal>();
    const std::string id = job.id;
    atWork[id] = signal;
    const auto ended = [self = shared_from_this(), id](std::exception_ptr) {
        asio::post(self->strand, [self, id] {
            self->atWork.erase(id);
            self->timer.cancel();
        });
    };
    asio::co_spawn(strand, work(std::move(job)), asio::bind_cancellation_slot(signal->slot(), ended));
}

void JobWorkers::State::tell(const std::string& id, double progress, const std::string& message) {
    const std::int64_t until = clock.nowMs() + options.leaseMs;
    const auto body = [=, this](Connection& connection) {
        JobsTable(connection).tell(id, worker, until, progress, message);
    };
    database.post(body, nullptr);
}

/// Prolongs the lease until `until` is cancelled.
asio::awaitable<void> JobWorkers::State::keepLease(std::string id, std::shared_ptr<asio::steady_timer> until) {
    for (;;) {
        until->expires_after(std::chrono::milliseconds(options.leaseMs / 3));
        boost::system::error_code over;
        co_await until->async_wait(asio::redirect_error(asio::use_awaitable, over));
        if (over) co_return;
        const auto prolong = [&](Connection& connection) {
            auto job = JobsTable(connection).find(id);
            if (!job || job->leaseOwner != worker || job->state != "running") return;
            JobsTable(connection).tell(id, worker, clock.nowMs() + options.leaseMs, job->progress, job->message);
        };
        co_await database.write(prolong);
    }
}

asio::awaitable<void> JobWorkers::State::work(Job job) {
    Json result;
    std::optional<Error> failure;
    const auto lease = std::make_shared<asio::steady_timer>(strand);
    const auto log = [](std::exception_ptr) {};
    asio::co_spawn(strand, keepLease(job.id, lease), log);
    try {
        const auto handler = handlers.find(job.kind);
        if (handler == handlers.end())
            throw Error(ErrorKind::InvalidArgument, "job.unknown_kind", {{"kind", job.kind}});
        const auto telling = [this, id = job.id](double progress, const std::string& message) {
            tell(id, progress, message);
        };
        const JobContext context(job, telling);
        result = co_await handler->second(context);
    } catch (...) {
        failure = currentError();
    }
    lease->cancel();
    // What has been done is noted, also when it was cancelled meanwhile.
    co_await asio::this_coro::reset_cancellation_state(asio::disable_cancellation());
    co_await note(std::move(job), std::move(result), std::move(failure));
}

asio::awaitable<void> JobWorkers::State::note(Job job, Json result, std::optional<Error> failure) {
    const std::int64_t now = clock.nowMs();
    const auto write = [&](Connection& connection) {
        JobsTable jobs(connection);
        auto stored = jobs.find(job.id);
        // Somebody else has it when its lease was over before it was done.
        if (!stored || stored->leaseOwner != worker || stored->state != "running") return;
        stored->leaseOwner.clear();
        stored->leaseUntilMs = 0;
        stored->finishedMs = now;
        if (!failure) {
            stored->state = "done";
            stored->progress = 1;
            stored->result = result;
        } else if (stored->isCancelRequested) {
            stored->state = "cancelled";
        } else if (isStopping) {
            stored->state = "queued";
            --stored->attempts;
            stored->finishedMs = 0;
        } else {
            const bool isAgain = mayPass(*failure) && stored->attempts < stored->maxAttempts;
            stored->state = isAgain ? "queued" : "failed";
            stored->error = failure->toJson();
            if (isAgain) {
                stored->finishedMs = 0;
                stored->runAfterMs = now + (options.retryMs << (stored->attempts - 1));
            }
        }
        jobs.put(*stored);
    };
    co_await database.write(write);
}

JobWorkers::JobWorkers(asio::any_io_executor executor, storage::Database& database, const Clock& clock,
                       std::map<std::string, JobHandler> handlers, Options options)
    : m_state(std::make_shared<State>(executor, database, clock, std::move(handlers), options)) {
    const auto ended = [state = m_state](std::exception_ptr) {
        const std::lock_guard lock(state->mutex);
        state->hasEnded = true;
        state->changed.notify_all();
    };
    asio::co_spawn(m_state->strand, m_state->loop(), ended);
}

JobWorkers::~JobWorkers() { stop(); }

void JobWorkers::wake() {
    asio::post(m_state->strand, [state = m_state] { state->timer.cancel(); });
}

void JobWorkers::cancel(const std::string& jobId) {
    asio::post(m_state->strand, [state = m_state, jobId] {
        const auto it = state->atWork.find(jobId);
        if (it != state->atWork.end()) it->second->emit(asio::cancellation_type::terminal);
    });
}

void JobWorkers::stop() {
    asio::post(m_state->strand, [state = m_state] {
        state->isStopping = true;
        for (const auto& [id, signal] : state->atWork)
            signal->emit(asio::cancellation_type::terminal);
        state->timer.cancel();
    });
    std::unique_lock lock(m_state->mutex);
    m_state->changed.wait(lock, [this] { return m_state->hasEnded; });
}

}  // namespace heddle::services
