#pragma once
#include "core/rest/routing/gate.h"

namespace heddle::services {
class SignInService;
}

namespace heddle::rest {

/// Admits the bearers of access tokens and API keys ("Authorization: Bearer …"), where their roles reach the route at
/// all. What they may see of it is the services' matter.
class TokenGate final : public Gate {
public:
    explicit TokenGate(services::SignInService& signIn) : m_signIn(signIn) {}
    boost::asio::awaitable<domain::Principal> admit(const Request& request, const Route& route) override;

private:
    services::SignInService& m_signIn;
};

}  // namespace heddle::rest
