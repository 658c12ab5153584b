#pragma once
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace heddle::net {

/// Whether two names of header fields are the same: ASCII case does not count (RFC 9110, section 5.1).
bool sameFieldName(std::string_view a, std::string_view b);

/// Header fields in their order; names compare without case.
class Headers {
public:
    Headers() = default;
    Headers(std::initializer_list<std::pair<std::string, std::string>> fields) : m_fields(fields) {}

    void add(std::string name, std::string value) { m_fields.emplace_back(std::move(name), std::move(value)); }
    /// Replaces every field of that name.
    void set(std::string name, std::string value);
    void remove(std::string_view name);
    /// The first field of that name.
    std::optional<std::string> find(std::string_view name) const;
    bool has(std::string_view name) const;

    auto begin() const { return m_fields.begin(); }
    auto end() const { return m_fields.end(); }

private:
    std::vector<std::pair<std::string, std::string>> m_fields;
};

}  // namespace heddle::net
