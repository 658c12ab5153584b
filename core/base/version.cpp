#include "core/base/version.h"

#include "core/base/error.h"

#include <charconv>

namespace heddle {
namespace {

[[noreturn]] void refuse(std::string_view text) { throw Error(ErrorKind::Parse, "version.syntax", {{"text", text}}); }

bool isNumeric(std::string_view text) {
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

int takeNumber(std::string_view& rest, std::string_view whole) {
    int value = 0;
    const auto [end, failure] = std::from_chars(rest.data(), rest.data() + rest.size(), value);
    const auto length = static_cast<std::size_t>(end - rest.data());
    if (failure != std::errc() || !isNumeric(rest.substr(0, length)) || (length > 1 && rest[0] == '0')) refuse(whole);
    rest.remove_prefix(length);
    return value;
}

void checkIdentifiers(std::string_view list, bool numbersAreStrict, std::string_view whole) {
    constexpr std::string_view allowed = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-";
    while (true) {
        const auto dot = list.find('.');
        const auto part = list.substr(0, dot);
        if (part.empty() || part.find_first_not_of(allowed) != std::string_view::npos) refuse(whole);
        if (numbersAreStrict && isNumeric(part) && part.size() > 1 && part[0] == '0') refuse(whole);
        if (dot == std::string_view::npos) return;
        list.remove_prefix(dot + 1);
    }
}

std::strong_ordering compareIdentifier(std::string_view a, std::string_view b) {
    const bool numericA = isNumeric(a);
    const bool numericB = isNumeric(b);
    if (numericA != numericB) return numericA ? std::strong_ordering::less : std::strong_ordering::greater;
    if (numericA && a.size() != b.size()) return a.size() <=> b.size();
    return a.compare(b) <=> 0;
}

std::strong_ordering comparePreRelease(std::string_view a, std::string_view b) {
    if (a.empty() || b.empty())
        return b.empty() <=> a.empty() == 0 ? std::strong_ordering::equal
               : a.empty()                  ? std::strong_ordering::greater
                                            : std::strong_ordering::less;
    while (true) {
        const auto dotA = a.find('.');
        const auto dotB = b.find('.');
        const auto order = compareIdentifier(a.substr(0, dotA), b.substr(0, dotB));
        if (order != 0) return order;
        if (dotA == std::string_view::npos || dotB == std::string_view::npos) {
            return (dotA != std::string_view::npos) <=> (dotB != std::string_view::npos);
        }
        a.remove_prefix(dotA + 1);
        b.remove_prefix(dotB + 1);
    }
}

}  // namespace

Version Version::parse(std::string_view text) {
    Version version;
    std::string_view rest = text;
    version.major = takeNumber(rest, text);
    if (!rest.starts_with('.')) refuse(text);
    rest.remove_prefix(1);
    version.minor = takeNumber(rest, text);
    if (!rest.starts_with('.')) refuse(text);
    rest.remove_prefix(1);
    version.patch = takeNumber(rest, text);
    if (const auto plus = rest.find('+'); plus != std::string_view::npos) {
        version.build = rest.substr(plus + 1);
        checkIdentifiers(version.build, false, text);
        rest = rest.substr(0, plus);
    }
    if (rest.starts_with('-')) {
        version.preRelease = rest.substr(1);
        checkIdentifiers(version.preRelease, true, text);
        rest = {};
    }
    if (!rest.empty()) refuse(text);
    return version;
}

std::string Version::toString() const {
    std::string text = std::to_string(major) + "." + std::to_string(minor) + "." + std::to_string(patch);
    if (!preRelease.empty()) text += "-" + preRelease;
    if (!build.empty()) text += "+" + build;
    return text;
}

std::strong_ordering Version::operator<=>(const Version& other) const {
    if (const auto order = major <=> other.major; order != 0) return order;
    if (const auto order = minor <=> other.minor; order != 0) return order;
    if (const auto order = patch <=> other.patch; order != 0) return order;
    return comparePreRelease(preRelease, other.preRelease);
}

}  // namespace heddle
