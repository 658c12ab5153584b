#pragma once

namespace heddle::storage {

/// The text of a statement. Only a literal of the source can become one, so no SQL is ever built from input. Its
/// address identifies it in the statement caches.
class Sql {
public:
    consteval Sql(const char* text) : m_text(text) {}
    constexpr const char* text() const { return m_text; }

private:
    const char* m_text;
};

}  // namespace heddle::storage
