#include "core/net/url.h"

#include "core/net/curl_library.h"

#include <memory>

namespace heddle::net {
namespace {

struct FreeUrl {
    void operator()(CURLU* url) const { curl().url_cleanup(url); }
};
using Url = std::unique_ptr<CURLU, FreeUrl>;

Url parse(std::string_view text) {
    Url url(curl().url());
    if (curl().url_set(url.get(), CURLUPART_URL, std::string(text).c_str(), 0) != CURLUE_OK) url.reset();
    return url;
}

std::string part(const Url& url, CURLUPart which, unsigned flags = 0) {
    char* text = nullptr;
    if (!url || curl().url_get(url.get(), which, &text, flags) != CURLUE_OK) return {};
    std::string result(text);
    curl().free(text);
    return result;
}

}  // namespace

std::string displayUrl(std::string_view url) {
    std::string text(url.substr(0, url.find_first_of("?#")));
    const auto scheme = text.find("://");
    const auto begin = scheme == std::string::npos ? 0 : scheme + 3;
    const auto host = text.substr(begin, text.find('/', begin) - begin);
    if (const auto at = host.rfind('@'); at != std::string::npos) text.erase(begin, at + 1);
    return text;
}

std::string joinUrl(std::string_view base, std::string_view path) {
    while (base.ends_with('/'))
        base.remove_suffix(1);
    while (path.starts_with('/'))
        path.remove_prefix(1);
    return std::string(base) + "/" + std::string(path);
}

std::string originOf(std::string_view text) {
    const Url url = parse(text);
    if (!url) return {};
    return part(url, CURLUPART_SCHEME) + "://" + part(url, CURLUPART_HOST) + ":" +
           part(url, CURLUPART_PORT, CURLU_DEFAULT_PORT);
}

bool isLoopback(std::string_view text) {
    const std::string host = part(parse(text), CURLUPART_HOST);
    return host == "localhost" || host == "[::1]" || host.starts_with("127.");
}

std::string resolveUrl(std::string_view base, std::string_view reference) {
    const Url url = parse(base);
    // Setting a URL on a handle that holds one resolves it against that one.
    if (!url || curl().url_set(url.get(), CURLUPART_URL, std::string(reference).c_str(), 0) != CURLUE_OK) return {};
    return part(url, CURLUPART_URL);
}

std::string percentEncoded(std::string_view text) {
    static constexpr char kDigits[] = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if ((byte < 0x80 && std::isalnum(byte)) || c == '-' || c == '.' || c == '_' || c == '~') {
            encoded += c;
            continue;
        }
        encoded += '%';
        encoded += kDigits[byte >> 4];
        encoded += kDigits[byte & 15];
    }
    return encoded;
}

}  // namespace heddle::net
