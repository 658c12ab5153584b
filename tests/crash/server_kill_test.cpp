#include "core/domain/chat.h"
#include "core/runtime/accounts.h"
#include "core/runtime/runtime.h"
#include "core/services/accounts/api_key_service.h"
#include "core/services/accounts/user_service.h"
#include "core/services/agents/agent_service.h"
#include "core/storage/tables/chats_table.h"
#include "core/storage/tables/messages_table.h"
#include "core/storage/workspace_database.h"
#include "tests/crash/rounds.h"
#include "tests/crash/victim.h"
#include "tests/support/raw_client.h"
#include "tests/support/test_main.h"

#include <QTemporaryDir>
#include <QtTest>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_future.hpp>

#include <atomic>
#include <random>
#include <thread>

using namespace heddle;
using namespace heddle::tests;
namespace fs = std::filesystem;

namespace {

constexpr int kWriters = 4;
/// A start of the server costs more than a kill of the engine.
constexpr int kRoundsShare = 5;

template <class T>
T wait(runtime::Runtime& runtime, boost::asio::awaitable<T> work) {
    return boost::asio::co_spawn(runtime.executor(), std::move(work), boost::asio::use_future).get();
}

/// What a client was told is there.
struct Acknowledged {
    std::mutex mutex;
    std::vector<std::string> chats;     // by mutex
    std::vector<std::string> messages;  // by mutex
};

}  // namespace

/// heddlectl serve, killed while clients write: what was acknowledged is there, and the database is sound.
class ServerKillTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_folder;
    std::string m_key;
    std::string m_agent;

    fs::path workspace() const { return fs::path(m_folder.path().toStdString()) / "workspace"; }

    /// Begins chats and says something in each until the server does not answer any more.
    void write(std::uint16_t port, Acknowledged& told) const {
        const std::string fields =
            "Authorization: Bearer " + m_key + "\r\nContent-Type: application/json\r\nAccept: application/json\r\n";
        RawClient client(port);
        for (;;) {
            const Json wanted{{"agent_id", m_agent}, {"draft", true}};
            const RawReply made = client.ask("POST", "/api/v1/chats", fields, compactJson(wanted));
            if (made.status != 201 || !made.isWhole) return;
            const std::string chat = Json::parse(made.body).at("id").get<std::string>();
            {
                const std::lock_guard lock(told.mutex);
                told.chats.push_back(chat);
            }
            const RawReply said = client.ask("POST", "/api/v1/chats/" + chat + "/messages", fields,
                                             R"({"content": "What is a checkpoint?"})");
            if (said.status != 200 || !said.isWhole) return;
            const std::lock_guard lock(told.mutex);
            told.messages.push_back(chat);
        }
    }

private slots:
    void initTestCase() {
        runtime::Options options;
        options.workspace = workspace();
        runtime::Runtime runtime(options);
        services::NewUser made;
        made.login = "ada";
        made.password = "a long way to tipperary";
        made.roles = {domain::Role::Developer};
        const auto user = wait(runtime, runtime.accounts().users().create(services::Caller::local(), made));
        const services::Caller caller({.userId = user.id, .roles = user.roles});
        m_key = wait(runtime, runtime.accounts().apiKeys().create(caller, "kill", {"*"}, 0)).text;
        m_agent = wait(runtime, runtime.agents().create(caller, "Talker", "question-answering", Json::object())).id;
    }
    void nothingThatWasAcknowledgedIsLost() {
        std::mt19937 random(7);
        Acknowledged told;
        const int rounds = std::max(1, crashRounds() / kRoundsShare);
        for (int round = 0; round < rounds; ++round) {
            Victim victim({HEDDLE_BIN_DIR "/heddlectl", "--workspace", workspace().string(), "serve", "--port", "0",
                           "--no-limits"});
            QVERIFY(victim.waitForLines(1));
            const std::string line = victim.output();
            const std::size_t at = line.rfind("127.0.0.1:");
            QVERIFY2(at != std::string::npos, line.c_str());
            const auto port = static_cast<std::uint16_t>(std::stoi(line.substr(at + 10)));
            std::vector<std::thread> writers;
            for (int i = 0; i < kWriters; ++i)
                writers.emplace_back([&] { write(port, told); });
            victim.waitFor(std::chrono::milliseconds(std::uniform_int_distribution<int>(20, 250)(random)));
            victim.kill();
            for (std::thread& writer : writers)
                writer.join();
        }
        QVERIFY(told.chats.size() > static_cast<std::size_t>(rounds));
        auto database = storage::openWorkspace(workspace() / "workspace.db");
        database->readNow([&](storage::Connection& c) {
            QVERIFY(c.integrityProblems().empty());
            for (const std::string& chat : told.chats)
                QVERIFY2(storage::ChatsTable(c).find(chat), chat.c_str());
            for (const std::string& chat : told.messages) {
                const auto messages = storage::MessagesTable(c).list(chat);
                QCOMPARE(messages.size(), std::size_t{2});
                QCOMPARE(messages.at(1).status, std::string("sent"));
            }
        });
        qInfo("%d kills: %zu chats and %zu answers acknowledged, none lost", rounds, told.chats.size(),
              told.messages.size());
    }
};

HEDDLE_TEST(ServerKillTest);
#include "server_kill_test.moc"
