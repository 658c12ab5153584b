#include "app/bridge/run_feed.h"

namespace heddle::app {
namespace {
constexpr int kFrameMs = 16;
}

RunFeed::RunFeed(QObject* parent) : QObject(parent) {
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &RunFeed::flush);
    m_sinceFlush.start();
}

void RunFeed::push(const domain::RunEvent& event) {
    bool first = false;
    {
        const std::scoped_lock lock(m_mutex);
        first = m_waiting.empty();
        m_waiting.push_back(event);
    }
    if (first) QMetaObject::invokeMethod(this, &RunFeed::schedule, Qt::QueuedConnection);
}

void RunFeed::schedule() {
    const qint64 since = m_sinceFlush.elapsed();
    if (since >= kFrameMs) return flush();
    if (!m_timer.isActive()) m_timer.start(int(kFrameMs - since));
}

void RunFeed::flush() {
    std::vector<domain::RunEvent> batch;
    {
        const std::scoped_lock lock(m_mutex);
        batch.swap(m_waiting);
    }
    m_sinceFlush.restart();
    if (!batch.empty()) emit events(batch);
}

}  // namespace heddle::app
