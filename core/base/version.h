#pragma once
#include <compare>
#include <string>

namespace heddle {

/// A semantic version (semver.org 2.0.0). Build metadata is kept in the text but does not order.
struct Version {
    int major = 0;
    int minor = 0;
    int patch = 0;
    std::string preRelease;  ///< without the dash
    std::string build;       ///< without the plus

    /// Throws Error(Parse, "version.syntax") with the fact `text`.
    static Version parse(std::string_view text);
    std::string toString() const;

    /// Precedence, section 11 of the specification.
    std::strong_ordering operator<=>(const Version& other) const;
    bool operator==(const Version& other) const { return (*this <=> other) == 0; }
};

}  // namespace heddle
