#include "core/base/utf8.h"
#include "core/security/password.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <set>

namespace heddle::security {
namespace {

constexpr std::size_t kFewestCharacters = 8;
constexpr std::size_t kMostBytes = 1024;

/// Words that people make passwords of. With the spellings that plainSpelling() undoes and what coreOf() takes off,
/// each stands for some hundreds of the passwords that every list of stolen ones begins with.
constexpr auto kCommonWords = std::to_array<std::string_view>({
    "abc",     "access",   "admin",      "administrator", "agent",    "angel",   "baseball", "batman",  "changeme",
    "charlie", "computer", "daniel",     "default",       "dragon",   "flower",  "football", "freedom", "guest",
    "heddle",  "hello",    "hunter",     "iloveyou",      "internet", "jesus",   "jordan",   "letmein", "login",
    "love",    "lovely",   "master",     "michael",       "monkey",   "mustang", "ninja",    "nothing", "pass",
    "passw",   "password", "passphrase", "princess",      "root",     "sample",  "secret",   "server",  "shadow",
    "solo",    "starwars", "sunshine",   "superman",      "system",   "temp",    "test",     "testing", "trustno",
    "user",    "welcome",  "whatever",   "winter",        "woaini",
});

/// Rows that fingers run along.
constexpr auto kRows = std::to_array<std::string_view>({
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "azertyuiop",
    "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
});

std::string lowered(std::string_view text) {
    std::string result(text);
    for (char& c : result) {
        c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    }
    return result;
}

/// "P4$$w0rd" is "password".
std::string plainSpelling(std::string text) {
    constexpr std::string_view kSigns = "@4831!|0$579";
    constexpr std::string_view kLetters = "aabeiiiosstg";
    for (char& c : text) {
        if (const auto at = kSigns.find(c); at != std::string_view::npos) c = kLetters[at];
    }
    return text;
}

bool isLetter(char c) { return std::isalpha(static_cast<unsigned char>(c)) || (c & 0x80); }

/// Without the digits and signs around it: "!Summer2024" is "summer".
std::string coreOf(const std::string& text) {
    const auto first = std::find_if(text.begin(), text.end(), isLetter);
    const auto last = std::find_if(text.rbegin(), text.rend(), isLetter).base();
    return first < last ? std::string(first, last) : std::string();
}

/// Whether `text` is nothing but `word`, once or several times.
bool isRepeated(std::string_view text, std::string_view word) {
    if (word.empty() || text.empty() || text.size() % word.size() != 0) return false;
    for (std::size_t at = 0; at < text.size(); at += word.size()) {
        if (text.substr(at, word.size()) != word) return false;
    }
    return true;
}

bool isCommon(const std::string& lower) {
    for (const auto& text : {coreOf(lower), coreOf(plainSpelling(lower)), plainSpelling(coreOf(lower))}) {
        for (const auto word : kCommonWords) {
            if (isRepeated(text, word)) return true;
        }
    }
    return false;
}

/// At most three different characters, or pieces of rows and nothing else.
bool isPattern(const std::string& lower) {
    if (std::set<char>(lower.begin(), lower.end()).size() <= 3) return true;
    std::size_t at = 0;
    while (at < lower.size()) {
        std::size_t longest = 0;
        for (const auto row : kRows) {
            std::string back(row.rbegin(), row.rend());
            for (const std::string_view line : {row, std::string_view(back)}) {
                std::size_t size = 3;
                while (at + size <= lower.size() && line.find(lower.substr(at, size)) != std::string_view::npos) {
                    longest = size++;
                }
            }
        }
        if (longest == 0) return false;
        at += longest;
    }
    return true;
}

/// Whether what is left after taking a name away is too little to be a password.
bool isPersonal(const std::string& lower, const std::vector<std::string>& names) {
    for (const auto& name : names) {
        const std::string known = lowered(std::string_view(name).substr(0, name.find('@')));
        if (known.size() < 3) continue;
        std::string rest = lower;
        for (auto found = rest.find(known); found != std::string::npos; found = rest.find(known)) {
            rest.erase(found, known.size());
        }
        if (rest.size() < lower.size() && codePointCount(rest) < kFewestCharacters) return true;
    }
    return false;
}

Problem problem(std::string code, Json facts = Json::object()) {
    return {.severity = Severity::Error, .code = std::move(code), .path = "/password", .facts = std::move(facts)};
}

}  // namespace

Problems passwordProblems(std::string_view password, const std::vector<std::string>& names) {
    if (password.size() > kMostBytes) return {problem("password.too_long", {{"limit", kMostBytes}})};
    if (!isUtf8(password)) return {problem("password.not_text")};
    if (codePointCount(password) < kFewestCharacters) {
        return {problem("password.too_short", {{"limit", kFewestCharacters}})};
    }
    const std::string lower = lowered(password);
    Problems found;
    if (isCommon(lower)) found.push_back(problem("password.common"));
    if (isPattern(lower)) found.push_back(problem("password.pattern"));
    if (isPersonal(lower, names)) found.push_back(problem("password.personal"));
    return found;
}

}  // namespace heddle::security
