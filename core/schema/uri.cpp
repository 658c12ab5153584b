#include "core/schema/uri.h"

#include <charconv>
#include <vector>

namespace heddle::schema {
namespace {

struct Parts {
    std::string scheme, authority, path, query;
    bool hasAuthority = false;
};

std::string_view take(std::string_view& text, std::size_t count) {
    const std::string_view taken = text.substr(0, count);
    text.remove_prefix(taken.size());
    return taken;
}

Parts split(std::string_view uri) {
    Parts parts;
    uri = withoutFragment(uri);
    const std::size_t colon = uri.find_first_of(":/?");
    if (colon != std::string_view::npos && uri[colon] == ':' && colon > 0) parts.scheme = take(uri, colon + 1);
    if (uri.starts_with("//")) {
        parts.hasAuthority = true;
        parts.authority = take(uri, std::min(uri.find_first_of("/?", 2), uri.size()));
    }
    parts.path = take(uri, std::min(uri.find('?'), uri.size()));
    parts.query = uri;
    return parts;
}

std::string withoutDots(std::string_view path) {
    std::vector<std::string_view> steps;
    const bool isRooted = path.starts_with('/');
    if (isRooted) path.remove_prefix(1);
    bool endsInFolder = false;
    while (true) {
        const std::size_t slash = path.find('/');
        const std::string_view step = path.substr(0, slash);
        endsInFolder = step == "." || step == "..";
        if (step == ".." && !steps.empty()) steps.pop_back();
        if (!endsInFolder) steps.push_back(step);
        if (slash == std::string_view::npos) break;
        path.remove_prefix(slash + 1);
    }
    std::string made;
    for (std::size_t i = 0; i < steps.size(); ++i) {
        if (i > 0 || isRooted) made += '/';
        made += steps[i];
    }
    return endsInFolder && !made.ends_with('/') ? made + "/" : made;
}

}  // namespace

std::string_view withoutFragment(std::string_view uri) { return uri.substr(0, uri.find('#')); }

std::string_view fragmentOf(std::string_view uri) {
    const std::size_t mark = uri.find('#');
    return mark == std::string_view::npos ? std::string_view() : uri.substr(mark + 1);
}

std::string resolveUri(std::string_view base, std::string_view reference) {
    const std::size_t mark = reference.find('#');
    const std::string fragment(mark == std::string_view::npos ? std::string_view() : reference.substr(mark));
    const Parts from = split(base);
    Parts to = split(reference);
    if (to.scheme.empty()) {
        to.scheme = from.scheme;
        if (!to.hasAuthority) {
            to.authority = from.authority;
            if (to.path.empty()) {
                to.path = from.path;
                if (to.query.empty()) to.query = from.query;
            } else if (!to.path.starts_with('/')) {
                const std::size_t slash = from.path.rfind('/');
                const std::string folder = slash == std::string::npos ? "" : from.path.substr(0, slash + 1);
                to.path = (folder.empty() && from.hasAuthority ? "/" : folder) + to.path;
            }
        }
    }
    return to.scheme + to.authority + withoutDots(to.path) + to.query + fragment;
}

std::string percentDecoded(std::string_view text) {
    std::string made;
    for (std::size_t i = 0; i < text.size(); ++i) {
        unsigned code = 0;
        const char* digits = text.data() + i + 1;
        if (text[i] == '%' && i + 2 < text.size() && std::from_chars(digits, digits + 2, code, 16).ptr == digits + 2) {
            made += static_cast<char>(code);
            i += 2;
        } else {
            made += text[i];
        }
    }
    return made;
}

}  // namespace heddle::schema
