#include "core/expr/evaluator.h"

#include "core/expr/operators.h"

#include <array>

namespace heddle::expr {
namespace {

Value notBool(std::string_view what, const Value& value) {
    const Value args[] = {value.borrowed()};
    return noOverload(what, args);
}

bool isKey(const Value& value) {
    return value.kind == Kind::Bool || value.kind == Kind::Int || value.kind == Kind::Uint ||
           value.kind == Kind::String;
}

/// Adds one entry, or says why not.
Value addEntry(Map& map, Value key, Value value) {
    if (!isKey(key)) return Value::error("expr.key_type", {{"type", kindName(key.kind)}});
    if (map.find(key)) return Value::error("expr.repeated_key", {{"key", toJson(key)}});
    map.add(std::move(key), std::move(value));
    return {};
}

}  // namespace

Evaluator::Evaluator(const Bindings& bindings, int slots, std::uint64_t cost)
    : m_bindings(bindings), m_budget(cost), m_hasDottedNames(bindings.hasDottedNames()) {
    m_locals.resize(static_cast<std::size_t>(slots));
}

Value Evaluator::evaluate(const Node& node) {
    m_offset = node.offset;
    m_budget.charge(1);
    Value value = compute(node);
    if (value.isError() && value.extra == 0) value.extra = node.offset + 1;
    return value;
}

Value Evaluator::compute(const Node& node) {
    switch (node.op) {
        case Op::Constant:
            return node.constant.borrowed();
        case Op::Variable:
            return variable(node);
        case Op::Local:
            return m_locals[static_cast<std::size_t>(node.slot)];
        case Op::Select:
        case Op::OptionalSelect:
        case Op::Has:
            return selection(node);
        case Op::Call:
            return call(node);
        case Op::And:
            return logic(node, false);
        case Op::Or:
            return logic(node, true);
        case Op::Choose:
            return choice(node);
        case Op::MakeList:
            return makeList(node);
        case Op::MakeMap:
            return makeMap(node);
        case Op::Entry:
            return evaluate(node.children[0]);
        case Op::Not: {
            Value value = evaluate(node.children[0]);
            if (value.isError()) return value;
            return value.kind == Kind::Bool ? Value::ofBool(!value.boolean) : notBool("!", value);
        }
        case Op::Negate: {
            Value value = evaluate(node.children[0]);
            return value.isError() ? value : negate(value);
        }
        default:
            return node.op >= Op::All ? macro(node) : binary(node);
    }
}

Value Evaluator::variable(const Node& node) {
    if (auto found = m_bindings.find(node.name)) return std::move(*found);
    if (node.constant.kind == Kind::Type) return node.constant.borrowed();
    return Value::error("expr.unknown_variable", {{"name", node.name}});
}

Value Evaluator::selection(const Node& node) {
    if (m_hasDottedNames && !node.dotted.empty()) {
        if (auto found = m_bindings.find(node.dotted)) return std::move(*found);
    }
    Value target = evaluate(node.children[0]);
    if (target.isError()) return target;
    if (node.op == Op::Select && target.kind == Kind::Map && target.isJson) {
        // The usual case, without the detour over an optional value.
        const auto& members = *target.json->get_ptr<const Json::object_t*>();
        const auto found = members.find(node.name);
        if (found != members.end()) return Value::of(found->second);
    }
    Value value = node.op == Op::Has      ? hasField(target, node.name)
                  : node.op == Op::Select ? select(target, node.name)
                                          : optionalSelect(target, node.name);
    return value;
}

Value Evaluator::call(const Node& node) {
    const std::size_t count = node.children.size();
    const Function* function = node.function;
    if (count == 1 && function && function->least <= 1) {
        const Value arg = evaluate(node.children[0]);
        return arg.isError() ? arg : function->call(Call{std::span(&arg, 1), m_budget, node.name});
    }
    std::array<Value, 3> few;
    std::vector<Value> many;
    if (count > few.size()) many.resize(count);
    const std::span<Value> args = many.empty() ? std::span(few).first(count) : std::span(many);
    for (std::size_t i = 0; i < count; ++i) {
        args[i] = evaluate(node.children[i]);
        if (args[i].isError()) return std::move(args[i]);
    }
    if (!function) return Value::error("expr.unknown_function", {{"function", node.name}});
    if (count < function->least || count > function->most) return noOverload(node.name, args);
    return function->call(Call{args, m_budget, node.name, node.pattern.get()});
}

Value Evaluator::logic(const Node& node, bool absorbing) {
    // An error, or what is no bool, matters only when no operand decides (CEL, "Logical Operators").
    Value failure;
    for (const Node& child : node.children) {
        Value value = evaluate(child);
        if (value.kind == Kind::Bool) {
            if (value.boolean == absorbing) return value;
        } else if (!failure.isError()) {
            failure = value.isError() ? std::move(value) : notBool(opName(node.op), value);
        }
    }
    return failure.isError() ? failure : Value::ofBool(!absorbing);
}

Value Evaluator::choice(const Node& node) {
    Value condition = evaluate(node.children[0]);
    if (condition.isError()) return condition;
    if (condition.kind != Kind::Bool) return notBool("?:", condition);
    return evaluate(node.children[condition.boolean ? 1 : 2]);
}

Value Evaluator::binary(const Node& node) {
    const Value a = evaluate(node.children[0]);
    if (a.isError()) return a;
    const Node& second = node.children[1];
    const bool isConstant = second.op == Op::Constant;
    const Value computed = isConstant ? Value() : evaluate(second);
    if (computed.isError()) return computed;
    const Value& b = isConstant ? second.constant : computed;
    switch (node.op) {
        case Op::Index:
            return at(a, b);
        case Op::OptionalIndex:
            return optionalAt(a, b);
        case Op::In:
            return contains(a, b, m_budget);
        case Op::Add:
        case Op::Subtract:
        case Op::Multiply:
        case Op::Divide:
        case Op::Modulo:
            return arithmetic(node.op, a, b, m_budget);
        default:
            return compare(node.op, a, b, m_budget);
    }
}

Value Evaluator::makeList(const Node& node) {
    List list;
    list.reserve(node.children.size());
    for (const Node& child : node.children) {
        Value value = evaluate(child);
        if (value.isError()) return value;
        if (child.op != Op::Entry) {
            list.push_back(std::move(value));
        } else if (value.kind != Kind::Optional) {
            return notBool("?", value);
        } else if (value.inner) {
            list.push_back(*value.inner);
        }
    }
    return Value::ofList(std::move(list));
}

Value Evaluator::makeMap(const Node& node) {
    Map map;
    for (std::size_t i = 0; i < node.children.size(); i += 2) {
        Value key = evaluate(node.children[i]);
        if (key.isError()) return key;
        Value value = evaluate(node.children[i + 1]);
        if (value.isError()) return value;
        if (node.children[i + 1].op == Op::Entry) {
            if (value.kind != Kind::Optional) return notBool("?", value);
            if (!value.inner) continue;
            value = Value(*value.inner);
        }
        const Value failure = addEntry(map, std::move(key), std::move(value));
        if (failure.isError()) return failure;
    }
    return Value::ofMap(std::move(map));
}

Value Evaluator::macro(const Node& node) {
    Value range = evaluate(node.children[0]);
    if (range.isError()) return range;
    if (node.op == Op::Bind) {
        m_locals[static_cast<std::size_t>(node.slot)] = std::move(range);
        return evaluate(node.children[1]);
    }
    if (node.op == Op::OptionalMap || node.op == Op::OptionalFlatMap) return optionalMap(node, range);
    if (range.kind != Kind::List && range.kind != Kind::Map) return notBool(node.name, range);
    switch (node.op) {
        case Op::All:
        case Op::Exists:
            return quantifier(node, range);
        case Op::ExistsOne:
            return existsOne(node, range);
        case Op::MapList:
            return mapList(node, range);
        case Op::Filter:
            return filter(node, range);
        default:
            return mapMap(node, range);
    }
}

/// One variable: elements of lists, keys of maps. Two: positions and elements, keys and values.
template <typename Visit>
void Evaluator::forEach(const Node& node, const Value& range, Visit visit) {
    const auto slot = static_cast<std::size_t>(node.slot);
    if (range.kind == Kind::Map) {
        forEachEntry(range, [&](const Value& key, const Value& value) {
            m_locals[slot] = key;
            if (node.hasTwo) m_locals[slot + 1] = value;
            return visit();
        });
        return;
    }
    const std::size_t size = range.size();
    for (std::size_t i = 0; i < size; ++i) {
        if (node.hasTwo) {
            m_locals[slot] = Value::ofInt(static_cast<std::int64_t>(i));
            m_locals[slot + 1] = range.item(i);
        } else {
            m_locals[slot] = range.item(i);
        }
        if (!visit()) return;
    }
}

Value Evaluator::quantifier(const Node& node, const Value& range) {
    const bool absorbing = node.op == Op::Exists;
    Value failure;
    bool isDecided = false;
    forEach(node, range, [&] {
        Value value = evaluate(node.children[1]);
        if (value.kind == Kind::Bool) {
            isDecided = value.boolean == absorbing;
        } else if (!failure.isError()) {
            failure = value.isError() ? std::move(value) : notBool(node.name, value);
        }
        return !isDecided;
    });
    if (isDecided) return Value::ofBool(absorbing);
    return failure.isError() ? failure : Value::ofBool(!absorbing);
}

bool Evaluator::passes(const Node& node, std::size_t child, Value& failure) {
    if (node.children.size() <= child) return true;
    Value value = evaluate(node.children[child]);
    if (value.kind == Kind::Bool) return value.boolean;
    failure = value.isError() ? std::move(value) : notBool(node.name, value);
    return false;
}

Value Evaluator::existsOne(const Node& node, const Value& range) {
    Value failure;
    int count = 0;
    forEach(node, range, [&] {
        if (passes(node, 1, failure)) ++count;
        return !failure.isError();
    });
    return failure.isError() ? failure : Value::ofBool(count == 1);
}

Value Evaluator::filter(const Node& node, const Value& range) {
    Value failure;
    List list;
    forEach(node, range, [&] {
        const Value element = m_locals[static_cast<std::size_t>(node.slot)];
        if (passes(node, 1, failure)) list.push_back(element);
        return !failure.isError();
    });
    return failure.isError() ? failure : Value::ofList(std::move(list));
}

Value Evaluator::mapList(const Node& node, const Value& range) {
    Value failure;
    List list;
    forEach(node, range, [&] {
        if (!passes(node, 2, failure)) return !failure.isError();
        Value made = evaluate(node.children[1]);
        if (made.isError()) {
            failure = std::move(made);
            return false;
        }
        list.push_back(std::move(made));
        return true;
    });
    return failure.isError() ? failure : Value::ofList(std::move(list));
}

Value Evaluator::mapMap(const Node& node, const Value& range) {
    Value failure;
    Map map;
    forEach(node, range, [&] {
        const Value key = m_locals[static_cast<std::size_t>(node.slot)];
        if (!passes(node, 2, failure)) return !failure.isError();
        Value made = evaluate(node.children[1]);
        if (made.isError()) {
            failure = std::move(made);
        } else if (node.op == Op::MapMap) {
            failure = addEntry(map, key, std::move(made));
        } else if (made.kind != Kind::Map) {
            failure = notBool(node.name, made);
        } else {
            forEachEntry(made, [&](const Value& name, const Value& value) {
                failure = addEntry(map, name, value);
                return !failure.isError();
            });
        }
        return !failure.isError();
    });
    return failure.isError() ? failure : Value::ofMap(std::move(map));
}

Value Evaluator::optionalMap(const Node& node, const Value& target) {
    if (target.kind != Kind::Optional) return notBool(node.name, target);
    if (!target.inner) return target;
    m_locals[static_cast<std::size_t>(node.slot)] = *target.inner;
    Value made = evaluate(node.children[1]);
    if (made.isError() || node.op == Op::OptionalFlatMap) {
        return made.isError() || made.kind == Kind::Optional ? made : notBool(node.name, made);
    }
    return Value::ofOptional(std::move(made));
}

}  // namespace heddle::expr
