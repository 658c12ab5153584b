#pragma once
#include "core/expr/ast.h"
#include "core/expr/functions.h"
#include "core/expr/program.h"

namespace heddle::expr {

/// One evaluation of one program. Failures are values (Kind::Error), placed at the node that met them; only the cost
/// limit throws.
class Evaluator {
public:
    Evaluator(const Bindings& bindings, int slots, std::uint64_t cost);
    Value evaluate(const Node& node);
    /// Where it was when the cost limit ended it.
    std::uint32_t offset() const { return m_offset; }
    Budget& budget() { return m_budget; }

private:
    Value compute(const Node& node);
    Value variable(const Node& node);
    Value selection(const Node& node);
    Value call(const Node& node);
    Value logic(const Node& node, bool absorbing);
    Value choice(const Node& node);
    Value binary(const Node& node);
    Value makeList(const Node& node);
    Value makeMap(const Node& node);
    Value macro(const Node& node);
    Value quantifier(const Node& node, const Value& range);
    Value existsOne(const Node& node, const Value& range);
    Value mapList(const Node& node, const Value& range);
    Value mapMap(const Node& node, const Value& range);
    Value filter(const Node& node, const Value& range);
    Value optionalMap(const Node& node, const Value& target);
    template <typename Visit>
    void forEach(const Node& node, const Value& range, Visit visit);
    /// Whether the filter (child 2, when there) lets the current element pass; an error in `failure` otherwise.
    bool passes(const Node& node, std::size_t child, Value& failure);

    const Bindings& m_bindings;
    Budget m_budget;
    std::uint32_t m_offset = 0;
    std::vector<Value> m_locals;
    bool m_hasDottedNames;
};

}  // namespace heddle::expr
