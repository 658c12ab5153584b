#pragma once
#include <string_view>
#include <utility>

#include "core/base/messages.h"

namespace heddle {

/// Code and sentence, grouped by room. A sentence names the place and says what to do. Included by messages.cpp only.
inline constexpr std::pair<std::string_view, std::string_view> kMessages[] = {
    // base
    {"internal.exception", HEDDLE_MESSAGE("Messages", "Something went wrong inside Heddle: {what}")},
    {"json.syntax", HEDDLE_MESSAGE("Messages", "{source} is not valid JSON: line {line}, column {column}.")},
    {"json.too_deep", HEDDLE_MESSAGE("Messages", "{source} is nested deeper than {limit} levels.")},
    {"json.missing", HEDDLE_MESSAGE("Messages", "{path} is missing.")},
    {"json.type", HEDDLE_MESSAGE("Messages", "{path} must be of type {expected}, but is {got}.")},
    {"file.not_found", HEDDLE_MESSAGE("Messages", "There is no file {file}.")},
    {"file.unreadable", HEDDLE_MESSAGE("Messages", "{file} cannot be read: {reason}.")},
    {"file.unwritable", HEDDLE_MESSAGE("Messages", "{file} cannot be written: {reason}. Nothing was changed.")},
    {"file.too_large", HEDDLE_MESSAGE("Messages", "{file} is larger than {limit} bytes.")},
    {"version.syntax", HEDDLE_MESSAGE("Messages", "“{text}” is not a version of the form 1.2.3.")},
};

}  // namespace heddle
