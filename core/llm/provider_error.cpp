#include "core/llm/provider_error.h"

#include "core/base/log.h"
#include "core/llm/offline/text.h"

#include <algorithm>
#include <cstdlib>

namespace heddle::llm {
namespace {

using offline::lowered;

constexpr std::size_t kReasonLimit = 300;

/// What an error body says, in whichever of the known shapes.
struct Said {
    std::string message;
    std::string words;  ///< code and type, in lower case
    int code = 0;       ///< a code that is a number
};

std::string text(const Json& value) {
    if (value.is_string()) return value.get<std::string>();
    return value.is_null() ? std::string() : compactJson(value);
}

Said saidIn(const Json& json) {
    if (json.is_array() && !json.empty()) return saidIn(json[0]);
    if (json.is_string()) return {json.get<std::string>(), {}, 0};
    if (!json.is_object()) return {};
    if (json.contains("error") && !json["error"].is_null() && !json["error"].is_boolean()) {
        Said said = saidIn(json["error"]);
        if (said.message.empty()) said.message = text(json.value("message", Json()));
        return said;
    }
    Said said;
    for (const char* key : {"message", "detail", "msg", "error_description"})
        if (said.message.empty() && json.contains(key)) {
            const Json& value = json[key];
            said.message = value.is_array() && !value.empty() ? saidIn(value).message : text(value);
        }
    for (const char* key : {"code", "type", "status"}) {
        const Json value = json.value(key, Json());
        if (value.is_number_integer() && said.code == 0) said.code = value.get<int>();
        if (value.is_string()) said.words += lowered(value.get<std::string>()) + " ";
    }
    if (const Json inner = json.value("innererror", Json()); inner.is_object())
        said.words += lowered(text(inner.value("code", Json()))) + " ";
    return said;
}

bool hasAny(std::string_view text, std::initializer_list<std::string_view> parts) {
    return std::any_of(parts.begin(), parts.end(),
                       [&](auto part) { return text.find(part) != std::string_view::npos; });
}

struct Sort {
    ErrorKind kind;
    const char* code;
};
constexpr Sort kAuth{ErrorKind::Denied, "llm.auth"};
constexpr Sort kPermission{ErrorKind::Denied, "llm.permission"};
constexpr Sort kFilter{ErrorKind::Denied, "llm.content_filter"};
constexpr Sort kModel{ErrorKind::NotFound, "llm.model_not_found"};
constexpr Sort kRequest{ErrorKind::InvalidArgument, "llm.invalid_request"};
constexpr Sort kContext{ErrorKind::Limit, "llm.context_overflow"};
constexpr Sort kRate{ErrorKind::RateLimited, "llm.rate_limit"};
constexpr Sort kQuota{ErrorKind::Limit, "llm.quota"};
constexpr Sort kOverloaded{ErrorKind::Unavailable, "llm.overloaded"};
constexpr Sort kServer{ErrorKind::Unavailable, "llm.server"};
constexpr Sort kProtocol{ErrorKind::Parse, "llm.protocol"};

/// By what the service says, where that is surer than the status.
std::optional<Sort> byWords(int status, const Said& said) {
    const std::string all = said.words + lowered(said.message);
    if (hasAny(said.words, {"context_length_exceeded", "exceed_context_size", "model_context_window"}) ||
        (status < 500 && hasAny(all, {"context length", "maximum context", "context size", "context window",
                                      "prompt is too long", "too many tokens"})))
        return kContext;
    if (hasAny(all, {"insufficient_quota", "insufficient balance", "exceeded your current quota", "billing", "credit",
                     "spend limit", "spending limit"}))
        return kQuota;
    if (hasAny(said.words, {"model_not_found"})) return kModel;
    if (hasAny(all, {"content_filter", "responsibleaipolicy", "content management policy"})) return kFilter;
    if (hasAny(all, {"invalid_api_key", "incorrect api key", "invalid api key", "authentication"})) return kAuth;
    if (hasAny(said.words, {"rate_limit", "too_many_requests"})) return kRate;
    if (hasAny(said.words, {"overloaded", "unavailable"})) return kOverloaded;
    return std::nullopt;
}

Sort byStatus(int status, const Said& said) {
    const bool aboutModel = hasAny(lowered(said.message), {"model"});
    switch (status) {
        case 401:
            return kAuth;
        case 402:
            return kQuota;
        case 403:
            return kPermission;
        case 404:
            return aboutModel ? kModel : kProtocol;
        case 405:
            return kProtocol;
        case 408:
            return {ErrorKind::Timeout, "llm.overloaded"};
        case 409:
            return kOverloaded;
        case 413:
            return kContext;
        case 429:
            return kRate;
        case 502:
        case 503:
        case 504:
        case 529:
            return kOverloaded;
        default:
            break;
    }
    if (status >= 500) return kServer;
    if (status >= 400 && aboutModel && hasAny(lowered(said.message), {"not found", "not exist", "unknown model"}))
        return kModel;
    return status >= 400 ? kRequest : kProtocol;
}

std::string excerpt(std::string_view body) {
    const std::string low = lowered(body.substr(0, 4000));
    if (low.find("<html") != std::string::npos || low.find("<!doctype") != std::string::npos) {
        const auto open = low.find("<title>");
        const auto close = low.find("</title>");
        if (open == std::string::npos || close == std::string::npos || close < open) return "a web page";
        return "a web page, “" + std::string(offline::trimmed(body.substr(open + 7, close - open - 7))) + "”";
    }
    const auto line = offline::trimmed(body.substr(0, 2000));
    return line.empty() ? "nothing" : offline::shortened(line, 120);
}

Error make(const Sort& sort, int status, const std::string& reason) {
    // Services quote keys back.
    Json facts{{"reason", masked(offline::shortened(reason, kReasonLimit))}};
    if (status > 0) facts["status"] = status;
    return {sort.kind, sort.code, std::move(facts)};
}

Error sorted(int status, const Said& said) {
    const int number = status > 0 ? status : said.code;
    Sort sort = kServer;
    if (const auto byWord = byWords(number, said))
        sort = *byWord;
    else if (number >= 400 && number < 600)
        sort = byStatus(number, said);
    else if (hasAny(said.words, {"invalid_request", "bad_request"}))
        sort = kRequest;
    return make(sort, number, said.message.empty() ? "no reason given" : said.message);
}

}  // namespace

Error providerError(int status, std::string_view body) {
    const Json json = Json::parse(offline::trimmed(body), nullptr, false);
    const Said said = json.is_discarded() ? Said() : saidIn(json);
    if (!said.message.empty() || !said.words.empty()) return sorted(status, said);
    const Sort sort = byStatus(status, said);
    return make(sort, status, "status " + std::to_string(status) + " with " + excerpt(body));
}

std::optional<Error> errorInFrame(const Json& frame) {
    if (frame.is_array()) {
        if (frame.empty() || !frame[0].is_object() || !frame[0].contains("error")) return std::nullopt;
        return sorted(0, saidIn(frame));
    }
    if (!frame.is_object()) return std::nullopt;
    const bool declared = frame.contains("error") && !frame["error"].is_null();
    const bool typed = frame.value("object", Json()) == Json("error") || frame.value("type", Json()) == Json("error");
    const bool bare = !frame.contains("choices") && (frame.contains("detail") || frame.contains("message"));
    if (!declared && !typed && !bare) return std::nullopt;
    return sorted(0, saidIn(frame));
}

Error protocolError(std::string_view what, std::string_view body) {
    return make(kProtocol, 0, std::string(what) + ": it sent " + excerpt(body));
}

}  // namespace heddle::llm
