#include "app/bridge/calls.h"

namespace heddle::app {

Calls::~Calls() {
    std::unique_lock lock(m_mutex);
    if (m_runtime) m_idle.wait(lock, [this] { return m_waiting == 0; });
    lock.unlock();
    m_runtime.reset();
}

void Calls::open(std::unique_ptr<runtime::Runtime> runtime) {
    m_runtime = std::move(runtime);
    const auto early = std::exchange(m_early, {});
    for (const auto& call : early)
        call.go();
}

void Calls::refuse(const Error& error) {
    m_refused = error;
    const auto early = std::exchange(m_early, {});
    for (const auto& call : early)
        call.refused(error);
}

void Calls::whenOpen(std::function<void()> go, std::function<void(const Error&)> refused) {
    if (m_runtime) return go();
    if (m_refused) return refused(*m_refused);
    m_early.push_back({std::move(go), std::move(refused)});
}

int Calls::waiting() const {
    const std::scoped_lock lock(m_mutex);
    return m_waiting;
}

void Calls::startInOrder(const std::string& order, Work<void> work, Reply<void> reply) {
    auto kept = std::make_shared<Reply<void>>(std::move(reply));
    const auto go = [this, order, work = std::move(work), kept] {
        bool first = false;
        int count = 0;
        {
            const std::scoped_lock lock(m_mutex);
            auto& queue = m_ordered[order];
            queue.push_back({work, kept});
            first = queue.size() == 1;
            count = ++m_waiting;
        }
        emit waitingChanged(count);
        if (first) next(order);
    };
    whenOpen(go, [this, kept](const Error& error) { fail(*kept, error); });
}

void Calls::next(const std::string& order) {
    Ordered call;
    {
        const std::scoped_lock lock(m_mutex);
        call = m_ordered[order].front();
    }
    spawn<void>(call.work, call.reply, [this, order] { finished(order); });
}

void Calls::finished(const std::string& order) {
    bool more = false;
    int count = 0;
    {
        const std::scoped_lock lock(m_mutex);
        auto& queue = m_ordered[order];
        queue.pop_front();
        more = !queue.empty();
        if (!more) m_ordered.erase(order);
        count = --m_waiting;
    }
    emit waitingChanged(count);
    if (more) next(order);
    const std::scoped_lock lock(m_mutex);
    if (m_waiting == 0) m_idle.notify_all();
}

}  // namespace heddle::app
