#include "core/rest/protocol/problem_document.h"

#include "core/base/log.h"
#include "core/base/messages.h"
#include "core/rest/server/response_head.h"

namespace heddle::rest {
namespace {

/// Where a kind alone says too little.
constexpr std::pair<std::string_view, int> kStatuses[] = {
    {"rest.bad_request", 400},       {"rest.bad_target", 400},     {"rest.parameter", 400},
    {"rest.unknown_parameter", 400}, {"rest.cursor", 400},         {"rest.idempotency_key", 400},
    {"rest.body_missing", 400},      {"rest.not_utf8", 400},       {"rest.method", 405},
    {"rest.request_timeout", 408},   {"rest.in_progress", 409},    {"rest.changed", 412},
    {"agent.changed", 412},          {"provider.changed", 412},    {"config.changed", 412},
    {"tool.changed", 412},           {"tool_server.changed", 412}, {"template.changed", 412},
    {"node_type.changed", 412},      {"rest.body_too_large", 413}, {"rest.target_too_long", 414},
    {"rest.media_type", 415},        {"rest.expectation", 417},    {"rest.key_reused", 422},
    {"rest.if_match", 428},          {"rest.head_too_large", 431}, {"rest.http_version", 505},
};

int statusOfKind(ErrorKind kind) {
    switch (kind) {
        case ErrorKind::InvalidArgument:
            return 422;
        case ErrorKind::Parse:
            return 400;
        case ErrorKind::Unauthenticated:
            return 401;
        case ErrorKind::Denied:
            return 403;
        case ErrorKind::NotFound:
            return 404;
        case ErrorKind::Conflict:
        case ErrorKind::TooNew:
        case ErrorKind::Cancelled:
            return 409;
        case ErrorKind::Limit:
            return 422;
        case ErrorKind::RateLimited:
            return 429;
        case ErrorKind::Network:
            return 502;
        case ErrorKind::Unavailable:
            return 503;
        case ErrorKind::Timeout:
            return 504;
        case ErrorKind::Storage:
        case ErrorKind::Internal:
            return 500;
    }
    return 500;
}

bool isPrivate(const Error& error) { return error.kind() == ErrorKind::Internal || error.kind() == ErrorKind::Storage; }

/// `value` with the secrets in its texts masked.
Json withMaskedTexts(Json value) {
    if (value.is_string()) return masked(value.get<std::string>());
    if (value.is_structured()) {
        for (auto& part : value)
            part = withMaskedTexts(std::move(part));
    }
    return value;
}

/// The value of a fact that a header field repeats.
std::optional<std::string> textFact(const Error& error, const char* name) {
    const auto it = error.facts().find(name);
    if (it == error.facts().end() || !it->is_string()) return std::nullopt;
    return it->get<std::string>();
}

std::int64_t retryAfterSeconds(const Error& error) {
    const auto it = error.facts().find("retry_after_ms");
    const bool isKnown = it != error.facts().end() && it->is_number();
    return isKnown ? std::max<std::int64_t>(1, (it->get<std::int64_t>() + 999) / 1000) : 0;
}

}  // namespace

int statusOf(const Error& error) {
    for (const auto& [code, status] : kStatuses)
        if (code == error.code()) return status;
    return statusOfKind(error.kind());
}

Json problemDocument(const Error& error, std::string_view requestId) {
    const int status = statusOf(error);
    Json document{{"type", "about:blank"},
                  {"title", reasonPhrase(status)},
                  {"status", status},
                  {"code", error.code()},
                  {"instance", "urn:heddle:request:" + std::string(requestId)}};
    if (isPrivate(error)) {
        roomLogger("rest")->error("{}: {}", requestId, error.what());
        document["detail"] = messageText("rest.internal", {{"request", requestId}});
        return document;
    }
    document["detail"] = masked(messageText(error.code(), error.facts()));
    Json facts = error.facts();
    if (const auto it = facts.find("problems"); it != facts.end()) {
        document["errors"] = *it;
        facts.erase(it);
    }
    if (const auto it = facts.find("path"); it != facts.end()) document["path"] = *it;
    if (!facts.empty()) document["facts"] = withMaskedTexts(std::move(facts));
    return document;
}

Response problemResponse(const Error& error, std::string_view requestId) {
    const Json document = problemDocument(error, requestId);
    Response response(document["status"], "application/problem+json", compactJson(document));
    if (const auto seconds = retryAfterSeconds(error)) response.headers.add("Retry-After", std::to_string(seconds));
    if (const auto allow = textFact(error, "allow")) response.headers.add("Allow", *allow);
    if (const auto accept = textFact(error, "accept")) response.headers.add("Accept", *accept);
    if (response.status == 401) response.headers.add("WWW-Authenticate", "Bearer");
    return response;
}

}  // namespace heddle::rest
