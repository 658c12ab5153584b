#pragma once
#include "core/base/messages.h"

namespace heddle {

inline constexpr MessageEntry kRestMessages[] = {
    {"rest.bad_request", HEDDLE_MESSAGE("Messages", "The request cannot be read: {reason}.")},
    {"rest.bad_target", HEDDLE_MESSAGE("Messages", "The request's target is refused: {reason}.")},
    {"rest.target_too_long", HEDDLE_MESSAGE("Messages", "The request's target is longer than {limit} bytes.")},
    {"rest.head_too_large",
     HEDDLE_MESSAGE("Messages", "The request's header fields are more than the limit of {limit} allows.")},
    {"rest.body_too_large", HEDDLE_MESSAGE("Messages", "The request's body is larger than {limit} bytes.")},
    {"rest.http_version", HEDDLE_MESSAGE("Messages", "Only HTTP/1.1 and HTTP/1.0 are spoken here.")},
    {"rest.expectation", HEDDLE_MESSAGE("Messages", "The only expectation that can be met is 100-continue.")},
    {"rest.request_timeout", HEDDLE_MESSAGE("Messages", "The request did not arrive in time. Try again.")},
    {"rest.client_gone", HEDDLE_MESSAGE("Messages", "The client has closed the connection.")},
    {"rest.address", HEDDLE_MESSAGE("Messages", "“{address}” is not an IP address.")},
    {"rest.cannot_listen",
     HEDDLE_MESSAGE(
         "Messages",
         "The server cannot listen on {address}, port {port}: {reason}. Choose another port, or stop what uses it.")},
    {"rest.certificate",
     HEDDLE_MESSAGE(
         "Messages",
         "{file} cannot be used for TLS: {reason}. It must be a PEM file, and the key must fit the certificate.")},
    {"rest.internal",
     HEDDLE_MESSAGE("Messages", "Something went wrong inside Heddle. The server's log says more under {request}.")},
    {"rest.no_route", HEDDLE_MESSAGE("Messages", "There is nothing at this address.")},
    {"rest.method", HEDDLE_MESSAGE("Messages", "{method} is not possible here. Use one of {allow}.")},
    {"rest.parameter", HEDDLE_MESSAGE("Messages", "The parameter “{parameter}” is wrong: {reason}")},
    {"rest.unknown_parameter", HEDDLE_MESSAGE("Messages", "There is no parameter “{parameter}” here.")},
    {"rest.media_type", HEDDLE_MESSAGE("Messages", "The request's body must be of the type {accept}.")},
    {"rest.body_missing", HEDDLE_MESSAGE("Messages", "The request needs a body of the type {accept}.")},
    {"rest.not_utf8", HEDDLE_MESSAGE("Messages", "The request's body is not UTF-8.")},
    {"rest.body", HEDDLE_MESSAGE("Messages", "The request's body is wrong: {reason}")},
    {"rest.cursor", HEDDLE_MESSAGE("Messages", "This cursor is not one of this list's. Begin again without it.")},
    {"rest.idempotency_key", HEDDLE_MESSAGE("Messages", "Idempotency-Key must be 1 to {limit} printable characters.")},
    {"rest.key_reused", HEDDLE_MESSAGE("Messages", "This Idempotency-Key was used for another request.")},
    {"rest.in_progress",
     HEDDLE_MESSAGE("Messages",
                    "The first request with this Idempotency-Key is still being answered. Ask again in a moment.")},
    {"rest.changed",
     HEDDLE_MESSAGE("Messages",
                    "This was changed in the meantime; it is {etag} now. Fetch it again and repeat the change.")},
    {"rest.if_match", HEDDLE_MESSAGE("Messages", "Send If-Match with the ETag of what you change.")},
    {"rest.rate_limited", HEDDLE_MESSAGE("Messages", "Too many requests. Try again later.")},
    {"rest.route_table", HEDDLE_MESSAGE("Messages", "The route {route} is wrong: {reason}.")},
};

}  // namespace heddle
