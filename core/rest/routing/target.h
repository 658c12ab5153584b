#pragma once
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace heddle::rest {

/// What a request asks for, decoded. Nothing is normalised: a target that has two readings is refused.
struct Target {
    std::vector<std::string> segments;                       ///< "/a/b" is "a", "b"; "/" is none
    std::vector<std::pair<std::string, std::string>> query;  ///< names and values in their order
};

/// Reads origin form ("/path?query") and absolute form ("http://host/path?query"; RFC 9112, section 3.2). Throws
/// Error(InvalidArgument, "rest.bad_target") with the fact `reason`: for empty segments, "." and "..", however spelt,
/// for slashes, backslashes and control characters that are encoded, for what is not UTF-8 or not encoded as it must
/// be.
Target parseTarget(std::string_view text);

}  // namespace heddle::rest
