#pragma once
#include "core/base/json.h"
#include "core/engine/limiter.h"

#include <map>
#include <memory>
#include <mutex>
#include <string>

namespace heddle::services {

/// What the configurations of services allow, over all runs of this process: nodes whose model is
/// "PROTOCOL:MODEL@NAME" take turns at NAME's limit. Safe from any thread.
class ServiceLimits final : public engine::Limiter {
public:
    /// `clock` must outlive it.
    explicit ServiceLimits(const Clock& clock);

    /// By the service's name, in the place of those before. Who waits already goes by the old ones.
    void replace(const std::map<std::string, engine::Rate>& rates);

    bool limits(const std::string& nodeType, const std::string& service) const override;
    boost::asio::awaitable<engine::Permit> admit(Request request) override;

private:
    std::shared_ptr<engine::FairLimiter> gates() const;

    const Clock& m_clock;
    mutable std::mutex m_mutex;
    std::map<std::string, engine::Rate> m_rates;   // by m_mutex
    std::shared_ptr<engine::FairLimiter> m_gates;  // by m_mutex
};

/// {at_once, requests_per_minute} of a configuration; each may be missing.
engine::Rate rateFrom(const Json& limits);

}  // namespace heddle::services
