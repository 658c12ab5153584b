#pragma once
#include "core/base/json.h"

#include <random>

namespace heddle::tests {

/// Makes values that fit a JSON Schema (of the kinds that our API's documents use), and others that do not.
class Examples {
public:
    Examples(const Json& schemas, unsigned seed) : m_schemas(schemas), m_random(seed) {}

    /// The smallest value that fits.
    Json least(const Json& schema) { return value(schema, false); }
    /// One that fits, with whatever optional parts.
    Json random(const Json& schema) { return value(schema, true); }
    /// One with something wrong, or strange, at some place.
    Json spoiled(Json value);
    /// Any value at all.
    Json anything(int depth = 0);
    int below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(m_random); }
    std::string text();

private:
    Json value(Json schema, bool isRandom);
    Json object(const Json& schema, bool isRandom);

    const Json& m_schemas;
    std::mt19937 m_random;
};

}  // namespace heddle::tests
