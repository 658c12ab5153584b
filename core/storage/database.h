#pragma once
#include "core/storage/connection.h"
#include "core/storage/write_queue.h"

#include <boost/asio/awaitable.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <type_traits>

namespace heddle::storage {

class ReaderPool;
class WorkspaceLock;

/// A database with one writer and a pool of readers. `fn` takes a Connection& and works on it through the tables
/// (core/storage/tables); what it returns is the result, what it throws is thrown to the caller. It must not wait for
/// anything, least of all for this database. Safe from any thread. The destructor commits what was handed in.
///
///     const auto job = [&](Connection& c) { AgentsTable(c).put(agent); };
///     co_await database.write(job);
class Database {
public:
    /// `lock` is held as long as the database is open. `least`: what every awaited write survives. Without a writer
    /// every write fails as (Storage, "storage.opened_for_reading").
    Database(std::unique_ptr<Driver> driver, std::unique_ptr<Connection> writer, std::unique_ptr<WorkspaceLock> lock,
             Durability least = Durability::Process);
    ~Database();

    template <class F>
    using ResultOf = std::invoke_result_t<F&, Connection&>;

    /// Runs `fn` on the writer's thread in a transaction that it may share with others, and resumes on the caller's
    /// executor when it is committed. A job that has begun cannot be cancelled.
    template <class F>
    boost::asio::awaitable<ResultOf<F>> write(F fn, Durability durability = Durability::Process) {
        Outcome<ResultOf<F>> outcome;
        const Body body = [&fn, &outcome](Connection& connection) { outcome.keep(fn, connection); };
        co_await commit(body, durability);
        co_return outcome.take();
    }

    /// Runs `fn` on the calling thread, seeing one committed state of the database.
    template <class F>
    boost::asio::awaitable<ResultOf<F>> read(F fn) {
        co_return readNow(fn);
    }

    /// As write(), but `done` is called once, on the thread that writes, with null or the failure. It must return at
    /// once. `isAwaited`: the caller does nothing else until then, so that `fn` may as well run on its thread, and
    /// `done` be called, before this returns.
    void post(std::function<void(Connection&)> fn, std::function<void(std::exception_ptr)> done,
              Durability durability = Durability::Process, bool isAwaited = false);

    /// As write(), but by itself and outside of a transaction: for what a transaction cannot hold, such as compacting.
    template <class F>
    boost::asio::awaitable<ResultOf<F>> alone(F fn) {
        Outcome<ResultOf<F>> outcome;
        const Body body = [&fn, &outcome](Connection& connection) { outcome.keep(fn, connection); };
        co_await commit(body, Durability::Process, true);
        co_return outcome.take();
    }

    /// Blocking forms, for start-up, tools and tests.
    template <class F>
    ResultOf<F> writeNow(F&& fn, Durability durability = Durability::Process) {
        Outcome<ResultOf<F>> outcome;
        const Body body = [&fn, &outcome](Connection& connection) { outcome.keep(fn, connection); };
        commitNow(body, durability);
        return outcome.take();
    }
    template <class F>
    ResultOf<F> readNow(F&& fn) {
        Outcome<ResultOf<F>> outcome;
        const Body body = [&fn, &outcome](Connection& connection) { outcome.keep(fn, connection); };
        readBody(body);
        return outcome.take();
    }

    /// Writes a checked copy, as Connection::backup, by a connection of its own: also while others read and write.
    /// Blocks as long as that takes. Gives the copy's schema version.
    int copyTo(const std::filesystem::path& file);

    bool readOnly() const { return !m_writer; }
    /// Whether no other process can write to it as long as this has it open.
    bool isExclusive() const { return m_lock != nullptr; }
    WriteStats writeStats() const;

private:
    using Body = std::function<void(Connection&)>;

    /// What `fn` returned, carried from the thread that ran it.
    template <class Value>
    struct Outcome {
        std::optional<Value> value;
        template <class F>
        void keep(F& fn, Connection& connection) {
            value.emplace(fn(connection));
        }
        Value take() { return std::move(*value); }
    };

    boost::asio::awaitable<void> commit(const Body& body, Durability durability, bool isAlone = false);
    void commitNow(const Body& body, Durability durability);
    void readBody(const Body& body);

    const Durability m_least;
    std::unique_ptr<WorkspaceLock> m_lock;  // released last
    std::unique_ptr<Driver> m_driver;
    std::unique_ptr<WriteQueue> m_writer;  // closed after the readers, which cannot fold the log into the file
    std::unique_ptr<ReaderPool> m_readers;
};

template <>
struct Database::Outcome<void> {
    template <class F>
    void keep(F& fn, Connection& connection) {
        fn(connection);
    }
    void take() {}
};

}  // namespace heddle::storage
