#pragma once
#include "core/base/json.h"

#include <exception>
#include <string>

namespace heddle {

/// What kind of failure: decides retries, HTTP statuses and exit codes. The code says exactly which.
enum class ErrorKind {
    InvalidArgument,  ///< the caller's input is wrong, and would be wrong again
    Parse,            ///< text or bytes that do not follow their format
    NotFound,
    Conflict,         ///< somebody else holds or changed it
    Unauthenticated,  ///< nobody knows who asks
    Denied,           ///< not allowed
    TooNew,           ///< written by a newer Heddle
    Limit,            ///< a declared limit was reached (steps, size, time, budget)
    RateLimited,      ///< asked to come back later; fact `retry_after_ms` when known
    Unavailable,      ///< a service that should answer does not
    Timeout,
    Network,
    Cancelled,
    Storage,   ///< disk or database: full, read-only, broken
    Internal,  ///< our own mistake
};

/// Whether the same thing, done again a little later, may go well.
bool isWorthRepeating(ErrorKind kind);

/// The stable word for a kind, as events, REST and exit codes spell it: "invalid_argument", "not_found", …
std::string_view errorKindName(ErrorKind kind);

/// The one exception type. Holds a kind, a stable machine code ("workflow.unknown_node_type") and facts (node, path,
/// provider, status …), never prose for people: core/base/messages.h has the words. Thrown where the failure is met,
/// caught at doors only.
class Error : public std::exception {
public:
    Error(ErrorKind kind, std::string code, Json facts = Json::object());

    ErrorKind kind() const { return m_kind; }
    const std::string& code() const { return m_code; }
    const Json& facts() const { return m_facts; }
    /// The same error, with one more fact; a fact that is there already stays.
    Error with(std::string_view fact, Json value) const;

    /// `{kind, code, facts}`; fromJson reads it back.
    Json toJson() const;
    static Error fromJson(const Json& json);

    /// "code {facts}", for logs.
    const char* what() const noexcept override { return m_what.c_str(); }

private:
    ErrorKind m_kind;
    std::string m_code;
    Json m_facts;
    std::string m_what;
};

/// Turns whatever is being handled (call it inside a catch block) into an Error: ours as it is, std::exception as
/// Internal "internal.exception" with the fact `what`.
Error currentError();

}  // namespace heddle
