#pragma once
#include "core/domain/run_event.h"

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>

#include <mutex>
#include <vector>

namespace heddle::app {

/// Brings run events from any thread to the GUI thread, in order, at most one batch per frame (16 ms).
class RunFeed : public QObject {
    Q_OBJECT

public:
    explicit RunFeed(QObject* parent = nullptr);

    /// From any thread.
    void push(const domain::RunEvent& event);
    /// GUI thread: hands out what is there now.
    void flush();

signals:
    void events(const std::vector<heddle::domain::RunEvent>& batch);

private:
    void schedule();

    std::mutex m_mutex;
    std::vector<domain::RunEvent> m_waiting;
    QTimer m_timer;
    QElapsedTimer m_sinceFlush;
};

}  // namespace heddle::app
