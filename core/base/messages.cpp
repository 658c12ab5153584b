#include "core/base/messages.h"

#include "core/base/message_table.h"

#include <array>

namespace heddle {

std::string_view messageTemplate(std::string_view code) {
    static const auto table = [] {
        std::map<std::string_view, std::string_view> all;
        for (const auto& [key, text] : kMessages)
            all.emplace(key, text);
        return all;
    }();
    const auto it = table.find(code);
    return it == table.end() ? std::string_view() : it->second;
}

std::string fillMessage(std::string_view text, const Json& facts) {
    std::string result;
    while (!text.empty()) {
        const auto open = text.find('{');
        const auto close = open == std::string_view::npos ? open : text.find('}', open);
        if (close == std::string_view::npos) break;
        result += text.substr(0, open);
        const auto it = facts.find(text.substr(open + 1, close - open - 1));
        if (it == facts.end()) {
            result += "?";
        } else {
            result += it->is_string() ? it->get<std::string>() : compactJson(*it);
        }
        text.remove_prefix(close + 1);
    }
    return result.append(text);
}

std::string messageText(std::string_view code, const Json& facts) {
    const auto text = messageTemplate(code);
    if (text.empty()) return facts.empty() ? std::string(code) : std::string(code) + " " + compactJson(facts);
    return fillMessage(text, facts);
}

}  // namespace heddle
