#pragma once
#include "core/base/messages.h"

namespace heddle {

inline constexpr MessageEntry kNetMessages[] = {
    {"net.connect",
     HEDDLE_MESSAGE("Messages",
                    "No connection to {url}: {reason}. Check the address and that the service is running.")},
    {"net.tls",
     HEDDLE_MESSAGE(
         "Messages",
         "No secure connection to {url}: {reason}. Check the address, the certificate and this computer's clock.")},
    {"net.closed", HEDDLE_MESSAGE("Messages", "{url} closed the connection in mid-answer: {reason}. Try again.")},
    {"net.failed", HEDDLE_MESSAGE("Messages", "The request to {url} failed: {reason}.")},
    {"net.timeout", HEDDLE_MESSAGE("Messages",
                                   "{url} did not answer in time: {reason}. Try again; when this goes on, see whether "
                                   "the server is overloaded or the way to it is slow.")},
    {"net.url",
     HEDDLE_MESSAGE(
         "Messages",
         "“{url}” is not an address that Heddle can ask: {reason}. Use one that starts with http:// or https://.")},
    {"net.header", HEDDLE_MESSAGE("Messages", "The header {name} for {url} has a line break. Remove it.")},
    {"net.redirect", HEDDLE_MESSAGE("Messages",
                                    "{url} sends requests on to {target}, where they must not go unasked: {reason}. If "
                                    "you trust that address, enter it instead.")},
    {"net.private_address",
     HEDDLE_MESSAGE("Messages", "{url} is on this computer or in a private network, where agents may not go.")},
    {"net.too_large", HEDDLE_MESSAGE("Messages", "The answer of {url} is larger than {limit} bytes.")},
    {"net.event_too_large", HEDDLE_MESSAGE("Messages", "The server sent one event of more than {limit} bytes.")},
    {"net.cancelled", HEDDLE_MESSAGE("Messages", "The request to {url} was cancelled.")},
};

}  // namespace heddle
