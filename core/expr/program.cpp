#include "core/expr/program.h"

#include "core/base/error.h"
#include "core/expr/evaluator.h"
#include "core/expr/lexer.h"
#include "core/expr/parser.h"

#include <set>

namespace heddle::expr {
namespace {

void collectVariables(const Node& node, std::set<std::string>& names) {
    if (node.op == Op::Variable && node.constant.kind != Kind::Type) names.insert(node.name);
    for (const Node& child : node.children)
        collectVariables(child, names);
}

/// The path of a chain of fields from a variable on; empty when it is something else.
std::string pathOf(const Node& node) {
    if (node.op == Op::Variable) return node.constant.kind == Kind::Type ? "" : node.name;
    std::string step;
    if (node.op == Op::Select || node.op == Op::OptionalSelect || node.op == Op::Has) {
        step = node.name;
    } else if (node.op == Op::Index || node.op == Op::OptionalIndex) {
        const Node& key = node.children[1];
        if (key.op != Op::Constant || key.constant.kind != Kind::String) return {};
        step = *key.constant.text;
    }
    const std::string target = step.empty() ? "" : pathOf(node.children[0]);
    return target.empty() ? "" : target + "." + step;
}

void collectPaths(const Node& node, std::set<std::string>& paths) {
    const std::string path = pathOf(node);
    if (!path.empty()) {
        paths.insert(path);
        return;
    }
    for (const Node& child : node.children)
        collectPaths(child, paths);
}

}  // namespace

struct Program::Compiled {
    std::string source;
    Parsed parsed;
};

std::optional<Value> JsonBindings::find(std::string_view name) const {
    if (!m_object.is_object()) return std::nullopt;
    const auto& members = m_object.get_ref<const Json::object_t&>();
    const auto found = members.find(name);
    return found == members.end() ? std::nullopt : std::optional(Value::of(found->second));
}

template <typename Read>
auto Program::evaluated(const Bindings& bindings, std::uint64_t cost, Read read) const {
    Evaluator evaluator(bindings, m_compiled->parsed.slots, cost);
    Value result;
    try {
        result = evaluator.evaluate(root());
        if (!result.isError()) return read(std::move(result), evaluator.budget());
    } catch (const Error& e) {
        throw Error(e.kind(), e.code(), withPlace(e.facts(), source(), evaluator.offset()));
    }
    const Failure& failure = *result.failure;
    throw Error(ErrorKind::InvalidArgument, failure.code, withPlace(failure.facts, source(), result.extra - 1));
}

Value Program::value(const Bindings& bindings, std::uint64_t cost) const {
    return evaluated(bindings, cost, [](Value result, Budget&) { return result; });
}

Json Program::evaluate(const Bindings& bindings, std::uint64_t cost) const {
    return evaluated(bindings, cost, [](const Value& result, Budget& budget) { return toJson(result, &budget); });
}

bool Program::test(const Bindings& bindings, std::uint64_t cost) const {
    const Value result = value(bindings, cost);
    if (result.kind == Kind::Bool) return result.boolean;
    throw Error(ErrorKind::InvalidArgument, "expr.not_bool",
                withPlace({{"type", kindName(result.kind)}}, source(), root().offset));
}

const std::string& Program::source() const { return m_compiled->source; }

const Node& Program::root() const { return m_compiled->parsed.root; }

std::vector<std::string> Program::variables() const {
    std::set<std::string> names;
    collectVariables(root(), names);
    return {names.begin(), names.end()};
}

std::vector<std::string> Program::paths() const {
    std::set<std::string> paths;
    collectPaths(root(), paths);
    return {paths.begin(), paths.end()};
}

Program compile(std::string_view source) {
    auto compiled = std::make_shared<Program::Compiled>();
    compiled->source = source;
    compiled->parsed = Parser(compiled->source).parse();
    return Program(std::move(compiled));
}

}  // namespace heddle::expr
