#include "core/base/json.h"

#include "core/base/error.h"

namespace heddle {
namespace {

/// Byte offset to 1-based line and column (in bytes).
std::pair<int, int> lineAndColumn(std::string_view text, std::size_t offset) {
    int line = 1;
    std::size_t start = 0;
    offset = std::min(offset, text.size());
    for (std::size_t i = 0; i < offset; ++i) {
        if (text[i] == '\n') {
            ++line;
            start = i + 1;
        }
    }
    return {line, static_cast<int>(offset - start) + 1};
}

/// The parser recurses, so depth is measured before it runs.
bool isDeeperThan(int limit, std::string_view text) {
    int depth = 0;
    bool inString = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (inString) {
            if (c == '\\') ++i;
            if (c == '"') inString = false;
            continue;
        }
        if (c == '"') inString = true;
        if (c == '{' || c == '[') {
            if (++depth > limit) return true;
        }
        if (c == '}' || c == ']') --depth;
    }
    return false;
}

Json parse(std::string_view text, std::string_view source, const JsonRules& rules) {
    if (!rules.refusesDuplicates && rules.keys == JsonRules().keys) return Json::parse(text);
    std::size_t keys = 0;
    std::vector<std::set<std::string>> open;  // the names in each object that is not closed yet
    return Json::parse(text, [&](int, Json::parse_event_t event, const Json& value) {
        if (event == Json::parse_event_t::object_start) open.emplace_back();
        if (event == Json::parse_event_t::object_end) open.pop_back();
        if (event != Json::parse_event_t::key) return true;
        if (++keys > rules.keys)
            throw Error(ErrorKind::Parse, "json.too_many_keys", {{"source", source}, {"limit", rules.keys}});
        if (rules.refusesDuplicates && !open.back().insert(value.get<std::string>()).second)
            throw Error(ErrorKind::Parse, "json.duplicate_key", {{"source", source}, {"key", value}});
        return true;
    });
}

std::string dump(const Json& value, int indent) {
    return value.dump(indent, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

Json parseJson(std::string_view text, std::string_view source, const JsonRules& rules) {
    if (isDeeperThan(rules.depth, text)) {
        throw Error(ErrorKind::Parse, "json.too_deep", {{"source", source}, {"limit", rules.depth}});
    }
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    try {
        return parse(text, source, rules);
    } catch (const Json::parse_error& e) {
        const auto [line, column] = lineAndColumn(text, e.byte > 0 ? e.byte - 1 : 0);
        throw Error(ErrorKind::Parse, "json.syntax", {{"source", source}, {"line", line}, {"column", column}});
    } catch (const Json::out_of_range& e) {
        // A number beyond what a double holds: the exception knows its text, but not its place.
        const std::string_view what = e.what();
        const std::size_t open = what.find('\'');
        const std::string_view number =
            open == std::string_view::npos ? what : what.substr(open + 1, what.size() - open - 2);
        const auto [line, column] = lineAndColumn(text, text.find(number));
        throw Error(ErrorKind::Parse, "json.syntax", {{"source", source}, {"line", line}, {"column", column}});
    }
}

std::string canonicalJson(const Json& value) { return dump(value, 2) + "\n"; }

std::string compactJson(const Json& value) { return dump(value, -1); }

std::string pointerStep(std::string_view key) {
    std::string step = "/";
    for (const char c : key) {
        if (c == '~') {
            step += "~0";
        } else if (c == '/') {
            step += "~1";
        } else {
            step += c;
        }
    }
    return step;
}

JsonReader::JsonReader(const Json& object, std::string path) : m_object(object), m_path(std::move(path)) {
    if (!object.is_object()) {
        throw Error(ErrorKind::InvalidArgument, "json.type",
                    {{"path", m_path}, {"expected", "object"}, {"got", object.type_name()}});
    }
}

bool JsonReader::has(std::string_view key) const { return m_object.contains(key); }

const Json* JsonReader::find(std::string_view key) const {
    m_read.emplace_back(key);
    const auto it = m_object.find(key);
    if (it == m_object.end() || it->is_null()) return nullptr;
    return &*it;
}

std::string JsonReader::at(std::string_view key) const { return m_path + pointerStep(key); }

void JsonReader::wrongType(std::string_view key, std::string_view expected, const Json& got) const {
    throw Error(ErrorKind::InvalidArgument, "json.type",
                {{"path", at(key)}, {"expected", expected}, {"got", got.type_name()}});
}

std::string JsonReader::string(std::string_view key) const {
    const Json* found = find(key);
    if (!found) throw Error(ErrorKind::InvalidArgument, "json.missing", {{"path", at(key)}});
    if (!found->is_string()) wrongType(key, "string", *found);
    return found->get<std::string>();
}

std::string JsonReader::string(std::string_view key, std::string fallback) const {
    const Json* found = find(key);
    if (!found) return fallback;
    if (!found->is_string()) wrongType(key, "string", *found);
    return found->get<std::string>();
}

std::int64_t JsonReader::integer(std::string_view key, std::int64_t fallback) const {
    const Json* found = find(key);
    if (!found) return fallback;
    if (!found->is_number_integer()) wrongType(key, "integer", *found);
    return found->get<std::int64_t>();
}

double JsonReader::number(std::string_view key, double fallback) const {
    const Json* found = find(key);
    if (!found) return fallback;
    if (!found->is_number()) wrongType(key, "number", *found);
    return found->get<double>();
}

bool JsonReader::boolean(std::string_view key, bool fallback) const {
    const Json* found = find(key);
    if (!found) return fallback;
    if (!found->is_boolean()) wrongType(key, "boolean", *found);
    return found->get<bool>();
}

Json JsonReader::value(std::string_view key) const {
    const Json* found = find(key);
    return found ? *found : Json();
}

std::vector<std::string> JsonReader::strings(std::string_view key) const {
    const Json* found = find(key);
    if (!found) return {};
    if (found->is_string()) return {found->get<std::string>()};
    if (!found->is_array()) wrongType(key, "array", *found);
    std::vector<std::string> result;
    for (const auto& item : *found) {
        if (!item.is_string()) wrongType(key, "array of strings", item);
        result.push_back(item.get<std::string>());
    }
    return result;
}

const Json& JsonReader::object(std::string_view key) const {
    static const Json empty = Json::object();
    const Json* found = find(key);
    if (!found) return empty;
    if (!found->is_object()) wrongType(key, "object", *found);
    return *found;
}

const Json& JsonReader::array(std::string_view key) const {
    static const Json empty = Json::array();
    const Json* found = find(key);
    if (!found) return empty;
    if (!found->is_array()) wrongType(key, "array", *found);
    return *found;
}

Json JsonReader::unread() const {
    Json rest = Json::object();
    for (const auto& [key, value] : m_object.items()) {
        if (std::find(m_read.begin(), m_read.end(), key) == m_read.end()) rest[key] = value;
    }
    return rest;
}

}  // namespace heddle
