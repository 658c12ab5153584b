#include "core/nodes/config.h"

#include "core/base/error.h"

namespace heddle::nodes {

template <typename Read>
auto Config::located(std::string_view key, Read read) const {
    try {
        return read();
    } catch (const Error& e) {
        throw e.with("node", m_node.id).with("path", "/config" + pointerStep(key));
    }
}

std::string Config::text(std::string_view key) const {
    return located(key, [&] {
        std::string value = m_reader.string(key);
        if (value.empty()) throw Error(ErrorKind::InvalidArgument, "node.config_empty", {{"key", key}});
        return value;
    });
}

expr::TextTemplate Config::textTemplate(std::string_view key) const {
    return located(key, [&] { return expr::parseTemplate(m_reader.string(key, "")); });
}

expr::Program Config::expression(std::string_view key) const {
    const std::string source = text(key);
    return located(key, [&] { return expr::compile(source); });
}

std::optional<expr::Program> Config::optionalExpression(std::string_view key) const {
    const std::string source = located(key, [&] { return m_reader.string(key, ""); });
    if (source.empty()) return std::nullopt;
    return located(key, [&] { return expr::compile(source); });
}

std::string asText(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    return value.is_null() ? std::string() : compactJson(value);
}

engine::NodeResult writes(const std::string& field, Json value) {
    engine::NodeResult result;
    result.updates.emplace_back(field, std::move(value));
    return result;
}

ConfigSchema& ConfigSchema::add(const char* key, Json schema, const char* title, const char* help, bool required) {
    schema["title"] = title;
    if (*help) schema["description"] = help;
    m_schema["properties"][key] = std::move(schema);
    m_schema["x-order"].push_back(key);
    if (required) m_schema["required"].push_back(key);
    return *this;
}

ConfigSchema& ConfigSchema::addChoice(const char* key, std::initializer_list<Choice> choices, const char* title,
                                      const char* help) {
    Json schema{{"enum", Json::array()}, {"x-enum-titles", Json::object()}, {"default", choices.begin()->value}};
    for (const Choice& choice : choices) {
        schema["enum"].push_back(choice.value);
        schema["x-enum-titles"][choice.value] = choice.title;
    }
    return add(key, std::move(schema), title, help);
}

}  // namespace heddle::nodes
