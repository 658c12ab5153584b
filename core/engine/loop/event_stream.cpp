#include "core/engine/loop/event_stream.h"

#include "core/base/log.h"

#include <boost/asio/post.hpp>

namespace heddle::engine {
namespace {

using domain::RunEvent;
using domain::RunEventType;

/// From here on tokens are joined.
constexpr std::size_t kLagging = 256;
/// From here on progress is left out and node events lose their payload.
constexpr std::size_t kFarBehind = 4096;
/// A joined token grows no longer than this; the whole text is in the node's update anyway.
constexpr std::size_t kLongestToken = 1u << 20;

void makeThin(RunEvent& event) {
    switch (event.type) {
        case RunEventType::NodeStarted:
        case RunEventType::NodeFinished:
            event.data.erase("update");
            event.data.erase("input");
            event.data["thin"] = true;
            return;
        default:
            return;
    }
}

}  // namespace

EventStream::EventStream(boost::asio::any_io_executor pool, boost::asio::any_io_executor strand, EventSink* sink,
                         std::string runId, std::string threadId, const Clock& clock)
    : m_pool(std::move(pool)),
      m_sink(sink),
      m_runId(std::move(runId)),
      m_threadId(std::move(threadId)),
      m_clock(clock),
      m_drained(std::move(strand)) {
    for (unsigned type = 0; sink && type <= static_cast<unsigned>(RunEventType::RunCancelled); ++type) {
        if (sink->wants(static_cast<RunEventType>(type))) m_wanted |= 1u << type;
    }
}

void EventStream::emit(RunEvent event) {
    event.timeMs = m_clock.nowMs();
    const std::lock_guard lock(m_mutex);
    if (m_waiting.size() >= kFarBehind) {
        if (event.type == RunEventType::NodeProgress) return;
        makeThin(event);
    }
    push(std::move(event));
}

void EventStream::token(int step, const std::string& node, const std::string& scope, std::string_view text,
                        std::string_view channel) {
    if (!wants(RunEventType::Token) || text.empty()) return;
    RunEvent event;
    event.type = RunEventType::Token;
    event.step = step;
    event.node = node;
    event.text = text;
    event.timeMs = m_clock.nowMs();
    if (!channel.empty()) event.data["channel"] = channel;
    if (!scope.empty()) event.data["scope"] = scope;
    const std::lock_guard lock(m_mutex);
    if (m_waiting.size() >= kLagging && joinToken(event)) return;
    push(std::move(event));
}

/// `data` of a token says its channel and the call that it comes from.
bool EventStream::joinToken(const RunEvent& token) {
    for (auto event = m_waiting.rbegin(); event != m_waiting.rend(); ++event) {
        if (event->node != token.node) continue;
        if (event->data.value("scope", "") != token.data.value("scope", "")) continue;
        if (event->type != RunEventType::Token || event->step != token.step || event->data != token.data) return false;
        const std::size_t room = kLongestToken - std::min(kLongestToken, event->text.size());
        event->text += token.text.substr(0, room);
        return true;
    }
    return false;
}

void EventStream::push(RunEvent event) {
    if (m_isClosed) return;
    m_waiting.push_back(std::move(event));
    m_backlog.store(m_waiting.size(), std::memory_order_relaxed);
    if (std::exchange(m_isPumping, true)) return;
    boost::asio::post(m_pool, [self = shared_from_this()] { self->pump(); });
}

void EventStream::pump() {
    std::vector<RunEvent> batch;
    for (;;) {
        batch.clear();
        {
            const std::lock_guard lock(m_mutex);
            batch.swap(m_waiting);
            m_backlog.store(0, std::memory_order_relaxed);
            if (batch.empty()) {
                m_isPumping = false;
                if (m_isClosing) m_drained.ring();
                return;
            }
        }
        for (RunEvent& event : batch) {
            event.runId = m_runId;
            event.threadId = m_threadId;
            event.seq = m_seq++;
            try {
                m_sink->onEvent(event);
            } catch (...) {
                roomLogger("engine")->error("an event sink failed: {}", currentError().what());
            }
        }
    }
}

boost::asio::awaitable<void> EventStream::close() {
    bool isPumping = false;
    {
        const std::lock_guard lock(m_mutex);
        m_isClosing = true;
        m_isClosed = true;
        isPumping = m_isPumping;
    }
    if (isPumping) co_await m_drained.wait();
}

}  // namespace heddle::engine
