#include "core/engine/limiter.h"

#include "core/engine/loop/gate.h"

namespace heddle::engine {

void FairLimiter::limitNodeType(const std::string& type, Rate rate) {
    m_types[type] = std::make_shared<TurnGate>(rate, m_clock);
}

void FairLimiter::limitService(const std::string& service, Rate rate) {
    m_services[service] = std::make_shared<TurnGate>(rate, m_clock);
}

bool FairLimiter::limits(const std::string& nodeType, const std::string& service) const {
    return m_types.contains(nodeType) || (!service.empty() && m_services.contains(service));
}

boost::asio::awaitable<Permit> FairLimiter::admit(Request request) {
    Permit type;
    Permit service;
    if (const auto gate = m_types.find(request.nodeType); gate != m_types.end()) {
        type = co_await gate->second->enter(request.run);
    }
    if (const auto gate = m_services.find(request.service); gate != m_services.end()) {
        service = co_await gate->second->enter(request.run);
    }
    // In one, as std::function wants to be copied.
    auto both = std::make_shared<std::pair<Permit, Permit>>(std::move(type), std::move(service));
    co_return Permit([both] {
        both->second.release();
        both->first.release();
    });
}

}  // namespace heddle::engine
