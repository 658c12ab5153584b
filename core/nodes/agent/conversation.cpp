#include "core/nodes/agent/conversation.h"

#include "core/llm/token_estimate.h"

#include <algorithm>

namespace heddle::nodes {
namespace {

constexpr std::int64_t kTokensPerMessage = 4;  // role and separators, in the usual chat formats
const char* const kCleared = "[cleared]";

std::int64_t tokensOfOne(const llm::Message& message) {
    std::int64_t sum = kTokensPerMessage + llm::estimateTokens(message.text());
    for (const llm::ToolCall& call : message.toolCalls)
        sum += llm::estimateTokens(call.name) + llm::estimateTokens(call.arguments);
    return sum;
}

bool isSystem(const llm::Message& message) { return message.role == llm::Role::System; }

}  // namespace

std::int64_t tokensOf(const Messages& messages) {
    std::int64_t sum = 0;
    for (const llm::Message& message : messages)
        sum += tokensOfOne(message);
    return sum;
}

std::size_t cutAt(const Messages& messages, std::size_t from) {
    const auto begin = messages.begin() + static_cast<std::ptrdiff_t>(std::min(from, messages.size()));
    const auto person = std::find_if(begin, messages.end(), [](const auto& m) { return m.role == llm::Role::User; });
    const auto whole = std::find_if(begin, messages.end(), [](const auto& m) { return m.role != llm::Role::Tool; });
    return static_cast<std::size_t>((person != messages.end() ? person : whole) - messages.begin());
}

std::size_t trim(Messages& messages, std::int64_t tokens) {
    const auto body = std::find_if_not(messages.begin(), messages.end(), isSystem);
    const auto first = static_cast<std::size_t>(body - messages.begin());
    std::int64_t left = tokensOf(messages);
    std::size_t cut = first;
    while (left > tokens) {
        std::size_t next = cutAt(messages, cut + 1);
        if (next >= messages.size()) {
            // One long turn: its own steps may go, but not what was asked.
            next = cut + 1;
            while (next < messages.size() && messages[next].role == llm::Role::Tool)
                ++next;
            if (messages[cut].role == llm::Role::User || next >= messages.size()) break;
        }
        for (; cut < next; ++cut)
            left -= tokensOfOne(messages[cut]);
    }
    messages.erase(messages.begin() + static_cast<std::ptrdiff_t>(first),
                   messages.begin() + static_cast<std::ptrdiff_t>(cut));
    return cut - first;
}

std::size_t clearToolAnswers(Messages& messages, std::int64_t keep) {
    std::int64_t seen = 0;
    std::size_t cleared = 0;
    for (auto message = messages.rbegin(); message != messages.rend(); ++message) {
        if (message->role != llm::Role::Tool || ++seen <= keep || message->text() == kCleared) continue;
        message->parts = llm::Message::ofText(llm::Role::Tool, kCleared).parts;
        ++cleared;
    }
    return cleared;
}

std::string transcriptOf(const Messages& messages) {
    std::string text;
    for (const llm::Message& message : messages) {
        text += std::string(llm::roleName(message.role)) + ": " + message.text() + "\n";
        for (const llm::ToolCall& call : message.toolCalls)
            text += "  called " + call.name + " " + call.arguments + "\n";
    }
    return text;
}

}  // namespace heddle::nodes
