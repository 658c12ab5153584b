#pragma once
#include "core/base/json.h"

#include <string>
#include <string_view>

namespace heddle::rest {

/// Where a list goes on, as text that clients hand back and cannot make up: sealed, so that nobody reads a list from a
/// place that it does not show. Safe from any thread.
class CursorSeal {
public:
    /// `key`: secret bytes; cursors of another key are refused.
    explicit CursorSeal(std::string key) : m_key(std::move(key)) {}

    /// `list` says which list in which order; its cursors fit no other.
    std::string seal(std::string_view list, const Json& place) const;
    /// Throws Error(InvalidArgument, "rest.cursor").
    Json open(std::string_view list, std::string_view cursor) const;

private:
    std::string tag(std::string_view list, std::string_view payload) const;

    std::string m_key;
};

}  // namespace heddle::rest
