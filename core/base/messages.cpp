#include "core/base/messages.h"

#include "core/base/messages/base_messages.h"
#include "core/base/messages/check_messages.h"
#include "core/base/messages/domain_messages.h"
#include "core/base/messages/engine_messages.h"
#include "core/base/messages/expr_messages.h"
#include "core/base/messages/llm_messages.h"
#include "core/base/messages/mcp_messages.h"
#include "core/base/messages/net_messages.h"
#include "core/base/messages/nodes_messages.h"
#include "core/base/messages/rest_messages.h"
#include "core/base/messages/schema_messages.h"
#include "core/base/messages/security_messages.h"
#include "core/base/messages/services_messages.h"
#include "core/base/messages/storage_messages.h"
#include "core/base/messages/store_messages.h"
#include "core/base/messages/tools_messages.h"

#include <span>

namespace heddle {
namespace {

/// One table for each room.
constexpr std::span<const MessageEntry> kTables[] = {
    kBaseMessages,     kCheckMessages,   kDomainMessages, kEngineMessages, kExprMessages,   kLlmMessages,
    kMcpMessages,      kNetMessages,     kNodesMessages,  kRestMessages,   kSchemaMessages, kSecurityMessages,
    kServicesMessages, kStorageMessages, kStoreMessages,  kToolsMessages};

}  // namespace

std::string_view messageTemplate(std::string_view code) {
    static const auto known = [] {
        std::map<std::string_view, std::string_view> all;
        for (const auto& table : kTables) {
            for (const auto& [key, text] : table)
                all.emplace(key, text);
        }
        return all;
    }();
    const auto it = known.find(code);
    return it == known.end() ? std::string_view() : it->second;
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
