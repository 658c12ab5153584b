#include "tests/bench/store.h"

#include "core/base/clock.h"
#include "core/domain/workflow.h"
#include "core/runtime/accounts.h"
#include "core/runtime/runtime.h"
#include "core/services/agents/publishing_service.h"
#include "core/storage/database.h"
#include "core/storage/tables/agents_table.h"
#include "tests/bench/two_nodes.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

namespace heddle::bench {
namespace {

using services::Caller;

constexpr const char* kLogin = "bench";
constexpr const char* kPassword = "a store for measuring";
constexpr std::chrono::milliseconds kLimit{20'000};
constexpr int kAskedFor = 1000;

template <typename T>
T wait(runtime::Runtime& runtime, boost::asio::awaitable<T> task) {
    return boost::asio::co_spawn(runtime.executor(), std::move(task), boost::asio::use_future).get();
}

domain::Agent agentOf(const std::string& developer, int i, std::int64_t nowMs) {
    domain::Agent agent;
    agent.id = newId();
    agent.developerId = developer;
    agent.name = "Agent " + std::to_string(i);
    agent.description = "Answers questions about the " + std::to_string(i) + "th chapter, with citations.";
    agent.tags = {"reading", "chapter-" + std::to_string(i % 40)};
    agent.createdMs = agent.updatedMs = nowMs + i;
    return agent;
}

/// Gives the ids.
std::vector<std::string> fill(storage::Database& database, const std::string& developer, int agents,
                              std::int64_t nowMs) {
    std::vector<std::string> ids;
    domain::WorkflowDocument document;
    document.graph = domain::readWorkflow(kTwoNodes, "two nodes");
    database.writeNow([&](storage::Connection& connection) {
        storage::AgentsTable table(connection);
        for (int i = 0; i < agents; ++i) {
            const domain::Agent agent = agentOf(developer, i, nowMs);
            table.put(agent);
            table.putDocument(agent.id, document, nowMs);
            ids.push_back(agent.id);
        }
    });
    return ids;
}

std::vector<std::string> commandOf(const Store& store, const std::vector<std::string>& more) {
    std::vector<std::string> command{HEDDLE_BIN_DIR "/heddlectl", "--workspace", store.folder()};
    command.insert(command.end(), {"serve", "--no-limits", "--port", "0"});
    command.insert(command.end(), more.begin(), more.end());
    return command;
}

}  // namespace

Store::Store(int agents) {
    runtime::Options options;
    options.workspace = folder();
    runtime::Runtime runtime(options);
    runtime::Accounts& accounts = runtime.accounts();
    wait(runtime, accounts.users().createFirst({.login = kLogin, .displayName = "Bench", .password = kPassword}));
    const auto session = wait(runtime, accounts.signIn().signIn({}, kLogin, kPassword, "bench"));
    m_token = session.accessToken;
    const auto all = fill(runtime.database(), session.user.id, agents, runtime.clock().nowMs());
    m_agent = all.front();
    services::PublishingService publishing(runtime.database(), runtime.templates(), accounts.audit(), runtime.clock(),
                                           false);
    Caller developer = Caller::local();
    developer.principal.userId = session.user.id;
    wait(runtime, publishing.publish(developer, m_agent, {.version = "1.0.0", .changelog = "The first one"}));
    std::string lines;
    for (int i = 0; i < kAskedFor && i < agents; ++i)
        lines += all[static_cast<std::size_t>(i) * all.size() / kAskedFor] + "\n";
    m_scratch.write("ids", lines);
}

StoreServer::StoreServer(const Store& store, const std::vector<std::string>& more)
    : m_child(commandOf(store, more), {}, Child::Hears::Everything),
      m_startMs(m_child.waitForLine("Heddle serves ", kLimit) / 1000) {
    const std::string& said = m_child.said();
    const auto start = said.find("Heddle serves ") + std::string("Heddle serves ").size();
    m_address = said.substr(start, said.find(' ', start) - start);
}

}  // namespace heddle::bench
