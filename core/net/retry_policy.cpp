#include "core/net/retry_policy.h"

#include "core/net/curl_library.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace heddle::net {
namespace {

using std::chrono::milliseconds;

std::optional<double> plainNumber(const std::string& text) {
    char* end = nullptr;
    const double value = std::strtod(text.c_str(), &end);
    if (end == text.c_str() || *end != '\0' || !std::isfinite(value)) return std::nullopt;
    return std::clamp(value, -1e9, 1e9);
}

bool worthwhile(const Error& error, const Headers& headers) {
    if (const auto wish = headers.find("x-should-retry")) {
        if (*wish == "true") return true;
        if (*wish == "false") return false;
    }
    switch (error.kind()) {
        case ErrorKind::Network:
        case ErrorKind::Timeout:
        case ErrorKind::Unavailable:
        case ErrorKind::RateLimited:
            return true;
        default:
            return false;
    }
}

}  // namespace

std::optional<milliseconds> retryAfter(const Headers& headers, std::int64_t nowMs) {
    const auto rounded = [](double ms) { return milliseconds(static_cast<std::int64_t>(std::ceil(ms))); };
    if (const auto text = headers.find("retry-after-ms"))
        if (const auto ms = plainNumber(*text)) return rounded(*ms);
    const auto text = headers.find("retry-after");
    if (!text) return std::nullopt;
    if (const auto seconds = plainNumber(*text)) return rounded(*seconds * 1000);
    const std::time_t date = curl().getdate(text->c_str(), nullptr);
    if (date < 0) return std::nullopt;
    return milliseconds(static_cast<std::int64_t>(date) * 1000 - nowMs);
}

std::optional<milliseconds> delayBefore(const RetryPolicy& policy, int attempt, const Error& error,
                                        const Headers& headers, std::int64_t nowMs, double random) {
    if (attempt > policy.retries || !worthwhile(error, headers)) return std::nullopt;
    if (const auto wait = retryAfter(headers, nowMs); wait && wait->count() > 0) {
        if (*wait > policy.longestWait) return std::nullopt;
        return wait;
    }
    const double doubled = static_cast<double>(policy.firstDelay.count()) * std::pow(2.0, attempt - 1);
    const double delay = std::min(doubled, static_cast<double>(policy.longestDelay.count()));
    return milliseconds(static_cast<std::int64_t>(delay * (1 - 0.25 * random)));
}

}  // namespace heddle::net
