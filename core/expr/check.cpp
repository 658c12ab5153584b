#include "core/expr/check.h"

#include "core/expr/ast.h"
#include "core/expr/functions.h"
#include "core/expr/lexer.h"
#include "core/expr/operators.h"
#include "core/expr/shape.h"

#include <array>

namespace heddle::expr {
namespace {

constexpr Kinds kWalkable = Kinds(Kind::List) | Kind::Map;

class Checker {
public:
    Checker(const Program& program, const VariableSchemas& variables) : m_program(program), m_variables(variables) {}

    Shape shapeOf(const Node& node) {
        switch (node.op) {
            case Op::Constant:
                return Shape::of(node.constant.kind);
            case Op::Variable:
                return variable(node);
            case Op::Local:
                return m_locals[static_cast<std::size_t>(node.slot)];
            case Op::Select:
            case Op::OptionalSelect:
            case Op::Has:
                return selection(node);
            case Op::Index:
            case Op::OptionalIndex:
                return indexed(node);
            case Op::Call:
                return call(node);
            case Op::And:
            case Op::Or:
            case Op::Not:
                return logic(node);
            case Op::Choose:
                return choice(node);
            case Op::Negate:
                return negation(node);
            case Op::MakeList:
                return list(node);
            case Op::MakeMap:
                return children(node, Shape::of(Kind::Map));
            case Op::Entry:
                return children(node, Shape());
            default:
                return node.op >= Op::All ? macro(node) : binary(node);
        }
    }

    void report(const Node& node, std::string_view code, Json facts, Severity severity = Severity::Error) {
        facts = withPlace(std::move(facts), m_program.source(), node.offset);
        m_problems.push_back(Problem{severity, std::string(code), "", "", std::move(facts)});
    }

    Problems takeProblems() { return std::move(m_problems); }

private:
    Shape children(const Node& node, Shape result) {
        for (const Node& child : node.children)
            shapeOf(child);
        return result;
    }

    Shape variable(const Node& node) {
        const auto found = m_variables.find(node.name);
        if (found != m_variables.end()) return Shape::ofSchema(found->second, found->second);
        if (node.constant.kind == Kind::Type) return Shape::of(Kind::Type);
        report(node, "expr.unknown_variable", {{"name", node.name}});
        return {};
    }

    Shape fieldOf(const Node& node, const Shape& target, const std::string& name, bool mayBeAbsent) {
        Shape::Field found{};
        const Shape field = target.field(name, found);
        const bool isSuspicious = found == Shape::Field::Forbidden || (found == Shape::Field::Unnamed && !mayBeAbsent);
        if (isSuspicious) {
            report(node, "expr.unknown_field", {{"field", name}, {"known", target.fieldNames()}},
                   found == Shape::Field::Forbidden ? Severity::Error : Severity::Warning);
        }
        return field;
    }

    Shape selection(const Node& node) {
        const Shape target = shapeOf(node.children[0]);
        const bool isSelect = node.op == Op::Select;
        if (!target.kinds.has(Kinds(Kind::Map) | Kind::Optional)) {
            report(node, "expr.no_such_field", {{"field", node.name}, {"type", kindsText(target.kinds)}});
            return {};
        }
        const Shape field = target.kinds.has(Kind::Map) ? fieldOf(node, target, node.name, !isSelect) : Shape();
        if (node.op == Op::Has) return Shape::of(Kind::Bool);
        return isSelect && !isOptionalOnly(target) ? field : Shape::of(Kind::Optional);
    }

    static bool isOptionalOnly(const Shape& shape) { return !shape.kinds.isAny() && shape.kinds.has(Kind::Optional); }

    Shape indexed(const Node& node) {
        const Shape target = shapeOf(node.children[0]);
        const Node& key = node.children[1];
        const Shape keyShape = shapeOf(key);
        if (node.op == Op::OptionalIndex || isOptionalOnly(target)) return Shape::of(Kind::Optional);
        const bool isName = key.op == Op::Constant && key.constant.kind == Kind::String;
        if (isName && target.kinds.has(Kind::Map)) return fieldOf(node, target, *key.constant.text, false);
        const bool fits = target.kinds.has(Kind::Map) || (target.kinds.has(Kind::List) && keyShape.kinds.has(kNumbers));
        if (!fits) overload(node, "[]", {target, keyShape});
        return target.kinds.isAny() || target.kinds.has(Kind::Map) ? Shape() : target.item();
    }

    void overload(const Node& node, std::string_view name, std::initializer_list<Shape> shapes) {
        std::string types;
        for (const Shape& shape : shapes)
            types += (types.empty() ? "" : ", ") + kindsText(shape.kinds);
        report(node, "expr.overload", {{"function", name}, {"types", types}});
    }

    Shape call(const Node& node) {
        children(node, {});
        if (!node.function) {
            report(node, "expr.unknown_function", {{"function", node.name}});
            return {};
        }
        const std::size_t count = node.children.size();
        if (count < node.function->least || count > node.function->most) {
            report(node, "expr.argument_count", {{"function", node.name}});
        }
        if (node.name == "matches" && !node.pattern && count == 2 && node.children[1].op == Op::Constant) {
            report(node.children[1], "expr.pattern", {{"pattern", toJson(node.children[1].constant)}});
        }
        return node.function->result == Kind::Error ? Shape() : Shape::of(node.function->result);
    }

    Shape logic(const Node& node) {
        for (const Node& child : node.children)
            mustBeBool(child, opName(node.op));
        return Shape::of(Kind::Bool);
    }

    Shape mustBeBool(const Node& node, std::string_view where) {
        const Shape shape = shapeOf(node);
        if (!shape.kinds.has(Kind::Bool)) overload(node, where, {shape});
        return shape;
    }

