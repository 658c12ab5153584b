#pragma once
#include "core/expr/value.h"

#include <cstdint>
#include <memory>
#include <string>

namespace heddle::expr {

/// The kinds that a value may have, as a set.
class Kinds {
public:
    constexpr Kinds() = default;
    constexpr Kinds(Kind kind) : m_bits(1u << static_cast<unsigned>(kind)) {}
    static constexpr Kinds any() { return Kinds(~0u); }

    constexpr Kinds operator|(Kinds other) const { return Kinds(m_bits | other.m_bits); }
    constexpr bool has(Kinds other) const { return (m_bits & other.m_bits) != 0; }
    constexpr bool isEmpty() const { return m_bits == 0; }
    constexpr bool isAny() const { return m_bits == ~0u; }

private:
    constexpr explicit Kinds(unsigned bits) : m_bits(bits) {}
    unsigned m_bits = 0;
};

inline constexpr Kinds kNumbers = Kinds(Kind::Int) | Kind::Uint | Kind::Double;

/// "int, double": for facts.
std::string kindsText(Kinds kinds);

/// What is known of a value before there is one.
struct Shape {
    Kinds kinds = Kinds::any();
    const Json* schema = nullptr;          ///< of a map or list; null when nothing is known of what is inside
    const Json* root = nullptr;            ///< the document that the schema's references mean
    std::shared_ptr<const Shape> element;  ///< of a list that the expression makes

    static Shape of(Kinds kinds) { return Shape{kinds, nullptr, nullptr, nullptr}; }
    /// Follows references and looks at `type`, `enum` and `const`.
    static Shape ofSchema(const Json& schema, const Json& root);

    enum class Field { Known, Unnamed, Forbidden };
    /// The field of a map; `found` says whether the schema names it, leaves it open, or forbids it.
    Shape field(const std::string& name, Field& found) const;
    Shape item() const;
    /// The names that the schema gives fields, for messages: "a, b".
    std::string fieldNames() const;
};

}  // namespace heddle::expr
