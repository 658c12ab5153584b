#include "core/llm/offline/facts.h"

#include "core/llm/offline/text.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>

namespace heddle::llm::offline {
namespace {

bool digit(char c) { return c >= '0' && c <= '9'; }
bool letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool capital(char c) { return c >= 'A' && c <= 'Z'; }

void addOnce(std::vector<std::string>& list, std::string_view value) {
    if (!value.empty() && std::find(list.begin(), list.end(), value) == list.end()) list.emplace_back(value);
}

/// Words between spaces, without the marks around them.
std::vector<std::string_view> tokens(std::string_view text) {
    std::vector<std::string_view> all;
    constexpr std::string_view spaces = " \t\r\n";
    constexpr std::string_view marks = "\"'`()[]<>{},;!?";
    for (std::size_t begin = text.find_first_not_of(spaces); begin != std::string_view::npos;) {
        const std::size_t end = std::min(text.find_first_of(spaces, begin), text.size());
        std::string_view token = text.substr(begin, end - begin);
        while (!token.empty() && marks.find(token.front()) != std::string_view::npos)
            token.remove_prefix(1);
        while (!token.empty() &&
               (marks.find(token.back()) != std::string_view::npos || token.back() == '.' || token.back() == ':'))
            token.remove_suffix(1);
        if (!token.empty()) all.push_back(token);
        begin = text.find_first_not_of(spaces, end);
    }
    return all;
}

/// The ASCII part of a token that Chinese text may surround.
std::string_view asciiPart(std::string_view token, std::size_t around) {
    std::size_t begin = around;
    std::size_t end = around;
    const auto plain = [&](std::size_t i) { return static_cast<unsigned char>(token[i]) < 0x80; };
    while (begin > 0 && plain(begin - 1))
        --begin;
    while (end < token.size() && plain(end))
        ++end;
    return token.substr(begin, end - begin);
}

constexpr std::string_view kDateForm = "dddd-dd-dd";

bool dateAt(std::string_view text, std::size_t at) {
    const auto part = text.substr(at, kDateForm.size());
    if (part.size() < kDateForm.size()) return false;
    const bool fits = std::equal(part.begin(), part.end(), kDateForm.begin(),
                                 [](char c, char form) { return form == 'd' ? digit(c) : c == form; });
    if (!fits) return false;
    const auto number = [&](std::size_t from, std::size_t count) {
        return static_cast<unsigned>(std::strtoul(std::string(part.substr(from, count)).c_str(), nullptr, 10));
    };
    return std::chrono::year_month_day(std::chrono::year(static_cast<int>(number(0, 4))),
                                       std::chrono::month(number(5, 2)), std::chrono::day(number(8, 2)))
        .ok();
}

}  // namespace

std::vector<double> numbersIn(std::string_view text) {
    std::vector<double> numbers;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool inWord = i > 0 && (letter(text[i - 1]) || digit(text[i - 1]) || text[i - 1] == '_');
        if (!digit(text[i]) || inWord) continue;
        if (dateAt(text, i)) {
            i += kDateForm.size() - 1;
            continue;
        }
        const bool negative = i > 0 && text[i - 1] == '-' && (i == 1 || text[i - 2] == ' ' || text[i - 2] == '(');
        std::string literal = negative ? "-" : "";
        for (; i < text.size(); ++i) {
            const bool more = i + 1 < text.size() && digit(text[i + 1]);
            const bool thousands =
                text[i] == ',' && i + 3 < text.size() && digit(text[i + 1]) && digit(text[i + 2]) && digit(text[i + 3]);
            if (thousands) continue;
            if (!digit(text[i]) && !(text[i] == '.' && more && literal.find('.') == std::string::npos)) break;
            literal += text[i];
        }
        numbers.push_back(std::strtod(literal.c_str(), nullptr));
    }
    return numbers;
}

std::vector<std::string> emailsIn(std::string_view text) {
    std::vector<std::string> found;
    for (const auto token : tokens(text)) {
        const auto at = token.find('@');
        if (at == std::string_view::npos || at == 0) continue;
        const auto word = asciiPart(token, at);
        const auto sign = word.find('@');
        const auto dot = word.rfind('.');
        if (sign > 0 && dot != std::string_view::npos && dot > sign + 1 && dot + 2 < word.size()) addOnce(found, word);
    }
    return found;
}

