#include "core/storage/database.h"

#include "core/base/error.h"
#include "core/storage/reader_pool.h"
#include "core/storage/workspace_lock.h"

#include <boost/asio/associated_executor.hpp>
#include <boost/asio/async_result.hpp>
#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <future>

namespace heddle::storage {
namespace asio = boost::asio;
namespace {

/// A job whose coroutine waits: `body` lives in the coroutine's frame, which the handler keeps alive.
template <class Handler>
class AwaitedJob final : public WriteJob {
public:
    AwaitedJob(const std::function<void(Connection&)>& body, Durability durability, bool isAlone, Handler handler)
        : WriteJob(durability, isAlone),
          m_body(body),
          m_work(asio::make_work_guard(asio::get_associated_executor(handler))),
          m_handler(std::move(handler)) {}
    void run(Connection& connection) override { m_body(connection); }
    void finish(std::exception_ptr failure) noexcept override {
        asio::post(m_work.get_executor(),
                   [handler = std::move(m_handler), failure]() mutable { std::move(handler)(failure); });
    }

private:
    const std::function<void(Connection&)>& m_body;
    asio::executor_work_guard<asio::associated_executor_t<Handler>> m_work;
    Handler m_handler;
};

class CallbackJob final : public WriteJob {
public:
    CallbackJob(std::function<void(Connection&)> body, std::function<void(std::exception_ptr)> done,
                Durability durability)
        : WriteJob(durability), m_body(std::move(body)), m_done(std::move(done)) {}
    void run(Connection& connection) override { m_body(connection); }
    void finish(std::exception_ptr failure) noexcept override {
        if (m_done) m_done(failure);
    }

private:
    std::function<void(Connection&)> m_body;
    std::function<void(std::exception_ptr)> m_done;
};

Error openedForReading() { return Error(ErrorKind::Storage, "storage.opened_for_reading"); }

}  // namespace

Database::Database(std::unique_ptr<Driver> driver, std::unique_ptr<Connection> writer,
                   std::unique_ptr<WorkspaceLock> lock, Durability least)
    : m_least(least),
      m_lock(std::move(lock)),
      m_driver(std::move(driver)),
      m_readers(std::make_unique<ReaderPool>(*m_driver)) {
    if (writer) m_writer = std::make_unique<WriteQueue>(std::move(writer));
}

Database::~Database() = default;

WriteStats Database::writeStats() const { return m_writer ? m_writer->stats() : WriteStats(); }

void Database::post(std::function<void(Connection&)> fn, std::function<void(std::exception_ptr)> done,
                    Durability durability, bool isAwaited) {
    auto job = std::make_unique<CallbackJob>(std::move(fn), std::move(done), durability);
    if (m_writer) {
        m_writer->add(std::move(job), isAwaited);
    } else {
        job->finish(std::make_exception_ptr(openedForReading()));
    }
}

asio::awaitable<void> Database::commit(const Body& body, Durability durability, bool isAlone) {
    if (!m_writer) throw openedForReading();
    WriteQueue& queue = *m_writer;
    durability = std::max(durability, m_least);
    auto initiate = [&queue, &body, durability, isAlone](auto handler) {
        queue.add(std::make_unique<AwaitedJob<decltype(handler)>>(body, durability, isAlone, std::move(handler)));
    };
    return asio::async_initiate<const asio::use_awaitable_t<>, void(std::exception_ptr)>(std::move(initiate),
                                                                                         asio::use_awaitable);
}

void Database::commitNow(const Body& body, Durability durability) {
    std::promise<void> promise;
    const auto done = [&promise](std::exception_ptr failure) {
        if (failure) {
            promise.set_exception(failure);
        } else {
            promise.set_value();
        }
    };
    post(body, done, durability, true);
    promise.get_future().get();
}

int Database::copyTo(const std::filesystem::path& file) {
    const auto connection = m_driver->openReader();
    connection->backup(file);
    return connection->schemaVersion();
}

void Database::readBody(const Body& body) {
    auto lease = m_readers->lease();
    body(lease.connection());
}

}  // namespace heddle::storage
