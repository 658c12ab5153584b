#pragma once
#include "app/bridge/reply.h"
#include "core/runtime/runtime.h"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/co_spawn.hpp>

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace heddle::app {

/// Starts work on core's pool and brings the answers to the GUI thread. Only the sources of app/bridge include this.
/// What is asked before the workspace is open waits for it.
class Calls : public QObject {
    Q_OBJECT

public:
    template <class T>
    using Work = std::function<boost::asio::awaitable<T>(runtime::Runtime&)>;

    explicit Calls(QObject* parent) : QObject(parent) {}
    ~Calls() override;

    runtime::Runtime* runtime() { return m_runtime.get(); }
    void open(std::unique_ptr<runtime::Runtime> runtime);
    /// Everything that waits, and everything asked from now on, fails with `error`.
    void refuse(const Error& error);

    template <class T>
    void start(Work<T> work, Reply<T> reply) {
        auto kept = std::make_shared<Reply<T>>(std::move(reply));
        whenOpen([this, work = std::move(work), kept] { spawn<T>(work, kept, {}); },
                 [this, kept](const Error& error) { fail(*kept, error); });
    }

    /// As start(), but calls with the same `order` run one after the other, in the order they were asked for, and are
    /// finished before the program ends.
    void startInOrder(const std::string& order, Work<void> work, Reply<void> reply);
    int waiting() const;

signals:
    void failed(const heddle::Error& error);
    /// The number of ordered calls that are not finished; from any thread.
    void waitingChanged(int count);

private:
    struct Ordered {
        Work<void> work;
        std::shared_ptr<Reply<void>> reply;
    };

    void whenOpen(std::function<void()> go, std::function<void(const Error&)> refused);
    void next(const std::string& order);
    void finished(const std::string& order);

    template <class T>
    void fail(const Reply<T>& reply, const Error& error) {
        if (!reply.context) return;
        if (reply.failed) {
            reply.failed(error);
        } else {
            emit failed(error);
        }
    }

    template <class T>
    void spawn(const Work<T>& work, const std::shared_ptr<Reply<T>>& reply, std::function<void()> after) {
        try {
            if constexpr (std::is_void_v<T>) {
                boost::asio::co_spawn(m_runtime->executor(), work(*m_runtime),
                                      [this, reply, after](std::exception_ptr failure) {
                                          deliver(reply, failure, [reply] { reply->done(); });
                                          if (after) after();
                                      });
            } else {
                boost::asio::co_spawn(m_runtime->executor(), work(*m_runtime),
                                      [this, reply, after](std::exception_ptr failure, T value) {
                                          auto kept = std::make_shared<T>(std::move(value));
                                          deliver(reply, failure, [reply, kept] { reply->done(std::move(*kept)); });
                                          if (after) after();
                                      });
            }
        } catch (...) {
            deliver(reply, std::current_exception(), [] {});
            if (after) after();
        }
    }

    /// From any thread.
    template <class T>
    void deliver(const std::shared_ptr<Reply<T>>& reply, std::exception_ptr failure, std::function<void()> done) {
        std::optional<Error> error;
        if (failure) {
            try {
                std::rethrow_exception(failure);
            } catch (...) {
                error = currentError();
            }
        }
        QMetaObject::invokeMethod(
            this,
            [this, reply, error, done] {
                if (!reply->context) return;
                if (error) {
                    fail(*reply, *error);
                } else if (reply->done) {
                    done();
                }
            },
            Qt::QueuedConnection);
    }

    std::unique_ptr<runtime::Runtime> m_runtime;
    std::optional<Error> m_refused;
    struct Early {
        std::function<void()> go;
        std::function<void(const Error&)> refused;
    };
    std::vector<Early> m_early;
    mutable std::mutex m_mutex;
    std::condition_variable m_idle;
    std::map<std::string, std::deque<Ordered>> m_ordered;
    int m_waiting = 0;
};

}  // namespace heddle::app
