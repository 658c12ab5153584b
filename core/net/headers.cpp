#include "core/net/headers.h"

#include <algorithm>

namespace heddle::net {

bool sameFieldName(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

void Headers::set(std::string name, std::string value) {
    remove(name);
    add(std::move(name), std::move(value));
}

void Headers::remove(std::string_view name) {
    std::erase_if(m_fields, [&](const auto& field) { return sameFieldName(field.first, name); });
}

std::optional<std::string> Headers::find(std::string_view name) const {
    for (const auto& [key, value] : m_fields)
        if (sameFieldName(key, name)) return value;
    return std::nullopt;
}

bool Headers::has(std::string_view name) const {
    return std::any_of(m_fields.begin(), m_fields.end(),
                       [&](const auto& field) { return sameFieldName(field.first, name); });
}

}  // namespace heddle::net
