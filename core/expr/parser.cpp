#include "core/expr/parser.h"

#include "core/expr/functions.h"

#include <array>
#include <iterator>

namespace heddle::expr {
namespace {

struct BinaryOperator {
    std::string_view symbol;
    Op op;
    int level;
};

constexpr int kRelation = 3;
constexpr BinaryOperator kBinary[] = {
    {"||", Op::Or, 1},         {"&&", Op::And, 2},       {"==", Op::Equal, kRelation},  {"!=", Op::Unequal, kRelation},
    {"<", Op::Less, 3},        {"<=", Op::LessEqual, 3}, {">", Op::Greater, kRelation}, {">=", Op::GreaterEqual, 3},
    {"in", Op::In, kRelation}, {"+", Op::Add, 4},        {"-", Op::Subtract, 4},        {"*", Op::Multiply, 5},
    {"/", Op::Divide, 5},      {"%", Op::Modulo, 5}};

/// A macro that is called on a value: `items.all(x, …)`.
struct MacroForm {
    std::string_view name;
    Op op;
    std::uint8_t leastVariables;
    std::uint8_t mostVariables;
    std::uint8_t mostBodies;
};

constexpr MacroForm kMacros[] = {{"all", Op::All, 1, 2, 1},
                                 {"exists", Op::Exists, 1, 2, 1},
                                 {"exists_one", Op::ExistsOne, 1, 2, 1},
                                 {"existsOne", Op::ExistsOne, 1, 2, 1},
                                 {"map", Op::MapList, 1, 1, 2},
                                 {"filter", Op::Filter, 1, 1, 1},
                                 {"transformList", Op::MapList, 2, 2, 2},
                                 {"transformMap", Op::MapMap, 2, 2, 2},
                                 {"transformMapEntry", Op::MapMapEntry, 2, 2, 2},
                                 {"optMap", Op::OptionalMap, 1, 1, 1},
                                 {"optFlatMap", Op::OptionalFlatMap, 1, 1, 1}};

const MacroForm* findMacro(std::string_view name) {
    const auto* found =
        std::find_if(std::begin(kMacros), std::end(kMacros), [&](const auto& m) { return m.name == name; });
    return found == std::end(kMacros) ? nullptr : found;
}

const BinaryOperator* binaryOperator(const Token& token) {
    if (token.kind != TokenKind::Symbol && token.kind != TokenKind::Name) return nullptr;
    const auto* found =
        std::find_if(std::begin(kBinary), std::end(kBinary), [&](const auto& b) { return b.symbol == token.text; });
    return found == std::end(kBinary) ? nullptr : found;
}

bool isKeyword(std::string_view name) { return name == "in" || name == "true" || name == "false" || name == "null"; }

/// Names that the language keeps for its hosts: no variables (CEL, "Syntax", RESERVED).
bool isReserved(std::string_view name) {
    static constexpr std::string_view kReserved[] = {"as",        "break",  "const",  "continue", "else", "for",
                                                     "function",  "if",     "import", "let",      "loop", "package",
                                                     "namespace", "return", "var",    "void",     "while"};
    return std::find(std::begin(kReserved), std::end(kReserved), name) != std::end(kReserved);
}

std::optional<Kind> typeNamed(std::string_view name) {
    for (int kind = static_cast<int>(Kind::Null); kind <= static_cast<int>(Kind::Optional); ++kind) {
        if (kindName(static_cast<Kind>(kind)) == name) return static_cast<Kind>(kind);
    }
    return std::nullopt;
}

template <typename... Nodes>
std::vector<Node> nodes(Nodes... made) {
    std::vector<Node> list;
    list.reserve(sizeof...(made));
    (list.push_back(std::move(made)), ...);
    return list;
}

}  // namespace

Parser::Parser(std::string_view source) : m_source(source), m_lexer(source) {}

Parsed Parser::parse() {
    take();
    Node root = expression();
    if (m_token.kind != TokenKind::End) unexpected("end");
    return Parsed{std::move(root), m_slots};
}

void Parser::take() {
    m_token = m_lexer.next();
    m_isNegated = false;
}

bool Parser::accept(std::string_view symbol) {
    if (!m_token.is(symbol)) return false;
    take();
    return true;
}

void Parser::expect(std::string_view symbol) {
    if (!accept(symbol)) unexpected(symbol);
}

void Parser::unexpected(std::string_view expected) const {
    const std::string_view found = m_token.kind == TokenKind::End ? "end" : m_token.text;
    throw syntaxError(m_source, m_token.offset, "expr.syntax", {{"found", found}, {"expected", expected}});
}

void Parser::badMacro(std::string_view name, std::uint32_t offset) const {
    throw syntaxError(m_source, offset, "expr.macro", {{"macro", name}});
}

Node Parser::node(Op op, std::uint32_t offset, std::vector<Node> children) {
    Node made;
    made.op = op;
    made.offset = offset;
    for (const Node& child : children)
        made.depth = std::max<std::uint16_t>(made.depth, child.depth + 1);
    if (made.depth > kMaxDepth) throw syntaxError(m_source, offset, "expr.too_deep", {{"limit", kMaxDepth}});
    made.children = std::move(children);
    return made;
}

Node Parser::expression() {
    if (++m_depth > kMaxDepth) throw syntaxError(m_source, m_token.offset, "expr.too_deep", {{"limit", kMaxDepth}});
    Node made = binary(1);
    const std::uint32_t offset = m_token.offset;
    if (accept("?")) {
        Node yes = binary(1);
        expect(":");
        Node no = expression();
        made = node(Op::Choose, offset, nodes(std::move(made), std::move(yes), std::move(no)));
    }
    --m_depth;
    return made;
}

Node Parser::binary(int level) {
    Node left = unary();
    while (const BinaryOperator* found = binaryOperator(m_token)) {
        if (found->level < level) break;
        const std::uint32_t offset = m_token.offset;
        take();
        Node right = binary(found->level + 1);
        const bool isChain = (found->op == Op::And || found->op == Op::Or) && left.op == found->op;
        if (isChain) {
            left.depth = std::max<std::uint16_t>(left.depth, right.depth + 1);
            left.children.push_back(std::move(right));
        } else {
            left = node(found->op, offset, nodes(std::move(left), std::move(right)));
        }
    }
    return left;
}

Node Parser::unary() {
    const std::uint32_t offset = m_token.offset;
    const bool isNot = m_token.is("!");
    if (!isNot && !m_token.is("-")) return member();
    if (++m_depth > kMaxDepth) throw syntaxError(m_source, offset, "expr.too_deep", {{"limit", kMaxDepth}});
    take();
    const bool isNumber =
        m_token.kind == TokenKind::Literal && (m_token.value.kind == Kind::Int || m_token.value.kind == Kind::Double);
    Node made;
    if (!isNot && isNumber) {
        m_isNegated = true;
        made = member();
    } else {
        made = node(isNot ? Op::Not : Op::Negate, offset, nodes(unary()));
    }
    --m_depth;
    return made;
}

Node Parser::member() {
    Node made = primary();
    while (true) {
        const std::uint32_t offset = m_token.offset;
        if (accept(".")) {
            made = afterDot(std::move(made), offset);
        } else if (accept("[")) {
            made = index(std::move(made), offset);
        } else {
            return made;
        }
    }
}

Node Parser::index(Node target, std::uint32_t offset) {
    const Op op = accept("?") ? Op::OptionalIndex : Op::Index;
    Node key = expression();
    expect("]");
    return node(op, offset, nodes(std::move(target), std::move(key)));
}

Node Parser::afterDot(Node target, std::uint32_t offset) {
    const bool isOptional = accept("?");
    const Token name = m_token;
    if (name.kind == TokenKind::Name ? isKeyword(name.text) : name.kind != TokenKind::QuotedName) unexpected("name");
    take();
    if (!isOptional && name.kind == TokenKind::Name && m_token.is("(")) {
        return memberCall(std::move(target), name.text, offset);
    }
    const std::string dotted = isOptional || target.dotted.empty() ? "" : target.dotted + "." + std::string(name.text);
    Node made = node(isOptional ? Op::OptionalSelect : Op::Select, offset, nodes(std::move(target)));
    made.name = name.text;
    if (const auto type = typeNamed(dotted)) {
        made = node(Op::Constant, offset);
        made.constant = Value::ofType(*type);
    }
    made.dotted = dotted;
    return made;
}

Node Parser::memberCall(Node target, std::string_view name, std::uint32_t offset) {
    if (target.dotted == "cel" && name == "bind") return bind(offset);
    const MacroForm* form = findMacro(name);
    if (form) return macro(name, form->op, std::move(target), offset);
    take();
    std::vector<Node> args = arguments(")");
    const std::string dotted = target.dotted.empty() ? "" : target.dotted + "." + std::string(name);
    if (!dotted.empty() && findFunction(dotted, false)) return call(dotted, std::move(args), false, offset);
    args.insert(args.begin(), std::move(target));
    return call(name, std::move(args), true, offset);
}

Node Parser::call(std::string_view name, std::vector<Node> children, bool isMember, std::uint32_t offset) {
    Node made = node(Op::Call, offset, std::move(children));
    made.name = name;
    made.function = findFunction(name, isMember);
    const bool isMatch = name == "matches" && made.children.size() == 2 && made.children[1].op == Op::Constant;
    if (isMatch && made.children[1].constant.kind == Kind::String) {
        auto pattern = Pattern::compile(*made.children[1].constant.text);
        if (pattern) made.pattern = std::make_shared<const Pattern>(std::move(*pattern));
    }
    return made;
}

std::vector<Node> Parser::arguments(std::string_view end) {
    std::vector<Node> made;
    while (!accept(end)) {
        made.push_back(expression());
        if (!m_token.is(end)) expect(",");
    }
    return made;
}

Node Parser::primary() {
    if (m_token.kind == TokenKind::Literal) return literal();
    if (m_token.kind == TokenKind::Name || m_token.is(".")) return identifier();
    if (m_token.is("[")) return list();
    if (m_token.is("{")) return map();
    if (!accept("(")) unexpected("expression");
    Node made = expression();
    expect(")");
    // `(a).b` is a field of a value, not the variable named "a.b".
    made.dotted.clear();
    return made;
}

Node Parser::literal() {
    Node made = node(Op::Constant, m_token.offset);
    made.constant = m_token.value;
    if (made.constant.kind == Kind::Double && m_isNegated) made.constant.number = -made.constant.number;
    if (made.constant.kind == Kind::Int) {
        const std::uint64_t magnitude = m_token.value.unsignedInteger;
        const std::uint64_t limit = static_cast<std::uint64_t>(INT64_MAX) + (m_isNegated ? 1 : 0);
        if (magnitude > limit) throw syntaxError(m_source, m_token.offset, "expr.literal", {{"text", m_token.text}});
        made.constant.integer = static_cast<std::int64_t>(m_isNegated ? 0 - magnitude : magnitude);
    }
    take();
    return made;
}

Node Parser::identifier() {
    const bool isRooted = accept(".");
    const Token name = m_token;
    if (name.kind != TokenKind::Name || name.text == "in" || isReserved(name.text)) unexpected("expression");
    take();
    Node made = node(Op::Constant, name.offset);
    if (!isRooted && isKeyword(name.text)) {
        if (name.text != "null") made.constant = Value::ofBool(name.text == "true");
        return made;
    }
    if (m_token.is("(")) {
        if (name.text == "has") return has(name.offset);
        take();
        return call(name.text, arguments(")"), false, name.offset);
    }
    const auto local = std::find(m_locals.rbegin(), m_locals.rend(), name.text);
    made.name = name.text;
    if (!isRooted && local != m_locals.rend()) {
        made.op = Op::Local;
        made.slot = static_cast<int>(std::distance(local, m_locals.rend())) - 1;
        return made;
    }
    made.op = Op::Variable;
    made.dotted = name.text;
    if (const auto type = typeNamed(name.text)) made.constant = Value::ofType(*type);
    return made;
}

Node Parser::entry(Node value, bool isOptional, std::uint32_t offset) {
    return isOptional ? node(Op::Entry, offset, nodes(std::move(value))) : value;
}

Node Parser::list() {
    const std::uint32_t offset = m_token.offset;
    take();
    std::vector<Node> elements;
    while (!accept("]")) {
        const std::uint32_t start = m_token.offset;
        const bool isOptional = accept("?");
        elements.push_back(entry(expression(), isOptional, start));
        if (!m_token.is("]")) expect(",");
    }
    return node(Op::MakeList, offset, std::move(elements));
}

Node Parser::map() {
    const std::uint32_t offset = m_token.offset;
    take();
    std::vector<Node> entries;
    while (!accept("}")) {
        const std::uint32_t start = m_token.offset;
        const bool isOptional = accept("?");
        entries.push_back(expression());
        expect(":");
        entries.push_back(entry(expression(), isOptional, start));
        if (!m_token.is("}")) expect(",");
    }
    return node(Op::MakeMap, offset, std::move(entries));
}

Node Parser::has(std::uint32_t offset) {
    expect("(");
    Node made = expression();
    if (made.op != Op::Select || !accept(")")) badMacro("has", offset);
    made.op = Op::Has;
    made.dotted.clear();
    return made;
}

Node Parser::bind(std::uint32_t offset) {
    expect("(");
    if (m_token.kind != TokenKind::Name || isKeyword(m_token.text)) badMacro("cel.bind", offset);
    const std::string name(m_token.text);
    take();
    expect(",");
    Node value = expression();
    expect(",");
    const std::size_t slot = m_locals.size();
    m_locals.push_back(name);
    m_slots = std::max(m_slots, static_cast<int>(m_locals.size()));
    Node made = node(Op::Bind, offset, nodes(std::move(value), expression()));
    m_locals.pop_back();
    made.slot = static_cast<int>(slot);
    expect(")");
    return made;
}

void Parser::loopVariable(std::string_view macro, std::uint32_t offset) {
    if (m_token.kind != TokenKind::Name || isKeyword(m_token.text) || isReserved(m_token.text)) badMacro(macro, offset);
    m_locals.emplace_back(m_token.text);
    take();
    if (!accept(",")) badMacro(macro, offset);
}

bool Parser::isVariableAndComma() const {
    if (m_token.kind != TokenKind::Name || isKeyword(m_token.text)) return false;
    Lexer ahead = m_lexer;
    return ahead.next().is(",");
}

Node Parser::macro(std::string_view name, Op op, Node target, std::uint32_t offset) {
    const MacroForm& form = *findMacro(name);
    const std::size_t outer = m_locals.size();
    expect("(");
    loopVariable(name, offset);
    const bool hasTwo = form.mostVariables == 2 && (form.leastVariables == 2 || isVariableAndComma());
    if (hasTwo) loopVariable(name, offset);
    m_slots = std::max(m_slots, static_cast<int>(m_locals.size()));
    std::vector<Node> children = nodes(std::move(target));
    std::vector<Node> bodies = arguments(")");
    m_locals.resize(outer);
    if (bodies.empty() || bodies.size() > form.mostBodies) badMacro(name, offset);
    // With two bodies the first one filters; nodes keep the filter last.
    std::move(bodies.rbegin(), bodies.rend(), std::back_inserter(children));
    Node made = node(op, offset, std::move(children));
    made.hasTwo = hasTwo;
    made.slot = static_cast<int>(outer);
    made.name = name;
    return made;
}

}  // namespace heddle::expr
