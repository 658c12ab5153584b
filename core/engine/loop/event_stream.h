#pragma once
#include "core/base/clock.h"
#include "core/engine/loop/notice.h"
#include "core/engine/run.h"

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

namespace heddle::engine {

/// The events of one run on their way to its sink: emitted from any thread, delivered in order on the pool, numbered
/// as they leave. Holds what the sink is too slow for, within bounds (see EventSink).
class EventStream : public std::enable_shared_from_this<EventStream> {
public:
    /// `strand` is the run's; `sink` may be null.
    EventStream(boost::asio::any_io_executor pool, boost::asio::any_io_executor strand, EventSink* sink,
                std::string runId, std::string threadId, const Clock& clock);

    /// Also after close(), when the sink may be gone.
    bool wants(domain::RunEventType type) const { return (m_wanted >> static_cast<unsigned>(type) & 1) != 0; }
    /// `event` needs its type, step, node and data; asks for no event that wants() refuses.
    void emit(domain::RunEvent event);
    /// `scope` is that of a sub-graph's call, or empty.
    void token(int step, const std::string& node, const std::string& scope, std::string_view text,
               std::string_view channel);
    /// How many events wait for the sink.
    std::size_t backlog() const { return m_backlog.load(std::memory_order_relaxed); }
    /// Waits until the sink has taken everything; then takes no more.
    boost::asio::awaitable<void> close();

private:
    void push(domain::RunEvent event);
    bool joinToken(const domain::RunEvent& token);
    void pump();

    boost::asio::any_io_executor m_pool;
    EventSink* m_sink;
    std::uint32_t m_wanted = 0;  ///< a bit for each type
    std::string m_runId;
    std::string m_threadId;
    const Clock& m_clock;
    Notice m_drained;
    std::atomic<std::size_t> m_backlog{0};
    std::int64_t m_seq = 0;  ///< pump only

    std::mutex m_mutex;
    std::vector<domain::RunEvent> m_waiting;
    bool m_isPumping = false;
    bool m_isClosing = false;
    bool m_isClosed = false;
};

}  // namespace heddle::engine
