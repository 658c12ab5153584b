#pragma once
#include <nlohmann/json.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace heddle {

using Json = nlohmann::json;

/// What a text may demand of its reader. A hostile one must not overflow the stack.
struct JsonRules {
    int depth = 200;
    std::size_t keys = std::numeric_limits<std::size_t>::max();  ///< of all objects together
    bool refusesDuplicates = false;                              ///< else the last one of a name stays
};

/// Parses `text`. Throws Error(Parse, …) with the fact `source`: "json.syntax" with `line` and `column` (both 1-based),
/// "json.too_deep" and "json.too_many_keys" with `limit`, "json.duplicate_key" with `key`.
Json parseJson(std::string_view text, std::string_view source = {}, const JsonRules& rules = {});

/// Canonical text: sorted keys, two spaces, a line for each member, '\n' at the end. Invalid UTF-8 is replaced.
std::string canonicalJson(const Json& value);

/// One line, sorted keys, invalid UTF-8 replaced: what databases, events and hashes hold.
std::string compactJson(const Json& value);

/// Reads typed members of one JSON object, and knows where it stands, so that an error names the place.
/// Every getter throws Error(InvalidArgument, "json.missing" | "json.type") with the fact `path` (a JSON pointer).
/// The object must outlive the reader.
class JsonReader {
public:
    explicit JsonReader(const Json& object, std::string path = {});

    const std::string& path() const { return m_path; }
    bool has(std::string_view key) const;

    std::string string(std::string_view key) const;
    std::string string(std::string_view key, std::string fallback) const;
    std::int64_t integer(std::string_view key, std::int64_t fallback) const;
    double number(std::string_view key, double fallback) const;
    bool boolean(std::string_view key, bool fallback) const;
    /// Any value, or null when it is not there.
    Json value(std::string_view key) const;
    /// A list of strings; one bare string counts as a list of one; empty when it is not there.
    std::vector<std::string> strings(std::string_view key) const;
    /// An object, or an empty one when it is not there.
    const Json& object(std::string_view key) const;
    const Json& array(std::string_view key) const;

    /// The members that no getter of this reader asked for: kept by the caller so that a round trip loses nothing.
    Json unread() const;

private:
    const Json* find(std::string_view key) const;
    [[noreturn]] void wrongType(std::string_view key, std::string_view expected, const Json& got) const;
    std::string at(std::string_view key) const;

    const Json& m_object;
    std::string m_path;
    mutable std::vector<std::string> m_read;
};

/// `key` escaped as one step of a JSON pointer (RFC 6901, section 3), with the slash in front.
std::string pointerStep(std::string_view key);

}  // namespace heddle
