#include "core/tools/tool_names.h"

#include <algorithm>
#include <cctype>
#include <cstdint>

namespace heddle::tools {
namespace {

constexpr std::size_t kLongest = 64;

std::string slug(std::string_view name) {
    std::string text;
    for (const char c : name) {
        const bool isPlain = std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-';
        text += isPlain && static_cast<unsigned char>(c) < 128 ? c : '_';
    }
    return text.empty() ? "tool" : text;
}

/// FNV-1a, 32 bits: the same in every process, which std::hash does not promise.
std::string shortHash(std::string_view text) {
    std::uint32_t hash = 2166136261u;
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
    std::string digits;
    for (int shift = 28; shift >= 0; shift -= 4)
        digits += "0123456789abcdef"[(hash >> shift) & 15u];
    return digits;
}

}  // namespace

std::string ToolNames::add(const std::string& tool) {
    std::string name = slug(tool);
    const auto taken = [&] { return m_tools.contains(name) && m_tools.at(name) != tool; };
    if (name.size() > kLongest || taken()) {
        name.resize(std::min(name.size(), kLongest - 9));
        name += "_" + shortHash(tool);
    }
    for (int number = 2; taken(); ++number)
        name = name.substr(0, kLongest - 4) + "_" + std::to_string(number);
    m_tools.emplace(name, tool);
    return name;
}

std::string ToolNames::toolOf(const std::string& modelName) const {
    const auto found = m_tools.find(modelName);
    return found == m_tools.end() ? std::string() : found->second;
}

}  // namespace heddle::tools
