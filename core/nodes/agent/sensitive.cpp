#include "core/nodes/agent/guardrails.h"

#include <arpa/inet.h>

#include <cctype>

namespace heddle::nodes {
namespace {

using Check = Guardrail::Check;

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isHex(char c) { return std::isxdigit(static_cast<unsigned char>(c)) != 0; }
bool isWord(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

/// Each finder gives the end of what begins at `at`, or `at` when nothing does. It is asked only where a word begins.

std::size_t emailAt(std::string_view text, std::size_t at) {
    const auto isLocal = [](char c) {
        return isWord(c) || std::string_view(".!#$%&'*+/=?^_`{|}~-").find(c) != std::string_view::npos;
    };
    std::size_t end = at;
    while (end < text.size() && end - at <= 64 && isLocal(text[end]))  // RFC 5321, section 4.5.3.1.1
        ++end;
    if (end == at || end == text.size() || text[end] != '@') return at;
    const std::size_t host = ++end;
    while (end < text.size() && (isWord(text[end]) || text[end] == '-' || text[end] == '.'))
        ++end;
    while (end > host && !isWord(text[end - 1]))
        --end;
    const std::size_t dot = text.substr(host, end - host).rfind('.');
    return dot == std::string_view::npos || dot == 0 || end - host - dot < 3 ? at : end;
}

bool passesLuhn(std::string_view digits) {
    int sum = 0;
    bool isDoubled = false;
    for (auto c = digits.rbegin(); c != digits.rend(); ++c, isDoubled = !isDoubled) {
        const int value = (*c - '0') * (isDoubled ? 2 : 1);
        sum += value > 9 ? value - 9 : value;
    }
    return sum % 10 == 0;
}

std::size_t cardAt(std::string_view text, std::size_t at) {
    std::string digits;
    std::size_t end = at, last = at;
    for (; end < text.size() && digits.size() < 20; ++end) {
        if (isDigit(text[end])) {
            digits += text[end];
            last = end + 1;
        } else if ((text[end] != ' ' && text[end] != '-') || end == at || !isDigit(text[end - 1])) {
            break;
        }
    }
    const bool isLong = digits.size() >= 13 && digits.size() <= 19;
    return isLong && digits.find_first_not_of('0') != std::string::npos && passesLuhn(digits) ? last : at;
}

std::size_t ipAt(std::string_view text, std::size_t at) {
    std::size_t end = at;
    while (end < text.size() && end - at <= 46 && (isHex(text[end]) || text[end] == '.' || text[end] == ':'))
        ++end;
    while (end > at && (text[end - 1] == '.' || text[end - 1] == ':'))
        --end;
    const std::string address(text.substr(at, end - at));
    unsigned char bytes[16];
    const bool isV6 = address.find(':') != std::string::npos && address.size() > 4;
    if (address.size() > 45 || (end < text.size() && isWord(text[end]))) return at;
    return inet_pton(isV6 ? AF_INET6 : AF_INET, address.c_str(), bytes) == 1 ? end : at;
}

std::size_t macAt(std::string_view text, std::size_t at) {
    if (at + 17 > text.size() || (at + 17 < text.size() && isWord(text[at + 17]))) return at;
    const char mark = text[at + 2];
    if (mark != ':' && mark != '-') return at;
    for (std::size_t i = 0; i < 17; ++i) {
        if (i % 3 == 2 ? text[at + i] != mark : !isHex(text[at + i])) return at;
    }
    return at + 17;
}

std::size_t urlAt(std::string_view text, std::size_t at) {
    std::size_t start = at;
    for (const std::string_view scheme : {"https://", "http://", "ftp://", "www."}) {
        if (text.substr(at).starts_with(scheme)) start = at + scheme.size();
    }
    if (start == at || start == text.size() || !isWord(text[start])) return at;
    std::size_t end = start;
    while (end < text.size() && static_cast<unsigned char>(text[end]) > ' ' &&
           std::string_view("<>\"'`{}|\\^").find(text[end]) == std::string_view::npos)
        ++end;
    while (end > start && std::string_view(".,;:!?)").find(text[end - 1]) != std::string_view::npos)
        --end;
    return end;
}

/// Keys by the beginnings that services give them, long enough to be real.
std::size_t secretAt(std::string_view text, std::size_t at) {
    for (const std::string_view start : {"sk-", "pk-", "rk-", "ghp_", "gho_", "github_pat_", "glpat-", "xoxb-", "xoxp-",
                                         "AKIA", "ASIA", "AIza", "hf_", "eyJ", "hdl_"}) {
        if (!text.substr(at).starts_with(start)) continue;
        std::size_t end = at + start.size();
        while (end < text.size() && (isWord(text[end]) || text[end] == '_' || text[end] == '-' || text[end] == '.'))
            ++end;
        if (end - at >= 20) return end;
    }
    return at;
}

std::size_t endAt(Check check, std::string_view text, std::size_t at) {
    switch (check) {
        case Check::Email:
            return emailAt(text, at);
        case Check::Card:
            return cardAt(text, at);
        case Check::Ip:
            return ipAt(text, at);
        case Check::Mac:
            return macAt(text, at);
        case Check::Url:
            return urlAt(text, at);
        case Check::Secret:
            return secretAt(text, at);
        case Check::Words:
        case Check::Length:
            break;
    }
    return at;
}

}  // namespace

std::vector<std::pair<std::size_t, std::size_t>> findSensitive(Check check, std::string_view text) {
    std::vector<std::pair<std::size_t, std::size_t>> places;
    for (std::size_t at = 0; at < text.size();) {
        const bool begins = at == 0 || !isWord(text[at - 1]);
        const std::size_t end = begins ? endAt(check, text, at) : at;
        if (end > at) places.emplace_back(at, end);
        at = std::max(end, at + 1);
    }
    return places;
}

}  // namespace heddle::nodes
