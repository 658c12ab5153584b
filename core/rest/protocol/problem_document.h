#pragma once
#include "core/base/error.h"
#include "core/rest/server/response.h"

#include <string_view>

namespace heddle::rest {

/// The HTTP status of an error: by its code when that is one of this room's, else by its kind.
int statusOf(const Error& error);

/// `{type, title, status, detail, code, instance, facts, path, errors}` (RFC 9457). `detail` is the English sentence of
/// core/base/messages.h, `instance` names the request, `path` and `errors` are there when the error has the facts
/// `path` and `problems`. Of our own mistakes and of trouble with disk or database only the code is told: their facts
/// belong in the log.
Json problemDocument(const Error& error, std::string_view requestId);

/// The same as a reply, with Retry-After when the error knows when (fact `retry_after_ms`), with Allow and Accept when
/// it knows what is (facts `allow` and `accept`), and with a challenge when nobody is logged in.
Response problemResponse(const Error& error, std::string_view requestId);

}  // namespace heddle::rest
