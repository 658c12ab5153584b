#pragma once
#include "core/base/error.h"

#include <optional>
#include <string>
#include <string_view>

namespace heddle::llm {

/// The Error for a failed answer of a model service: HTTP status (0 for an error inside a stream) and body. Knows the
/// shapes of OpenAI-compatible services (object with message, type and code, bare string, numeric codes, arrays,
/// `detail`, web pages, nothing at all). Facts: `reason`, `status`; the caller adds who it was.
Error providerError(int status, std::string_view body);

/// The same for a frame of a stream, when it is one; nothing for a usual frame.
std::optional<Error> errorInFrame(const Json& frame);

/// What went wrong where something else was expected: "llm.protocol" with the start of `body`, in which a web page
/// shows its title only.
Error protocolError(std::string_view what, std::string_view body);

}  // namespace heddle::llm
