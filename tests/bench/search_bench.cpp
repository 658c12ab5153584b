#include "core/base/clock.h"
#include "core/runtime/runtime.h"
#include "core/services/agents/store_service.h"
#include "core/storage/database.h"
#include "core/storage/tables/agents_table.h"
#include "tests/bench/bench.h"
#include "tests/bench/scratch.h"
#include "tests/support/postgres_server.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include <algorithm>
#include <array>
#include <random>

namespace heddle::bench {
namespace {

constexpr int kAgents = 100'000;
constexpr int kBatch = 5'000;
constexpr int kSearches = 200;
constexpr double kP99Ms = 20;

constexpr std::array kWords{
    "review",  "translate", "summary",  "contract", "invoice", "meeting",  "research", "citation", "triage",
    "support", "lesson",    "grammar",  "recipe",   "travel",  "calendar", "schema",   "database", "pipeline",
    "release", "security",  "incident", "medical",  "legal",   "patent",   "market",   "forecast", "budget",
    "poem",    "dialogue",  "chapter",  "审查",     "翻译",    "摘要",     "合同",     "会议",     "研究",
    "引用",    "课程",      "语法",     "旅行",     "数据库",  "安全",     "医疗",     "法律",     "专利",
};

/// `count` words, the first ones of the list far more often than the last, as texts have them.
std::string words(std::mt19937& random, int count) {
    std::string text;
    for (int i = 0; i < count; ++i) {
        const double place = std::generate_canonical<double, 32>(random);
        text += std::string(i > 0 ? " " : "") + kWords[static_cast<std::size_t>(place * place * kWords.size())];
    }
    return text;
}

void fill(storage::Database& database) {
    std::mt19937 random(7);
    for (int begun = 0; begun < kAgents; begun += kBatch) {
        database.writeNow([&](storage::Connection& connection) {
            storage::AgentsTable table(connection);
            for (int i = begun; i < begun + kBatch; ++i) {
                domain::Agent agent;
                agent.id = newId();
                agent.developerId = "developer-" + std::to_string(i % 500);
                agent.name = words(random, 2) + " " + std::to_string(i);
                agent.description = words(random, 20);
                agent.tags = {words(random, 1)};
                agent.status = "published";
                agent.createdMs = agent.updatedMs = agent.publishedMs = i;
                table.put(agent);
            }
        });
    }
}

/// Milliseconds within which 99 of 100 searches are answered.
double p99(runtime::Runtime& runtime, services::StoreService& store, const std::string& text) {
    std::vector<double> times;
    for (int i = 0; i < kSearches; ++i) {
        const double start = wallUs();
        auto search = store.search(services::Caller::local(), text, {});
        boost::asio::co_spawn(runtime.executor(), std::move(search), boost::asio::use_future).get();
        times.push_back((wallUs() - start) / 1000);
    }
    std::sort(times.begin(), times.end());
    return times[times.size() * 99 / 100];
}

/// `database`: an address of PostgreSQL; empty: a file.
void measure(Report& report, const std::string& name, const std::string& database) {
    const Scratch scratch;
    runtime::Options options;
    options.workspace = scratch.path("store");
    options.database = database;
    runtime::Runtime runtime(options);
    fill(runtime.database());
    if (!database.empty()) tests::PostgresServer::run(database, "VACUUM ANALYZE");  // as autovacuum does
    services::StoreService store(runtime.database(), runtime.clock());
    const auto add = [&](const std::string& what, const std::string& text) {
        report.add({name + ", p99: " + what, "ms", p99(runtime, store, text), kP99Ms});
    };
    add("a rare word", "dialogue");
    add("the commonest word", "review");
    add("two words", "review contract");
    add("the beginning of a word", "tr");
    add("two Chinese characters", "专利");
    add("a number in one name", "77123");
    add("nothing found", "zymurgy");
}

void searchGroup(Report& report) {
    measure(report, "100,000 agents", "");
    if (auto* server = tests::PostgresServer::instance())
        measure(report, "100,000 agents, PostgreSQL", server->readyDatabase());
    else
        report.note("PostgreSQL was not measured: " + tests::PostgresServer::whyNot());
}

}  // namespace

HEDDLE_BENCH("search", searchGroup);

}  // namespace heddle::bench
