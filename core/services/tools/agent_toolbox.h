#pragma once
#include "core/tools/builtin_tools.h"
#include "core/tools/memory_store.h"
#include "core/tools/toolbox.h"

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace heddle {
class Clock;
}
namespace heddle::net {
class HttpClient;
}
namespace heddle::storage {
class Database;
class SecretFile;
struct ToolCallRow;
struct ToolUseRow;
}  // namespace heddle::storage

namespace heddle::services {

/// Where more tools come from: servers. Any thread.
class ToolSource {
public:
    virtual ~ToolSource() = default;
    /// Those that `pattern` ("SERVER/NAME", "SERVER/*", "*") names. Must not wait longer than a server's start may
    /// take.
    virtual boost::asio::awaitable<std::vector<tools::ToolPtr>> find(std::string pattern, tools::ToolCaller caller) = 0;
    /// What is stored of them; nothing is started for it.
    virtual boost::asio::awaitable<std::vector<tools::ToolCard>> known() = 0;
};

/// What built-in tools are told by the settings of a workspace.
struct ToolSettings {
    std::vector<tools::GrantedFolder> folders;  ///< beside the agent's own
    std::string searchKind;                     ///< searxng, brave, tavily; empty: no web search
    std::string searchUrl;

    bool operator==(const ToolSettings&) const = default;
};

/// The toolbox of a workspace: the built-in tools, those of servers, the rules about them, and the log of calls. An
/// agent has a folder of its own for each person, `files/AGENT` or `files/USER/AGENT` in the workspace, which it may
/// change. Safe from any thread.
class AgentToolbox final : public tools::Toolbox {
public:
    /// Without a database rules last as long as this object, and nothing is logged. Reads the rules: blocks for it.
    AgentToolbox(storage::Database* database, storage::SecretFile* secrets, net::HttpClient& http, const Clock& clock,
                 std::filesystem::path workspace);

    /// Before the first run. `source` must outlive it.
    void addSource(ToolSource& source) { m_sources.push_back(&source); }

    boost::asio::awaitable<std::vector<tools::ToolPtr>> find(std::vector<std::string> patterns,
                                                             tools::ToolCaller caller) override;
    tools::Verdict decide(const tools::ToolCaller& caller, const tools::ToolCard& card,
                          const Json& arguments) const override;
    boost::asio::awaitable<void> remember(tools::ToolRule rule) override;
    void log(tools::ToolCallRecord record) override;

    /// All that there are, for people to choose from; no server is started for it.
    boost::asio::awaitable<std::vector<tools::ToolCard>> cards();
    std::vector<tools::ToolRule> rules() const;
    /// Inserts, or replaces the one with the same id.
    boost::asio::awaitable<tools::ToolRule> saveRule(tools::ToolRule rule);
    /// Throws Error(NotFound, "tool.no_rule") with the fact `rule`.
    boost::asio::awaitable<void> removeRule(std::string id);
    /// The newest first; an empty run or tool means all.
    boost::asio::awaitable<std::vector<storage::ToolCallRow>> calls(std::string run, std::string tool, int limit);
    boost::asio::awaitable<std::vector<storage::ToolUseRow>> usage();

    ToolSettings settings() const;
    /// An empty `searchKey` keeps the stored one. Throws Error(InvalidArgument, "tool.no_folder") with the fact `path`
    /// for a folder that is not there or not absolute.
    boost::asio::awaitable<void> changeSettings(ToolSettings settings, std::string searchKey);

private:
    struct Known {
        std::vector<tools::ToolRule> rules;
        ToolSettings settings;
    };

    void load();
    std::shared_ptr<const Known> known() const;
    void learn(const std::function<void(Known&)>& change);
    std::vector<tools::GrantedFolder> foldersOf(const tools::ToolCaller& caller) const;
    std::optional<tools::WebSearchAddress> webSearch() const;

    storage::Database* m_database;
    storage::SecretFile* m_secrets;
    const Clock& m_clock;
    std::filesystem::path m_workspace;
    std::unique_ptr<tools::MemoryStore> m_memory;  ///< null without a database
    std::vector<tools::ToolPtr> m_builtin;
    std::vector<ToolSource*> m_sources;
    mutable std::mutex m_mutex;
    std::shared_ptr<const Known> m_known;  // by m_mutex, replaced as a whole
};

}  // namespace heddle::services
