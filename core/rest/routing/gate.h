#pragma once
#include "core/rest/routing/route.h"

#include <boost/asio/awaitable.hpp>

namespace heddle::rest {

/// Says who asks, and whether they may use a route at all; what they may see of it is the services' matter. A port:
/// tokens and roles are behind it.
class Gate {
public:
    virtual ~Gate() = default;
    /// Not asked for public routes. Throws Error(Unauthenticated, …) or (Denied, …).
    virtual boost::asio::awaitable<domain::Principal> admit(const Request& request, const Route& route) = 0;
};

}  // namespace heddle::rest
