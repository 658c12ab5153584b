#pragma once
#include "core/domain/workflow.h"
#include "core/engine/node.h"
#include "core/expr/program.h"
#include "core/expr/text_template.h"

#include <initializer_list>
#include <optional>
#include <string>

namespace heddle::nodes {

/// Reads a node's configuration while its runner is made. Every error carries the facts `node` and `path`.
class Config {
public:
    explicit Config(const domain::Node& node) : m_reader(node.config, "/config"), m_node(node) {}

    const JsonReader& raw() const { return m_reader; }
    /// A required, non-empty text.
    std::string text(std::string_view key) const;
    expr::TextTemplate textTemplate(std::string_view key) const;
    /// A required expression.
    expr::Program expression(std::string_view key) const;
    /// An expression that may be left out.
    std::optional<expr::Program> optionalExpression(std::string_view key) const;

private:
    template <typename Read>
    auto located(std::string_view key, Read read) const;

    JsonReader m_reader;
    const domain::Node& m_node;
};

/// An expression's value as text: strings as they are, null as "", the rest as compact JSON.
std::string asText(const Json& value);

/// A result that writes one field.
engine::NodeResult writes(const std::string& field, Json value);

/// A value that a member may have, and what it is called.
struct Choice {
    const char* value;
    const char* title;
};

/// Builds configSchema objects; titles and help are marked with HEDDLE_MESSAGE("NodeTypes", …) by the callers.
class ConfigSchema {
public:
    /// `extra` is merged into the member's schema.
    ConfigSchema& add(const char* key, Json schema, const char* title, const char* help = "", bool required = false);
    /// One of `choices`; the first is the default.
    ConfigSchema& addChoice(const char* key, std::initializer_list<Choice> choices, const char* title,
                            const char* help = "");
    Json json() const { return m_schema; }

private:
    Json m_schema{{"type", "object"}, {"properties", Json::object()}, {"x-order", Json::array()}};
};

}  // namespace heddle::nodes
