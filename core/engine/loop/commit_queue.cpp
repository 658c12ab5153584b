#include "core/engine/loop/commit_queue.h"

namespace heddle::engine {

CommitQueue::CommitQueue(boost::asio::any_io_executor strand, CheckpointStore& store, std::string thread,
                         std::int64_t epoch)
    : m_shared(std::make_shared<Shared>(std::move(strand))),
      m_store(store),
      m_thread(std::move(thread)),
      m_epoch(epoch) {}

void CommitQueue::submit(Commit commit) {
    commit.thread = m_thread;
    commit.epoch = m_epoch++;
    m_shared->inFlight.fetch_add(1, std::memory_order_acq_rel);
    m_store.commit(std::move(commit), [shared = m_shared](std::exception_ptr failure) {
        if (failure) {
            const std::lock_guard lock(shared->mutex);
            if (!shared->failure) shared->failure = failure;
            shared->hasFailed.store(true, std::memory_order_release);
        }
        const std::size_t left = shared->inFlight.fetch_sub(1) - 1;
        if (left < shared->wanted.load()) shared->changed.ring();
    });
}

boost::asio::awaitable<void> CommitQueue::settle(std::size_t count) {
    m_shared->wanted.store(count + 1);
    while (m_shared->inFlight.load() > count)
        co_await m_shared->changed.wait();
    m_shared->wanted.store(0);
    if (!hasFailed()) co_return;
    const std::lock_guard lock(m_shared->mutex);
    std::rethrow_exception(m_shared->failure);
}

}  // namespace heddle::engine
