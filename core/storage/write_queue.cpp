#include "core/storage/write_queue.h"

namespace heddle::storage {
namespace {

/// Bounds what one failing commit can take with it, and how long the first job waits for its company.
constexpr std::size_t kJobsPerTransaction = 256;

}  // namespace

WriteQueue::WriteQueue(std::unique_ptr<Connection> connection) : m_connection(std::move(connection)) {
    m_connection->foldOnDemand();
    m_thread = std::thread([this] { loop(); });
}

WriteQueue::~WriteQueue() {
    {
        const std::lock_guard lock(m_mutex);
        m_closing = true;
    }
    m_wake.notify_one();
    m_thread.join();
}

void WriteQueue::add(std::unique_ptr<WriteJob> job, bool isAwaited) {
    Batch batch;
    {
        const std::lock_guard lock(m_mutex);
        if (isAwaited && !m_isWriting && !hasWork()) {
            m_isWriting = true;
            batch.push_back(std::move(job));
        } else {
            m_waiting.push_back(std::move(job));
        }
    }
    if (batch.empty()) return m_wake.notify_one();
    commitBatch(batch);
    giveBack();
}

WriteStats WriteQueue::stats() const {
    const std::lock_guard lock(m_mutex);
    return m_stats;
}

void WriteQueue::loop() {
    Batch batch;
    while (takeBatch(batch)) {
        if (!batch.empty()) commitBatch(batch);
        batch.clear();
        if (m_connection->isLogLong()) m_connection->foldLog();
        giveBack();
    }
}

void WriteQueue::giveBack() {
    bool isMore = false;
    {
        const std::lock_guard lock(m_mutex);
        m_isWriting = false;
        m_isLogLong = m_connection->isLogLong();
        isMore = hasWork();
    }
    if (isMore) m_wake.notify_one();
}

bool WriteQueue::takeBatch(Batch& batch) {
    std::unique_lock lock(m_mutex);
    m_wake.wait(lock, [this] { return !m_isWriting && (m_closing || hasWork()); });
    if (!hasWork()) return false;
    m_isWriting = true;
    while (!m_waiting.empty() && batch.size() < kJobsPerTransaction) {
        if (m_waiting.front()->isAlone() && !batch.empty()) break;
        batch.push_back(std::move(m_waiting.front()));
        m_waiting.pop_front();
        if (batch.back()->isAlone()) break;
    }
    return true;
}

void WriteQueue::runAlone(WriteJob& job) {
    std::exception_ptr failure;
    try {
        job.run(*m_connection);
    } catch (...) {
        failure = std::current_exception();
        m_connection->rollback();
    }
    job.finish(failure);
}

void WriteQueue::commitBatch(Batch& batch) {
    if (batch.front()->isAlone()) return runAlone(*batch.front());
    const bool power =
        std::any_of(batch.begin(), batch.end(), [](const auto& job) { return job->durability() == Durability::Power; });
    std::vector<std::exception_ptr> failures(batch.size());
    try {
        m_connection->beginWrite(power ? Durability::Power : Durability::Process);
        runJobs(batch, failures);
        m_connection->commit();
    } catch (...) {
        m_connection->rollback();
        for (auto& failure : failures) {
            if (!failure) failure = std::current_exception();
        }
    }
    {
        const std::lock_guard lock(m_mutex);
        m_stats.jobs += static_cast<std::int64_t>(batch.size());
        ++m_stats.transactions;
    }
    for (std::size_t i = 0; i < batch.size(); ++i) {
        batch[i]->finish(failures[i]);
    }
}

void WriteQueue::runJobs(Batch& batch, std::vector<std::exception_ptr>& failures) {
    if (batch.size() == 1) {  // alone, the transaction is its savepoint
        batch.front()->run(*m_connection);
        return;
    }
    for (std::size_t i = 0; i < batch.size(); ++i) {
        m_connection->savepoint();
        try {
            batch[i]->run(*m_connection);
            m_connection->releaseSavepoint();
        } catch (...) {
            failures[i] = std::current_exception();
            if (!m_connection->inTransaction()) throw;
            m_connection->rollbackToSavepoint();
        }
    }
}

}  // namespace heddle::storage