std::vector<std::string> urlsIn(std::string_view text) {
    std::vector<std::string> found;
    for (const auto token : tokens(text)) {
        const auto at = std::min(token.find("https://"), token.find("http://"));
        if (at != std::string_view::npos) addOnce(found, asciiPart(token.substr(at), 0));
    }
    return found;
}

std::vector<std::string> datesIn(std::string_view text) {
    std::vector<std::string> found;
    for (std::size_t i = 0; i < text.size(); ++i)
        if (dateAt(text, i)) addOnce(found, text.substr(i, kDateForm.size()));
    return found;
}

std::vector<std::string> pathsIn(std::string_view text) {
    std::vector<std::string> found;
    for (const auto token : tokens(text)) {
        const auto dot = token.rfind('.');
        const bool ending = dot != std::string_view::npos && dot > 0 && token.size() - dot <= 6 &&
                            token.size() - dot >= 2 && letter(token[dot + 1]);
        const bool slash = token.find('/') != std::string_view::npos && token.find("://") == std::string_view::npos;
        if (slash || (ending && token.find('@') == std::string_view::npos)) addOnce(found, token);
    }
    return found;
}

std::vector<std::string> quotedIn(std::string_view text) {
    std::vector<std::string> found;
    constexpr std::pair<std::string_view, std::string_view> pairs[] = {
        {"\"", "\""}, {"“", "”"}, {"「", "」"}, {"`", "`"}};
    for (const auto& [open, close] : pairs) {
        for (std::size_t at = text.find(open); at != std::string_view::npos; at = text.find(open, at)) {
            const std::size_t begin = at + open.size();
            const std::size_t end = text.find(close, begin);
            if (end == std::string_view::npos) break;
            if (end - begin <= 200) addOnce(found, text.substr(begin, end - begin));
            at = end + close.size();
        }
    }
    return found;
}

std::vector<std::string> namesIn(std::string_view text) {
    std::vector<std::string> found;
    for (const auto& sentence : sentencesOf(text)) {
        std::string run;
        bool first = true;
        const auto finish = [&](bool single) {
            // One capital at the very beginning says nothing.
            if (!run.empty() && !(single && run.find(' ') == std::string::npos)) addOnce(found, run);
            run.clear();
        };
        bool atStart = false;
        for (const auto token : tokens(sentence.text)) {
            if (capital(token[0]) && token != "I" && !(first && termsOf(token).empty())) {
                if (run.empty()) atStart = first;
                run += (run.empty() ? "" : " ") + std::string(token);
            } else {
                finish(atStart);
            }
            const char behind =
                sentence.text[static_cast<std::size_t>(token.data() - sentence.text.data()) + token.size()];
            if (behind == ',' || behind == ';' || behind == ')') finish(atStart);
            first = false;
        }
        finish(atStart);
    }
    return found;
}

std::optional<std::string> expressionIn(std::string_view text) {
    std::string best;
    for (std::size_t i = 0; i < text.size();) {
        std::size_t end = i;
        bool number = false;
        bool sign = false;
        while (end < text.size() &&
               (digit(text[end]) || std::string_view("+-*/().,%^ ").find(text[end]) != std::string_view::npos)) {
            number |= digit(text[end]);
            sign |= number && std::string_view("+-*/^%").find(text[end]) != std::string_view::npos;
            ++end;
        }
        std::string_view run = trimmed(text.substr(i, end - i));
        while (!run.empty() && std::string_view("+*/.,^ ").find(run.back()) != std::string_view::npos)
            run.remove_suffix(1);
        if (number && sign && run.size() > best.size()) best = std::string(run);
        i = std::max(end, i + 1);
    }
    if (best.empty()) return std::nullopt;
    return best;
}

std::vector<std::pair<std::string, std::string>> pairsIn(std::string_view text) {
    std::vector<std::pair<std::string, std::string>> pairs;
    for (auto line : linesOf(text)) {
        line = trimmed(line);
        if (line.starts_with("- ") || line.starts_with("* ")) line = trimmed(line.substr(2));
        const auto ascii = line.find(": ");
        const auto wide = line.find("：");
        const auto at = std::min(ascii, wide);
        if (at == std::string_view::npos || at == 0 || at > 40) continue;
        const auto value = trimmed(line.substr(at + (at == wide ? std::string_view("：").size() : 2)));
        std::string key;
        for (const char c : line.substr(0, at))
            if (c != '*' && c != '"' && c != '`') key += c;
        if (!value.empty()) pairs.emplace_back(std::move(key), std::string(value));
    }
    return pairs;
}

}  // namespace heddle::llm::offline
