#pragma once
#include "core/engine/checkpoint_store.h"
#include "core/engine/loop/notice.h"

#include <atomic>
#include <memory>
#include <mutex>

namespace heddle::engine {

/// The commits of one run: handed to the store in order, while the run goes on. Used by the run's strand; the store
/// answers on its own thread.
class CommitQueue {
public:
    CommitQueue(boost::asio::any_io_executor strand, CheckpointStore& store, std::string thread, std::int64_t epoch);

    /// Returns at once. `thread` and `epoch` of the commit are filled in here.
    void submit(Commit commit);
    /// How many commits have no answer yet.
    std::size_t inFlight() const { return m_shared->inFlight.load(std::memory_order_acquire); }
    bool hasFailed() const { return m_shared->hasFailed.load(std::memory_order_acquire); }
    /// Waits until at most `count` are in flight. Throws the first Error that a commit met.
    boost::asio::awaitable<void> settle(std::size_t count);

private:
    struct Shared {
        explicit Shared(boost::asio::any_io_executor strand) : changed(std::move(strand)) {}
        std::atomic<std::size_t> inFlight{0};
        std::atomic<std::size_t> wanted{0};  ///< the waiting settle()'s count + 1; 0: nobody waits
        std::atomic<bool> hasFailed{false};
        std::mutex mutex;
        std::exception_ptr failure;
        Notice changed;
    };

    std::shared_ptr<Shared> m_shared;  ///< outlives the run when the store answers late
    CheckpointStore& m_store;
    std::string m_thread;
    std::int64_t m_epoch;
};

}  // namespace heddle::engine
