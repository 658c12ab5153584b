#pragma once
#include <boost/asio/awaitable.hpp>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <utility>

namespace heddle {
class Clock;
}

namespace heddle::engine {

class TurnGate;

/// Leave to work, given back when it goes. Empty: nothing to give back.
class Permit {
public:
    Permit() = default;
    explicit Permit(std::function<void()> giveBack) : m_giveBack(std::move(giveBack)) {}
    Permit(Permit&& other) noexcept : m_giveBack(std::exchange(other.m_giveBack, nullptr)) {}
    Permit& operator=(Permit&& other) noexcept {
        if (this == &other) return *this;
        release();
        m_giveBack = std::exchange(other.m_giveBack, nullptr);
        return *this;
    }
    ~Permit() { release(); }
    void release() {
        if (m_giveBack) std::exchange(m_giveBack, nullptr)();
    }

private:
    std::function<void()> m_giveBack;
};

/// Says when a node may work, over all runs, as a port. Safe from any thread.
class Limiter {
public:
    /// What wants to work.
    struct Request {
        std::string nodeType;
        std::string service;  ///< service configuration that the node uses (a model reference), or empty
        std::string run;
    };

    virtual ~Limiter() = default;
    /// Whether such a node may have to wait at all; asked for every attempt.
    virtual bool limits(const std::string& nodeType, const std::string& service) const = 0;
    /// Waits for its turn, on the executor of the awaiting coroutine. Cancelled by its slot (terminal).
    virtual boost::asio::awaitable<Permit> admit(Request request) = 0;
};

/// At most so many at once, and at most so many beginnings in an interval. 0: no limit.
struct Rate {
    int atOnce = 0;
    int perInterval = 0;
    int intervalMs = 1000;

    bool operator==(const Rate&) const = default;
};

/// A limiter with a gate for each node type and service that has a limit. A gate is fair: runs that wait take turns,
/// whichever of them has more to do. Waiting at a service's gate keeps the place at the node type's.
class FairLimiter final : public Limiter {
public:
    explicit FairLimiter(const Clock& clock) : m_clock(clock) {}

    /// Before anything runs.
    void limitNodeType(const std::string& type, Rate rate);
    void limitService(const std::string& service, Rate rate);

    bool limits(const std::string& nodeType, const std::string& service) const override;
    boost::asio::awaitable<Permit> admit(Request request) override;

private:
    const Clock& m_clock;
    std::map<std::string, std::shared_ptr<TurnGate>> m_types;
    std::map<std::string, std::shared_ptr<TurnGate>> m_services;
};

}  // namespace heddle::engine
