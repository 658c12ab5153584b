#include "core/llm/think_tags.h"

#include <algorithm>
#include <utility>

namespace heddle::llm {
namespace {

constexpr std::string_view kOpen = "<think>";
constexpr std::string_view kClose = "</think>";
constexpr std::string_view kSpaces = " \t\r\n";

/// How many bytes at the end of `text` may be the beginning of `tag`.
std::size_t begun(std::string_view text, std::string_view tag) {
    for (std::size_t n = std::min(text.size(), tag.size() - 1); n > 0; --n)
        if (text.ends_with(tag.substr(0, n))) return n;
    return 0;
}

}  // namespace

void ThinkTags::feed(std::string_view text) {
    if (m_state == State::Answer) {
        if (!text.empty()) m_sink(text, false);
        return;
    }
    m_held += text;
    step();
}

void ThinkTags::step() {
    if (m_state == State::Start) {
        const auto begin = m_held.find_first_not_of(kSpaces);
        if (begin == std::string::npos) return;
        const std::string_view seen = std::string_view(m_held).substr(begin);
        if (kOpen.starts_with(seen) && seen.size() < kOpen.size()) return;
        if (!seen.starts_with(kOpen)) {
            m_state = State::Answer;
            return m_sink(std::exchange(m_held, {}), false);
        }
        m_held.erase(0, begin + kOpen.size());
        m_state = State::Thinking;
    }
    if (m_state == State::Thinking) {
        const auto end = m_held.find(kClose);
        const std::size_t sure = end == std::string::npos ? m_held.size() - begun(m_held, kClose) : end;
        if (sure > 0) m_sink(std::string_view(m_held).substr(0, sure), true);
        m_held.erase(0, end == std::string::npos ? sure : end + kClose.size());
        if (end == std::string::npos) return;
        m_state = State::Behind;
    }
    const auto begin = m_held.find_first_not_of(kSpaces);
    m_held.erase(0, begin);
    if (m_held.empty()) return;
    m_state = State::Answer;
    m_sink(std::exchange(m_held, {}), false);
}

void ThinkTags::finish() {
    if (!m_held.empty() && m_state != State::Behind) m_sink(std::exchange(m_held, {}), m_state == State::Thinking);
    m_held.clear();
}

}  // namespace heddle::llm
