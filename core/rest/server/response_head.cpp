#include "core/rest/server/response_head.h"

#include <array>
#include <charconv>
#include <cstdio>
#include <ctime>

namespace heddle::rest {
namespace {

constexpr std::pair<int, std::string_view> kReasons[] = {
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {303, "See Other"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {417, "Expectation Failed"},
    {422, "Unprocessable Content"},
    {424, "Failed Dependency"},
    {428, "Precondition Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"},
    {505, "HTTP Version Not Supported"},
};

constexpr std::string_view kAlways =
    "X-Content-Type-Options: nosniff\r\n"
    "Referrer-Policy: no-referrer\r\n"
    "Cross-Origin-Resource-Policy: same-origin\r\n";

void appendNumber(std::string& out, std::size_t number) {
    char digits[24];
    out.append(digits, std::to_chars(digits, digits + sizeof digits, number).ptr);
}

void appendField(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ");
    const std::size_t start = out.size();
    out.append(value);
    // A value that came from outside must not make a line of its own.
    std::replace_if(
        out.begin() + static_cast<std::ptrdiff_t>(start), out.end(),
        [](char c) { return c == '\r' || c == '\n' || c == '\0'; }, ' ');
    out.append("\r\n");
}

void appendFraming(std::string& out, const Response& response, const Framing& request) {
    if (response.status == 204 || response.status == 304) return;
    if (!response.produce || response.length) {
        out.append("Content-Length: ");
        appendNumber(out, response.produce ? static_cast<std::size_t>(*response.length) : response.body.size());
        out.append("\r\n");
    } else if (!request.isHttp10) {
        out.append("Transfer-Encoding: chunked\r\n");
    }
}

}  // namespace

std::string_view reasonPhrase(int status) {
    for (const auto& [code, phrase] : kReasons)
        if (code == status) return phrase;
    return {};
}

bool sendsBody(const Response& response, const Framing& request) {
    return !request.isHead && response.status != 204 && response.status != 304;
}

void appendHead(std::string& out, const Response& response, const ReplyFacts& facts) {
    out.append("HTTP/1.1 ");
    appendNumber(out, static_cast<std::size_t>(response.status));
    out.append(" ").append(reasonPhrase(response.status)).append("\r\n");
    bool hasCache = false;
    bool hasPolicy = false;
    for (const auto& [name, value] : response.headers) {
        hasCache = hasCache || net::sameFieldName(name, "Cache-Control");
        hasPolicy = hasPolicy || net::sameFieldName(name, "Content-Security-Policy");
        appendField(out, name, value);
    }
    appendFraming(out, response, facts.request);
    appendField(out, "Date", facts.date);
    appendField(out, "X-Request-Id", facts.id);
    if (!facts.keepsAlive)
        out.append("Connection: close\r\n");
    else if (facts.request.isHttp10)
        out.append("Connection: keep-alive\r\n");
    out.append(kAlways);
    if (!hasCache) out.append("Cache-Control: no-store\r\n");
    if (!hasPolicy) out.append("Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n");
    if (facts.isSecure) out.append("Strict-Transport-Security: max-age=31536000\r\n");
    out.append("\r\n");
}

std::string httpDate(std::int64_t ms) {
    static constexpr std::array<const char*, 7> days{"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
    static constexpr std::array<const char*, 12> months{"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const std::time_t seconds = ms / 1000;
    std::tm time{};
    gmtime_r(&seconds, &time);
    char text[40];
    // Not strftime: its names of days follow the process' locale.
    std::snprintf(text, sizeof text, "%s, %02d %s %04d %02d:%02d:%02d GMT",
                  days[static_cast<std::size_t>(time.tm_wday)], time.tm_mday,
                  months[static_cast<std::size_t>(time.tm_mon)], time.tm_year + 1900, time.tm_hour, time.tm_min,
                  time.tm_sec);
    return text;
}

}  // namespace heddle::rest
