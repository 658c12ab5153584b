#include "core/services/tools/agent_toolbox.h"

#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/id.h"
#include "core/base/log.h"
#include "core/security/digest.h"
#include "core/security/encoding.h"
#include "core/services/tools/agent_memory.h"
#include "core/storage/database.h"
#include "core/storage/secret_file.h"
#include "core/storage/store_tables/tool_use_table.h"
#include "core/storage/tables/settings_table.h"

#include <algorithm>

namespace heddle::services {
namespace {

namespace fs = std::filesystem;
using storage::Connection;
using storage::SettingsTable;
using storage::ToolUseTable;
using tools::ToolRule;

const char* const kToolSettingsKey = "tools";
const char* const kSearchSecret = "tools.web_search";

ToolRule ruleOf(const storage::ToolRuleRow& row) {
    return {row.id,        row.userId,   row.agentId, row.tool, row.arguments, tools::decisionNamed(row.decision),
            row.createdBy, row.createdMs};
}

storage::ToolRuleRow rowOf(const ToolRule& rule) {
    return {rule.id,        rule.user,      rule.agent,
            rule.tool,      rule.arguments, std::string(tools::decisionName(rule.decision)),
            rule.createdBy, rule.createdMs};
}

ToolSettings toolSettingsFrom(const Json& json) {
    ToolSettings settings;
    if (!json.is_object()) return settings;
    const JsonReader in(json);
    for (const Json& folder : in.array("folders")) {
        const JsonReader one(folder, "/folders");
        settings.folders.push_back({one.string("path"), one.boolean("writable", false)});
    }
    settings.searchKind = in.string("search_kind", "");
    settings.searchUrl = in.string("search_url", "");
    return settings;
}

Json toJson(const ToolSettings& settings) {
    Json json{{"folders", Json::array()}, {"search_kind", settings.searchKind}, {"search_url", settings.searchUrl}};
    for (const auto& folder : settings.folders)
        json["folders"].push_back({{"path", folder.path.string()}, {"writable", folder.isWritable}});
    return json;
}

}  // namespace

AgentToolbox::AgentToolbox(storage::Database* database, storage::SecretFile* secrets, net::HttpClient& http,
                           const Clock& clock, fs::path workspace)
    : m_database(database),
      m_secrets(secrets),
      m_clock(clock),
      m_workspace(std::move(workspace)),
      m_memory(database ? std::make_unique<AgentMemory>(*database, clock) : nullptr),
      m_builtin(tools::builtinTools({http, clock, [this](const tools::ToolCaller& caller) { return foldersOf(caller); },
                                     [this] { return webSearch(); }, m_memory.get()})),
      m_known(std::make_shared<Known>()) {
    if (m_database) load();
}

void AgentToolbox::load() {
    const auto stored = m_database->readNow([](Connection& connection) {
        return std::make_pair(ToolUseTable(connection).rules(), SettingsTable(connection).get(kToolSettingsKey));
    });
    learn([&](Known& all) {
        for (const auto& row : stored.first)
            all.rules.push_back(ruleOf(row));
        all.settings = toolSettingsFrom(stored.second);
    });
}

std::shared_ptr<const AgentToolbox::Known> AgentToolbox::known() const {
    const std::lock_guard lock(m_mutex);
    return m_known;
}

void AgentToolbox::learn(const std::function<void(Known&)>& change) {
    const std::lock_guard lock(m_mutex);
    auto next = std::make_shared<Known>(*m_known);
    change(*next);
    m_known = std::move(next);
}

/// The agent's own folder, and those that the person at this computer has granted.
std::vector<tools::GrantedFolder> AgentToolbox::foldersOf(const tools::ToolCaller& caller) const {
    std::vector<tools::GrantedFolder> folders;
    if (!m_workspace.empty()) {
        // What one person's agent writes is nobody else's.
        const fs::path person = isId(caller.user) ? m_workspace / "files" / caller.user : m_workspace / "files";
        const fs::path own = person / (isId(caller.agent) ? caller.agent : "workflows");
        std::error_code ignored;
        fs::create_directories(own, ignored);
        folders.push_back({own, true});
    }
    const auto granted = known()->settings.folders;
    folders.insert(folders.end(), granted.begin(), granted.end());
    return folders;
}

std::optional<tools::WebSearchAddress> AgentToolbox::webSearch() const {
    const auto all = known();
    if (all->settings.searchKind.empty()) return std::nullopt;
    const auto key = m_secrets ? m_secrets->find(kSearchSecret) : std::nullopt;
    return tools::WebSearchAddress{all->settings.searchKind, all->settings.searchUrl, key.value_or("")};
}

boost::asio::awaitable<std::vector<tools::ToolPtr>> AgentToolbox::find(std::vector<std::string> patterns,
                                                                       tools::ToolCaller caller) {
    std::vector<tools::ToolPtr> found;
    const auto add = [&found](const tools::ToolPtr& tool) {
        const auto same = [&](const tools::ToolPtr& other) { return other->card().name == tool->card().name; };
        if (std::none_of(found.begin(), found.end(), same)) found.push_back(tool);
    };
    for (const std::string& pattern : patterns) {
        const std::size_t before = found.size();
        bool isThere = false;
        for (const tools::ToolPtr& tool : m_builtin) {
            if (!tools::matchesPattern(pattern, tool->card().name)) continue;
            isThere = true;
            add(tool);
        }
        for (ToolSource* source : m_sources) {
            const std::vector<tools::ToolPtr> more = co_await source->find(pattern, caller);
            std::for_each(more.begin(), more.end(), add);
            isThere |= !more.empty();
        }
        if (isThere || found.size() > before || pattern.find('*') != std::string::npos) continue;
        std::string names;
        for (const tools::ToolPtr& tool : m_builtin)
            names += (names.empty() ? "" : ", ") + tool->card().name;
        throw Error(ErrorKind::NotFound, "tool.unknown", {{"tool", pattern}, {"known", names}});
    }
    co_return found;
}

tools::Verdict AgentToolbox::decide(const tools::ToolCaller& caller, const tools::ToolCard& card,
                                    const Json& arguments) const {
    return tools::decide(known()->rules, caller, card, arguments);
}

boost::asio::awaitable<void> AgentToolbox::remember(ToolRule rule) { (void)co_await saveRule(std::move(rule)); }

void AgentToolbox::log(tools::ToolCallRecord record) {
    if (!m_database || m_database->readOnly()) return;
    storage::ToolCallRow row;
    row.id = newId();
    row.createdMs = m_clock.nowMs();
    row.userId = record.caller.user;
    row.agentId = record.caller.agent;
    row.runId = record.caller.run;
    row.callId = record.call;
    row.tool = record.tool;
    row.source = record.source;
    row.digest = security::toHex(security::digest(security::Hash::Sha256, compactJson(record.arguments)));
    row.outcome = record.outcome;
    row.decidedBy = record.decidedBy;
    row.ms = record.ms;
    row.bytes = record.bytes;
    m_database->post([row](Connection& connection) { ToolUseTable(connection).addCall(row); },
                     [](const std::exception_ptr& failure) {
                         if (failure) roomLogger("services")->warn("a call of a tool could not be logged");
                     });
}

boost::asio::awaitable<std::vector<tools::ToolCard>> AgentToolbox::cards() {
    std::vector<tools::ToolCard> cards;
    for (const tools::ToolPtr& tool : m_builtin)
        cards.push_back(tool->card());
    for (ToolSource* source : m_sources) {
        const std::vector<tools::ToolCard> more = co_await source->known();
        cards.insert(cards.end(), more.begin(), more.end());
    }
    co_return cards;
}

std::vector<ToolRule> AgentToolbox::rules() const { return known()->rules; }

boost::asio::awaitable<ToolRule> AgentToolbox::saveRule(ToolRule rule) {
    if (rule.id.empty()) {
        rule.id = newId();
        rule.createdMs = m_clock.nowMs();
    }
    if (m_database) {
        const auto job = [row = rowOf(rule)](Connection& connection) { ToolUseTable(connection).putRule(row); };
        co_await m_database->write(job);
    }
    learn([&rule](Known& all) {
        const auto same = [&](const ToolRule& other) { return other.id == rule.id; };
        const auto old = std::find_if(all.rules.begin(), all.rules.end(), same);
        if (old == all.rules.end())
            all.rules.push_back(rule);
        else
            *old = rule;
    });
    co_return rule;
}

boost::asio::awaitable<void> AgentToolbox::removeRule(std::string id) {
    const auto same = [&id](const ToolRule& rule) { return rule.id == id; };
    const auto before = known();
    if (std::none_of(before->rules.begin(), before->rules.end(), same))
        throw Error(ErrorKind::NotFound, "tool.no_rule", {{"rule", id}});
    if (m_database) {
        const auto job = [&id](Connection& connection) { ToolUseTable(connection).removeRule(id); };
        co_await m_database->write(job);
    }
    learn([&same](Known& all) { std::erase_if(all.rules, same); });
}

boost::asio::awaitable<std::vector<storage::ToolCallRow>> AgentToolbox::calls(std::string run, std::string tool,
                                                                              int limit) {
    if (!m_database) co_return std::vector<storage::ToolCallRow>();
    const auto job = [&](Connection& connection) { return ToolUseTable(connection).calls(run, tool, limit); };
    co_return co_await m_database->read(job);
}

boost::asio::awaitable<std::vector<storage::ToolUseRow>> AgentToolbox::usage() {
    if (!m_database) co_return std::vector<storage::ToolUseRow>();
    const auto job = [](Connection& connection) { return ToolUseTable(connection).usage(); };
    co_return co_await m_database->read(job);
}

ToolSettings AgentToolbox::settings() const { return known()->settings; }

boost::asio::awaitable<void> AgentToolbox::changeSettings(ToolSettings settings, std::string searchKey) {
    for (const auto& folder : settings.folders) {
        std::error_code ignored;
        if (folder.path.is_absolute() && fs::is_directory(folder.path, ignored)) continue;
        throw Error(ErrorKind::InvalidArgument, "tool.no_folder", {{"path", folder.path.string()}});
    }
    if (m_database) {
        const auto job = [&](Connection& connection) {
            SettingsTable(connection).set(kToolSettingsKey, toJson(settings));
        };
        co_await m_database->write(job);
    }
    if (m_secrets && !searchKey.empty()) m_secrets->set(kSearchSecret, searchKey);
    learn([&](Known& all) { all.settings = std::move(settings); });
}

}  // namespace heddle::services
