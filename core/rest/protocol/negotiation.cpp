#include "core/rest/protocol/negotiation.h"

#include "core/net/headers.h"

#include <charconv>

namespace heddle::rest {
namespace {

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") + 1 - first);
}

/// What is before the next `mark`; `rest` keeps what is behind it.
std::string_view next(std::string_view& rest, char mark) {
    const auto at = rest.find(mark);
    const std::string_view part = rest.substr(0, at);
    rest = at == std::string_view::npos ? std::string_view() : rest.substr(at + 1);
    return trimmed(part);
}

double weightOf(std::string_view parameters) {
    while (!parameters.empty()) {
        const std::string_view parameter = next(parameters, ';');
        if (parameter.size() < 3 || (parameter[0] != 'q' && parameter[0] != 'Q') || parameter[1] != '=') continue;
        double weight = 0;
        const std::string_view number = parameter.substr(2);
        const auto [end, failure] = std::from_chars(number.data(), number.data() + number.size(), weight);
        return failure == std::errc() && weight >= 0 && weight <= 1 ? weight : 0;
    }
    return 1;
}

/// How exactly `range` means `value`: 0 not at all, 3 to the letter.
int exactness(std::string_view range, std::string_view value) {
    if (net::sameFieldName(range, value)) return 3;
    if (range == "*" || range == "*/*") return 1;
    const std::string_view kind = value.substr(0, value.find('/') + 1);
    return !kind.empty() && range.ends_with("/*") && net::sameFieldName(range.substr(0, range.size() - 1), kind) ? 2
                                                                                                                 : 0;
}

}  // namespace

double qualityOf(std::string_view field, std::string_view value) {
    int best = 0;
    double quality = 0;
    while (!field.empty()) {
        std::string_view entry = next(field, ',');
        const int exact = exactness(next(entry, ';'), value);
        if (exact <= best) continue;
        best = exact;
        quality = weightOf(entry);
    }
    return quality;
}

std::string mediaTypeOf(std::string_view contentType) {
    std::string type(next(contentType, ';'));
    for (char& c : type) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
    }
    return type;
}

}  // namespace heddle::rest
