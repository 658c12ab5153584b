#include "core/schema/format_check.h"

#include "core/base/id.h"
#include "core/base/pattern.h"

#include <chrono>
#include <map>

namespace heddle::schema {
namespace {

bool matches(std::string_view text, std::string_view pattern) {
    const auto compiled = Pattern::compile(pattern);
    return compiled && compiled->isIn(text);
}

int number(std::string_view text, std::size_t at, std::size_t count) {
    int value = 0;
    for (std::size_t i = at; i < at + count; ++i)
        value = value * 10 + (text[i] - '0');
    return value;
}

bool isDate(std::string_view text) {
    using namespace std::chrono;
    if (!matches(text, "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")) return false;
    return year_month_day(year(number(text, 0, 4)), month(static_cast<unsigned>(number(text, 5, 2))),
                          day(static_cast<unsigned>(number(text, 8, 2))))
        .ok();
}

bool isTime(std::string_view text) {
    if (!matches(text, "^[0-9]{2}:[0-9]{2}:[0-9]{2}([.][0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})$")) return false;
    const int hour = number(text, 0, 2);
    const int minute = number(text, 3, 2);
    const int second = number(text, 6, 2);
    int offset = 0;
    if (text.back() != 'Z' && text.back() != 'z') {
        const int offsetHour = number(text, text.size() - 5, 2);
        const int offsetMinute = number(text, text.size() - 2, 2);
        if (offsetHour > 23 || offsetMinute > 59) return false;
        offset = (offsetHour * 60 + offsetMinute) * (text[text.size() - 6] == '-' ? -1 : 1);
    }
    // A leap second is at the end of a day in UTC.
    const int minuteOfDay = (hour * 60 + minute - offset + 2880) % 1440;
    return hour < 24 && minute < 60 && (second < 60 || (second == 60 && minuteOfDay == 1439));
}

bool isDateTime(std::string_view text) {
    const bool isSplit = text.size() > 11 && (text[10] == 'T' || text[10] == 't');
    return isSplit && isDate(text.substr(0, 10)) && isTime(text.substr(11));
}

bool isDuration(std::string_view text) {
    return matches(text, "^P([0-9]+W|([0-9]+Y)?([0-9]+M)?([0-9]+D)?(T([0-9]+H)?([0-9]+M)?([0-9]+S)?)?)$") &&
           text.back() != 'P' && text.back() != 'T';
}

bool isHostname(std::string_view text) {
    return text.size() <= 253 &&
           matches(text,
                   "^[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?([.][A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?)*$");
}

bool isIpv4(std::string_view text) {
    return matches(text, "^((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])([.]|$)){4}$") && text.back() != '.';
}

bool isIpv6(std::string_view text) {
    std::size_t groups = 0;
    bool hasGap = false;
    if (text.starts_with(':') && !text.starts_with("::")) return false;
    while (!text.empty()) {
        if (text.starts_with("::")) {
            if (hasGap) return false;
            hasGap = true;
            text.remove_prefix(2);
            continue;
        }
        if (text.starts_with(':')) text.remove_prefix(1);
        const std::string_view group = text.substr(0, text.find(':'));
        if (group.size() == text.size() && group.find('.') != std::string_view::npos) {
            if (!isIpv4(group)) return false;
            ++groups;
        } else if (!matches(group, "^[0-9A-Fa-f]{1,4}$")) {
            return false;
        }
        ++groups;
        text.remove_prefix(group.size());
    }
    return hasGap ? groups < 8 : groups == 8;
}

bool isEmail(std::string_view text) {
    const std::size_t at = text.rfind('@');
    if (at == std::string_view::npos || at == 0) return false;
    const std::string_view host = text.substr(at + 1);
    const bool isAddress = host.starts_with('[') && host.ends_with(']');
    const std::string_view address = isAddress ? host.substr(1, host.size() - 2) : host;
    const bool isHost = !isAddress                     ? isHostname(host)
                        : address.starts_with("IPv6:") ? isIpv6(address.substr(5))
                                                       : isIpv4(address);
    return isHost && matches(text.substr(0, at),
                             "^([A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+([.][A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*|\".+\")$");
}

bool isUriReference(std::string_view text) {
    return matches(text, "^([A-Za-z0-9._~:/?#@!$&'()*+,;=\\[\\]-]|%[0-9A-Fa-f]{2})*$") && !matches(text, "#.*#") &&
           !matches(text, "^[^:/?#]*[^A-Za-z0-9+.:/?#-][^:/?#]*:[^/]*$");
}

bool isUri(std::string_view text) { return matches(text, "^[A-Za-z][A-Za-z0-9+.-]*:") && isUriReference(text); }

bool isJsonPointer(std::string_view text) { return matches(text, "^(/([^~/]|~[01])*)*$"); }
bool isUuid(std::string_view text) { return isId(text); }
bool isRegex(std::string_view text) { return Pattern::compile(text).has_value(); }

}  // namespace

bool hasFormat(std::string_view text, const std::string& format) {
    static const std::map<std::string, bool (*)(std::string_view), std::less<>> kFormats = {
        {"date-time", isDateTime},
        {"date", isDate},
        {"time", isTime},
        {"duration", isDuration},
        {"email", isEmail},
        {"hostname", isHostname},
        {"ipv4", isIpv4},
        {"ipv6", isIpv6},
        {"uri", isUri},
        {"uuid", isUuid},
        {"regex", isRegex},
        {"uri-reference", isUriReference},
        {"json-pointer", isJsonPointer}};
    const auto found = kFormats.find(format);
    return found == kFormats.end() || found->second(text);
}

}  // namespace heddle::schema