    Shape choice(const Node& node) {
        mustBeBool(node.children[0], "?:");
        const Shape yes = shapeOf(node.children[1]);
        const Shape no = shapeOf(node.children[2]);
        return Shape::of(yes.kinds | no.kinds);
    }

    Shape negation(const Node& node) {
        const Shape shape = shapeOf(node.children[0]);
        if (!shape.kinds.has(Kinds(Kind::Int) | Kind::Double)) overload(node, "-", {shape});
        return shape;
    }

    Shape list(const Node& node) {
        children(node, {});
        return Shape::of(Kind::List);
    }

    Shape binary(const Node& node) {
        const Shape a = shapeOf(node.children[0]);
        const Shape b = shapeOf(node.children[1]);
        switch (node.op) {
            case Op::In:
                if (!b.kinds.has(kWalkable)) overload(node, "in", {a, b});
                return Shape::of(Kind::Bool);
            case Op::Equal:
            case Op::Unequal:
                if (!a.kinds.has(b.kinds) && !(a.kinds.has(kNumbers) && b.kinds.has(kNumbers))) {
                    report(node, "expr.never_equal", {{"left", kindsText(a.kinds)}, {"right", kindsText(b.kinds)}},
                           Severity::Warning);
                }
                return Shape::of(Kind::Bool);
            case Op::Less:
            case Op::LessEqual:
            case Op::Greater:
            case Op::GreaterEqual:
                return ordered(node, a, b);
            default:
                return computed(node, a, b);
        }
    }

    Shape ordered(const Node& node, const Shape& a, const Shape& b) {
        bool fits = a.kinds.has(kNumbers) && b.kinds.has(kNumbers);
        for (const Kind kind : {Kind::String, Kind::Bytes, Kind::Bool, Kind::Timestamp, Kind::Duration}) {
            fits |= a.kinds.has(kind) && b.kinds.has(kind);
        }
        if (!fits) overload(node, opName(node.op), {a, b});
        return Shape::of(Kind::Bool);
    }

    Shape computed(const Node& node, const Shape& a, const Shape& b) {
        const bool isAdd = node.op == Op::Add;
        Kinds result;
        const auto both = [&](Kind left, Kind right, Kind made) {
            if (a.kinds.has(left) && b.kinds.has(right)) result = result | made;
        };
        both(Kind::Int, Kind::Int, Kind::Int);
        both(Kind::Uint, Kind::Uint, Kind::Uint);
        if (node.op != Op::Modulo) both(Kind::Double, Kind::Double, Kind::Double);
        if (isAdd) {
            for (const Kind kind : {Kind::String, Kind::Bytes, Kind::List})
                both(kind, kind, kind);
            both(Kind::Duration, Kind::Timestamp, Kind::Timestamp);
        }
        if (isAdd || node.op == Op::Subtract) {
            both(Kind::Duration, Kind::Duration, Kind::Duration);
            both(Kind::Timestamp, Kind::Duration, Kind::Timestamp);
        }
        if (node.op == Op::Subtract) both(Kind::Timestamp, Kind::Timestamp, Kind::Duration);
        if (result.isEmpty()) overload(node, opName(node.op), {a, b});
        return result.isEmpty() ? Shape() : Shape::of(result);
    }

    Shape macro(const Node& node) {
        const Shape range = shapeOf(node.children[0]);
        const bool isOptional = node.op == Op::OptionalMap || node.op == Op::OptionalFlatMap;
        const bool isLoop = !isOptional && node.op != Op::Bind;
        if (isLoop && !range.kinds.has(kWalkable)) overload(node, node.name, {range});
        const auto slot = static_cast<std::size_t>(node.slot);
        m_locals.resize(std::max(m_locals.size(), slot + 2));
        m_locals[slot] = node.op == Op::Bind ? range : isOptional || node.hasTwo ? Shape() : elementOf(range);
        if (node.hasTwo) m_locals[slot + 1] = range.kinds.has(Kind::Map) ? Shape() : range.item();
        const bool isTest =
            node.op == Op::All || node.op == Op::Exists || node.op == Op::ExistsOne || node.op == Op::Filter;
        Shape body = isTest ? mustBeBool(node.children[1], node.name) : shapeOf(node.children[1]);
        if (node.children.size() > 2) mustBeBool(node.children[2], node.name);
        if (node.op == Op::Filter) return range.kinds.has(Kind::Map) ? Shape::of(Kind::List) : range;
        if (node.op == Op::MapList) {
            return Shape{Kind::List, nullptr, nullptr, std::make_shared<const Shape>(std::move(body))};
        }
        if (node.op == Op::MapMap || node.op == Op::MapMapEntry) return Shape::of(Kind::Map);
        if (node.op == Op::Bind) return body;
        return Shape::of(isOptional ? Kind::Optional : Kind::Bool);
    }

    static Shape elementOf(const Shape& range) {
        if (!range.kinds.has(Kind::Map)) return range.item();
        return range.kinds.has(Kind::List) ? Shape() : Shape::of(Kind::String);
    }

    const Program& m_program;
    const VariableSchemas& m_variables;
    std::vector<Shape> m_locals;
    Problems m_problems;
};

}  // namespace

Problems check(const Program& program, const VariableSchemas& variables) {
    Checker checker(program, variables);
    checker.shapeOf(program.root());
    return checker.takeProblems();
}

Problems checkCondition(const Program& program, const VariableSchemas& variables) {
    Checker checker(program, variables);
    const Shape shape = checker.shapeOf(program.root());
    if (!shape.kinds.has(Kind::Bool)) {
        checker.report(program.root(), "expr.not_bool", {{"type", kindsText(shape.kinds)}});
    }
    return checker.takeProblems();
}

}  // namespace heddle::expr
