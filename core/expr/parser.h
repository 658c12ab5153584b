#pragma once
#include "core/expr/ast.h"
#include "core/expr/lexer.h"

#include <string_view>
#include <vector>

namespace heddle::expr {

/// How deep an expression may nest, written or in chains of one operator: evaluation recurses.
inline constexpr int kMaxDepth = 500;

struct Parsed {
    Node root;
    int slots = 0;  ///< how many local variables an evaluation needs at most
};

/// Recursive descent over the grammar of the CEL specification; names of macros' variables become slots, functions are
/// looked up. Throws Error(Parse, "expr.…").
class Parser {
public:
    explicit Parser(std::string_view source);
    Parsed parse();

private:
    Node expression();
    Node binary(int level);
    Node unary();
    Node member();
    Node afterDot(Node target, std::uint32_t offset);
    Node memberCall(Node target, std::string_view name, std::uint32_t offset);
    Node index(Node target, std::uint32_t offset);
    Node primary();
    Node identifier();
    Node literal();
    Node list();
    Node map();
    Node entry(Node value, bool isOptional, std::uint32_t offset);
    std::vector<Node> arguments(std::string_view end);
    Node call(std::string_view name, std::vector<Node> children, bool isMember, std::uint32_t offset);

    Node has(std::uint32_t offset);
    Node bind(std::uint32_t offset);
    Node macro(std::string_view name, Op op, Node target, std::uint32_t offset);
    void loopVariable(std::string_view macro, std::uint32_t offset);
    bool isVariableAndComma() const;

    Node node(Op op, std::uint32_t offset, std::vector<Node> children = {});
    void take();
    bool accept(std::string_view symbol);
    void expect(std::string_view symbol);
    [[noreturn]] void unexpected(std::string_view expected) const;
    [[noreturn]] void badMacro(std::string_view name, std::uint32_t offset) const;

    std::string_view m_source;
    Lexer m_lexer;
    Token m_token;
    std::vector<std::string> m_locals;
    int m_slots = 0;
    int m_depth = 0;
    bool m_isNegated = false;  ///< a minus was folded into the literal m_token
};

}  // namespace heddle::expr
