#pragma once
#include "core/base/messages.h"

namespace heddle {

inline constexpr MessageEntry kBaseMessages[] = {
    {"internal.exception", HEDDLE_MESSAGE("Messages", "Something went wrong inside Heddle: {what}")},
    {"json.syntax", HEDDLE_MESSAGE("Messages", "{source} is not valid JSON: line {line}, column {column}.")},
    {"json.too_deep", HEDDLE_MESSAGE("Messages", "{source} is nested deeper than {limit} levels.")},
    {"json.too_many_keys", HEDDLE_MESSAGE("Messages", "{source} has more than {limit} members.")},
    {"json.duplicate_key", HEDDLE_MESSAGE("Messages", "{source} has the member “{key}” twice in one object.")},
    {"json.missing", HEDDLE_MESSAGE("Messages", "{path} is missing.")},
    {"json.type", HEDDLE_MESSAGE("Messages", "{path} must be of type {expected}, but is {got}.")},
    {"file.not_found", HEDDLE_MESSAGE("Messages", "There is no file {file}.")},
    {"file.exists", HEDDLE_MESSAGE("Messages", "There is already a file {file}. Choose another name.")},
    {"cli.pair", HEDDLE_MESSAGE("Messages", "“{text}” is not of the form name=value.")},
    {"cli.duration", HEDDLE_MESSAGE("Messages", "“{text}” is not a time such as 30d, 12h or 45m.")},
    {"file.unreadable", HEDDLE_MESSAGE("Messages", "{file} cannot be read: {reason}.")},
    {"file.unwritable", HEDDLE_MESSAGE("Messages", "{file} cannot be written: {reason}. Nothing was changed.")},
    {"file.too_large",
     HEDDLE_MESSAGE("Messages", "{file} is larger than {limit} bytes. Check that it is the right file.")},
    {"version.syntax", HEDDLE_MESSAGE("Messages", "“{text}” is not a version of the form 1.2.3.")},
    {"setting.unknown", HEDDLE_MESSAGE("Messages", "There is no setting “{key}”. There are: {known}.")},
    {"setting.value", HEDDLE_MESSAGE("Messages", "The setting {key} cannot be “{got}”. Allowed is {allowed}.")},
    {"serve.no_key",
     HEDDLE_MESSAGE("Messages", "TLS needs both settings, tls.certificate and tls.key, and one of them is empty.")},
    {"serve.plain",
     HEDDLE_MESSAGE("Messages",
                    "Other computers could connect to {address}, and passwords would travel in clear. Give --cert and "
                    "--key, or --plain-http when a proxy in front does TLS.")},
    {"auth.no_credential", HEDDLE_MESSAGE("Messages", "Sign in, or send an API key, as “Authorization: Bearer …”.")},
};

}  // namespace heddle
