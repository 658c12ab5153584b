#include "core/services/configs/service_limits.h"

namespace heddle::services {
namespace {

constexpr int kMinuteMs = 60'000;

/// "NAME" of "PROTOCOL:MODEL@NAME"; empty for what names no service.
std::string serviceOf(const std::string& reference) {
    const auto at = reference.rfind('@');
    return at == std::string::npos ? std::string() : reference.substr(at + 1);
}

}  // namespace

engine::Rate rateFrom(const Json& limits) {
    engine::Rate rate;
    if (!limits.is_object()) return rate;
    rate.atOnce = limits.value("at_once", 0);
    rate.perInterval = limits.value("requests_per_minute", 0);
    rate.intervalMs = kMinuteMs;
    return rate;
}

ServiceLimits::ServiceLimits(const Clock& clock)
    : m_clock(clock), m_gates(std::make_shared<engine::FairLimiter>(clock)) {}

std::shared_ptr<engine::FairLimiter> ServiceLimits::gates() const {
    const std::lock_guard lock(m_mutex);
    return m_gates;
}

void ServiceLimits::replace(const std::map<std::string, engine::Rate>& rates) {
    const std::lock_guard lock(m_mutex);
    // New gates have their whole allowance again: not for a change of something else.
    if (rates == m_rates) return;
    auto gates = std::make_shared<engine::FairLimiter>(m_clock);
    for (const auto& [service, rate] : rates)
        gates->limitService(service, rate);
    m_rates = rates;
    m_gates = std::move(gates);
}

bool ServiceLimits::limits(const std::string& nodeType, const std::string& service) const {
    return gates()->limits(nodeType, serviceOf(service));
}

boost::asio::awaitable<engine::Permit> ServiceLimits::admit(Request request) {
    const auto gates = this->gates();
    request.service = serviceOf(request.service);
    co_return co_await gates->admit(std::move(request));
}

}  // namespace heddle::services
