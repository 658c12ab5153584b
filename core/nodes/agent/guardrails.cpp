#include "core/nodes/agent/guardrails.h"

#include "core/base/error.h"
#include "core/base/utf8.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace heddle::nodes {
namespace {

using Check = Guardrail::Check;
using Action = Guardrail::Action;

constexpr std::pair<Check, std::string_view> kChecks[] = {
    {Check::Email, "email"}, {Check::Card, "card"},     {Check::Ip, "ip"},       {Check::Mac, "mac"},
    {Check::Url, "url"},     {Check::Secret, "secret"}, {Check::Words, "words"}, {Check::Length, "length"}};
constexpr std::pair<Action, std::string_view> kActions[] = {
    {Action::Block, "block"}, {Action::Redact, "redact"}, {Action::Mask, "mask"}, {Action::Hash, "hash"}};

template <typename Value, std::size_t N>
Value valueNamed(const std::pair<Value, std::string_view> (&table)[N], const std::string& name,
                 const std::string& path) {
    std::string known;
    for (const auto& [value, word] : table) {
        if (word == name) return value;
        known += (known.empty() ? "" : ", ") + std::string(word);
    }
    throw Error(ErrorKind::InvalidArgument, "agent.bad_guardrail", {{"path", path}, {"value", name}, {"known", known}});
}

std::string_view checkName(Check check) {
    for (const auto& [value, word] : kChecks) {
        if (value == check) return word;
    }
    return {};
}

std::string upper(std::string_view text) {
    std::string all(text);
    for (char& c : all)
        c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    return all;
}

std::string hashOf(std::string_view text) {
    std::uint32_t hash = 2166136261u;  // FNV-1a: tells texts apart for a reader, and is no protection
    for (const char c : text)
        hash = (hash ^ static_cast<unsigned char>(c)) * 16777619u;
    std::array<char, 9> digits{};
    std::snprintf(digits.data(), digits.size(), "%08x", hash);
    return digits.data();
}

std::string maskOf(std::string_view text) {
    const std::size_t shown = text.size() > 8 ? 4 : 0;
    return std::string(text.size() - shown, '*') + std::string(text.substr(text.size() - shown));
}

std::string replacement(const Guardrail& rail, std::string_view found) {
    const std::string name = upper(checkName(rail.check));
    if (rail.action == Action::Mask) return maskOf(found);
    if (rail.action == Action::Hash) return "[" + name + ":" + hashOf(found) + "]";
    return "[" + name + "]";
}

std::vector<std::pair<std::size_t, std::size_t>> findWords(const std::vector<std::string>& words,
                                                           std::string_view text) {
    const std::string low = upper(text);
    std::vector<std::pair<std::size_t, std::size_t>> places;
    for (std::size_t at = 0; at < low.size();) {
        std::size_t longest = 0;
        for (const std::string& word : words) {
            if (!word.empty() && low.compare(at, word.size(), upper(word)) == 0)
                longest = std::max(longest, word.size());
        }
        if (longest > 0) places.emplace_back(at, at + longest);
        at += std::max<std::size_t>(longest, 1);
    }
    return places;
}

void shorten(const Guardrail& rail, Guarded& guarded) {
    const auto most = static_cast<std::size_t>(rail.most);
    if (rail.most <= 0 || codePointCount(guarded.text) <= most) return;
    guarded.found.emplace_back("length", 1);
    if (rail.action == Action::Block) {
        guarded.blocked = "length";
        return;
    }
    std::size_t at = 0;
    for (std::size_t i = 0; i < most; ++i)
        (void)nextCodePoint(guarded.text, at);
    guarded.text.resize(at);
}

void apply(const Guardrail& rail, Guarded& guarded) {
    if (rail.check == Check::Length) return shorten(rail, guarded);
    const auto places =
        rail.check == Check::Words ? findWords(rail.words, guarded.text) : findSensitive(rail.check, guarded.text);
    if (places.empty()) return;
    guarded.found.emplace_back(checkName(rail.check), static_cast<int>(places.size()));
    if (rail.action == Action::Block) {
        guarded.blocked = checkName(rail.check);
        return;
    }
    std::string changed;
    std::size_t at = 0;
    for (const auto& [begin, end] : places) {
        changed += guarded.text.substr(at, begin - at) +
                   replacement(rail, std::string_view(guarded.text).substr(begin, end - begin));
        at = end;
    }
    guarded.text = changed + guarded.text.substr(at);
}

}  // namespace

std::string_view placeName(GuardPlace place) {
    if (place == GuardPlace::Input) return "input";
    return place == GuardPlace::Output ? "output" : "tools";
}

std::vector<Guardrail> readGuardrails(const Json& list, const std::string& path) {
    std::vector<Guardrail> all;
    for (const Json& item : list) {
        const std::string place = path + "/" + std::to_string(all.size());
        const JsonReader in(item, place);
        Guardrail rail;
        rail.check = valueNamed(kChecks, in.string("check"), place + "/check");
        rail.action = valueNamed(kActions, in.string("action", "redact"), place + "/action");
        for (const std::string& where : in.strings("where")) {
            rail.onInput |= where == "input";
            rail.onOutput |= where == "output";
            rail.onTools |= where == "tools";
        }
        rail.words = in.strings("words");
        rail.most = in.integer("most", 0);
        all.push_back(std::move(rail));
    }
    return all;
}

Guarded guard(const std::vector<Guardrail>& guardrails, GuardPlace place, std::string text) {
    Guarded guarded;
    guarded.text = std::move(text);
    for (const Guardrail& rail : guardrails) {
        const bool counts = place == GuardPlace::Input    ? rail.onInput
                            : place == GuardPlace::Output ? rail.onOutput
                                                          : rail.onTools;
        if (counts) apply(rail, guarded);
        if (!guarded.blocked.empty()) break;
    }
    return guarded;
}

}  // namespace heddle::nodes
