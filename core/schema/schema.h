#pragma once
#include "core/base/json.h"
#include "core/base/problem.h"

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace heddle::schema {

enum class Draft { V7, V2020 };

/// Where documents come from that a schema refers to by URI (without fragment); nothing when there is none.
using Resolver = std::function<std::optional<Json>(const std::string& uri)>;

struct Options {
    Resolver resolver;
    bool assertsFormats = false;  ///< `format` fails values, rather than being a remark
    Draft draft = Draft::V2020;   ///< of schemas without `$schema`
};

/// A compiled JSON Schema. Immutable, cheap to copy, safe from any thread.
class Schema {
public:
    /// Everything that is wrong with `value`: codes "schema.type", "schema.required", "schema.minimum" … (the keyword
    /// in snake case), `path` the place in the value, facts what the keyword wanted, and `path` for
    /// the sentence. Empty when it is valid.
    Problems validate(const Json& value) const;
    /// As validate().empty(), quicker.
    bool accepts(const Json& value) const;

    /// `value` with the defaults of absent properties filled in, at all depths. Null becomes the schema's own default,
    /// or an object when that is what it wants.
    Json withDefaults(Json value) const;

    const Json& json() const;
    /// `part` (a schema inside json(), or one that this function gave) with `$ref` followed until there is none.
    const Json& resolved(const Json& part) const;

private:
    struct Compiled;
    friend Schema compile(Json schema, Options options);
    explicit Schema(std::shared_ptr<const Compiled> compiled) : m_compiled(std::move(compiled)) {}

    std::shared_ptr<const Compiled> m_compiled;
};

/// Throws Error(InvalidArgument, "schema.not_a_schema" | "schema.unknown_reference" | "schema.bad_pattern") with the
/// fact `path` (in the schema).
Schema compile(Json schema, Options options = {});

}  // namespace heddle::schema
