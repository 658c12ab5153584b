#include "core/rest/routes/token_gate.h"

#include "core/base/error.h"
#include "core/security/permissions.h"
#include "core/services/accounts/sign_in_service.h"

#include <cctype>

namespace heddle::rest {
namespace {

constexpr std::string_view kScheme = "bearer ";

/// The credential of "Bearer CREDENTIAL" (RFC 6750, section 2.1), whatever the scheme's case.
std::string credentialOf(const Request& request) {
    const std::string field = request.headers.find("Authorization").value_or("");
    bool isBearer = field.size() > kScheme.size();
    for (std::size_t i = 0; isBearer && i < kScheme.size(); ++i)
        isBearer = std::tolower(static_cast<unsigned char>(field[i])) == kScheme[i];
    if (!isBearer) throw Error(ErrorKind::Unauthenticated, "auth.no_credential");
    return field.substr(kScheme.size());
}

}  // namespace

boost::asio::awaitable<domain::Principal> TokenGate::admit(const Request& request, const Route& route) {
    domain::Principal principal = co_await m_signIn.authenticate(credentialOf(request));
    const auto operation = security::operationByName(route.permission);
    if (!operation || security::reachOf(principal, *operation) == security::Reach::None)
        throw Error(ErrorKind::Denied, "auth.forbidden", {{"operation", route.permission}});
    co_return principal;
}

}  // namespace heddle::rest
