#pragma once
#include "core/base/json.h"

#include <string>

namespace heddle::llm::offline {

/// `schema` with its local $ref followed, its allOf merged in and the first useful branch of anyOf or oneOf taken.
Json resolved(const Json& root, const Json& schema);

/// The type that a resolved schema asks for; the first that is not null when there are several, guessed from the other
/// keywords when there is none.
std::string typeOf(const Json& schema);

/// `text` cut or stretched to minLength and maxLength.
std::string limitedText(const Json& schema, std::string text);

/// `value` brought within minimum, maximum, their exclusive forms and multipleOf.
Json limitedNumber(const Json& schema, double value, bool whole);

/// The default, or else the smallest value that follows a resolved schema.
Json leastValue(const Json& root, const Json& schema, int depth);

}  // namespace heddle::llm::offline
