#include "core/nodes/text_parts.h"

#include <array>

namespace heddle::nodes {
namespace {

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t\r\n");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

/// Bytes of the first `count` code points of `text`.
std::size_t bytesOf(std::string_view text, std::size_t count) {
    std::size_t at = 0;
    while (at < text.size() && count > 0) {
        ++at;
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80)
            ++at;
        --count;
    }
    return at;
}

/// Where to cut `window`: behind the last of the best separators in its second half, else at its end.
std::size_t cutIn(std::string_view window) {
    constexpr std::array<std::string_view, 7> separators{"\n\n", "\n", "。", "！", ". ", "; ", " "};
    for (const auto separator : separators) {
        const auto at = window.rfind(separator);
        if (at != std::string_view::npos && at + separator.size() > window.size() / 2) return at + separator.size();
    }
    return window.size();
}

}  // namespace

std::vector<std::string> cutIntoParts(std::string_view text, std::size_t limit) {
    std::vector<std::string> parts;
    while (true) {
        text = trimmed(text);
        if (text.empty()) return parts;
        std::size_t end = bytesOf(text, limit);
        if (end < text.size()) end = cutIn(text.substr(0, end));
        parts.emplace_back(trimmed(text.substr(0, end)));
        text.remove_prefix(end);
    }
}

std::vector<std::string> piecesOf(std::string_view text, std::string_view unit) {
    std::vector<std::string> pieces;
    const std::string_view separator = unit == "lines" ? "\n" : "\n\n";
    while (!text.empty()) {
        const auto at = text.find(separator);
        if (const auto piece = trimmed(text.substr(0, at)); !piece.empty()) pieces.emplace_back(piece);
        if (at == std::string_view::npos) break;
        text.remove_prefix(at + separator.size());
    }
    return pieces;
}

}  // namespace heddle::nodes
