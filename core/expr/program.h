#pragma once
#include "core/expr/value.h"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace heddle::expr {

struct Node;

/// Where a program finds its variables. Asked once per use of a variable; what it hands out must live until the
/// evaluation is over.
class Bindings {
public:
    virtual ~Bindings() = default;
    /// The variable's value (Value::of(json) for JSON), or nothing when there is no such variable.
    virtual std::optional<Value> find(std::string_view name) const = 0;
    /// Whether names with dots are asked for too: then `a.b.c` tries the variables "a.b.c", "a.b" and "a", in this
    /// order.
    virtual bool hasDottedNames() const { return false; }
};

/// The members of one JSON object as variables. The object must outlive it.
class JsonBindings final : public Bindings {
public:
    explicit JsonBindings(const Json& object) : m_object(object) {}
    std::optional<Value> find(std::string_view name) const override;

private:
    const Json& m_object;
};

/// How much work one evaluation may do: roughly one unit per step and per 16 bytes made.
inline constexpr std::uint64_t kDefaultCost = 1'000'000;

/// A compiled expression: immutable, cheap to copy, safe to evaluate from many threads at once.
///
/// Evaluation throws Error(InvalidArgument, "expr.…") with the facts `line`, `column` (1-based, in bytes) and `source`
/// when the expression has no value ("expr.no_such_key", "expr.unknown_variable", "expr.overload", "expr.overflow" …),
/// and Error(Limit, "expr.cost"), with the same facts and `limit`, when it works too much.
class Program {
public:
    Json evaluate(const Bindings& bindings, std::uint64_t cost = kDefaultCost) const;
    /// The value of a condition; Error(InvalidArgument, "expr.not_bool") when it is none.
    bool test(const Bindings& bindings, std::uint64_t cost = kDefaultCost) const;
    /// Without making JSON of it: refers to the program and to what the bindings handed out.
    Value value(const Bindings& bindings, std::uint64_t cost = kDefaultCost) const;

    const std::string& source() const;
    /// The variables that it reads, sorted, each once.
    std::vector<std::string> variables() const;
    /// The longest paths that it reads, sorted, each once: "state.question", "state.items".
    std::vector<std::string> paths() const;
    const Node& root() const;

private:
    struct Compiled;
    template <typename Read>
    auto evaluated(const Bindings& bindings, std::uint64_t cost, Read read) const;
    friend Program compile(std::string_view source);
    explicit Program(std::shared_ptr<const Compiled> compiled) : m_compiled(std::move(compiled)) {}

    std::shared_ptr<const Compiled> m_compiled;
};

/// Throws Error(Parse, "expr.syntax" | "expr.literal" | "expr.macro" | "expr.too_deep" …) with the facts `line`,
/// `column`, `source`.
Program compile(std::string_view source);

}  // namespace heddle::expr
