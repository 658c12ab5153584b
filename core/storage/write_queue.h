#pragma once
#include "core/storage/connection.h"

#include <condition_variable>
#include <deque>
#include <exception>
#include <memory>
#include <mutex>
#include <thread>

namespace heddle::storage {

/// One piece of work for the writer.
class WriteJob {
public:
    explicit WriteJob(Durability durability, bool isAlone = false) : m_durability(durability), m_isAlone(isAlone) {}
    virtual ~WriteJob() = default;
    Durability durability() const { return m_durability; }
    /// Whether it runs by itself and outside of a transaction, or makes its own.
    bool isAlone() const { return m_isAlone; }
    /// On the thread that writes, inside a transaction unless it is alone.
    virtual void run(Connection& connection) = 0;
    /// On the thread that writes, once: after the commit (null), or with what went wrong.
    virtual void finish(std::exception_ptr failure) noexcept = 0;

private:
    Durability m_durability;
    bool m_isAlone;
};

struct WriteStats {
    std::int64_t jobs = 0;
    std::int64_t transactions = 0;
};

/// The one writer: a thread that folds all jobs that wait into one transaction (group commit). A job that throws is
/// undone alone, by its savepoint; a failure of the disk fails every job of its transaction. Safe from any thread.
/// What is waited for anyway is committed by the thread that waits, when nothing else is being written: waking another
/// thread and being woken by it cost as much as a small commit. The log is folded by the writer's thread only.
class WriteQueue {
public:
    explicit WriteQueue(std::unique_ptr<Connection> connection);
    /// Runs what was added, then ends.
    ~WriteQueue();
    /// `isAwaited`: the caller does nothing else until the job is finished, which may be when this returns.
    void add(std::unique_ptr<WriteJob> job, bool isAwaited = false);
    WriteStats stats() const;

private:
    using Batch = std::vector<std::unique_ptr<WriteJob>>;
    void loop();
    /// Waits for jobs, or for a log to fold, and has the connection then; false at the end.
    bool takeBatch(Batch& batch);
    void giveBack();
    bool hasWork() const { return !m_waiting.empty() || m_isLogLong; }
    void commitBatch(Batch& batch);
    void runAlone(WriteJob& job);
    void runJobs(Batch& batch, std::vector<std::exception_ptr>& failures);

    std::unique_ptr<Connection> m_connection;  // of the thread that writes
    mutable std::mutex m_mutex;
    std::condition_variable m_wake;
    std::deque<std::unique_ptr<WriteJob>> m_waiting;  // by m_mutex
    WriteStats m_stats;                               // by m_mutex
    bool m_isWriting = false;                         // by m_mutex: a thread has the connection
    bool m_isLogLong = false;                         // by m_mutex
    bool m_closing = false;                           // by m_mutex
    std::thread m_thread;
};

}  // namespace heddle::storage
