#pragma once
#include <string>
#include <string_view>

namespace heddle::schema {

/// Whether `text` has the format that JSON Schema calls `format`: date-time, date, time, duration, email, hostname,
/// ipv4, ipv6, uri, uri-reference, uuid, json-pointer, regex. Other formats fit everything.
bool hasFormat(std::string_view text, const std::string& format);

}  // namespace heddle::schema
