#include "core/storage/tables/agents_table.h"
#include "core/storage/tables/chats_table.h"
#include "core/storage/tables/messages_table.h"
#include "core/storage/tables/search_table.h"
#include "tests/support/test_database.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace heddle;
using namespace heddle::storage;

using Ids = std::vector<std::string>;

class SearchTest : public QObject {
    Q_OBJECT
    std::unique_ptr<tests::DatabasePlace> m_place;
    std::unique_ptr<Database> m_database;

    Ids find(const std::string& kind, const std::string& text, const std::string& owner = {}) {
        return m_database->readNow([&](Connection& c) {
            return SearchTable(c).find({kind, searchTerms(text), owner, 50});
        });
    }
    template <class Work>
    void write(Work work) {
        m_database->writeNow(work);
    }

private slots:
    void initTestCase_data() { tests::addDatabases(); }
    void init() {
        QFETCH_GLOBAL(bool, isPostgres);
        if (!tests::hasDatabase(isPostgres)) QSKIP(tests::PostgresServer::whyNot().c_str());
        m_place = std::make_unique<tests::DatabasePlace>(isPostgres);
        m_database = m_place->open();
    }
    void cleanup() { m_database.reset(); }

    void chineseAndEnglishWordsAreFoundAlike() {
        write([](Connection& c) {
            SearchTable search(c);
            search.put("agent", "a", "me", "Code review", "Reads a change 审查代码");
            search.put("agent", "b", "me", "翻译助手", "Translates reports into 中文");
        });
        QCOMPARE(find("agent", "review"), Ids{"a"});
        QCOMPARE(find("agent", "revi"), Ids{"a"});
        QCOMPARE(find("agent", "审查"), Ids{"a"});
        QCOMPARE(find("agent", "查代"), Ids{"a"});
        QCOMPARE(find("agent", "码"), Ids{"a"});
        QCOMPARE(find("agent", "翻译"), Ids{"b"});
        QCOMPARE(find("agent", "中文 translates"), Ids{"b"});
        QCOMPARE(find("agent", "代审"), Ids{});
        QCOMPARE(find("agent", "review 翻译"), Ids{});
        QCOMPARE(find("chat", "review"), Ids{});
        QCOMPARE(find("agent", "\"' OR NEAR(* --"), Ids{});
    }
    void titlesComeFirstThenTheNewest() {
        write([](Connection& c) {
            SearchTable search(c);
            search.put("agent", "title", "me", "Weather", "says what it is like");
            search.put("agent", "old", "me", "One", "about the weather");
            search.put("agent", "new", "me", "Two", "about the weather");
        });
        QCOMPARE(find("agent", "weather"), (Ids{"title", "new", "old"}));
    }
    void ownersAreKeptApart() {
        write([](Connection& c) {
            SearchTable search(c);
            search.put("chat", "mine", "user-1", "Holiday", "");
            search.put("chat", "theirs", "user-2", "Holiday", "");
        });
        QCOMPARE(find("chat", "holiday", "user-1"), Ids{"mine"});
        QCOMPARE(find("chat", "holiday", "user"), Ids{});
        QCOMPARE(find("chat", "holiday").size(), std::size_t{2});
    }
    void longTextsAreKept() {
        std::string text;
        for (long i = 0; i < 300'000; ++i)
            text += std::to_string(i * 7919) + " ";
        write([&](Connection& c) { SearchTable(c).put("message", "long", "me", "", "beginning " + text); });
        QCOMPARE(find("message", "beginning"), Ids{"long"});
    }
    void theIndexFollowsItsTables() {
        write([](Connection& c) {
            domain::Agent agent{.id = "a", .name = "Gardener", .tags = {"plants"}};
            AgentsTable(c).put(agent);
            agent.name = "Forester";
            AgentsTable(c).put(agent);
            ChatsTable(c).put({.id = "c", .agentId = "a", .userId = "me", .title = "Trees"});
            domain::Message said{.id = "m", .chatId = "c", .role = "user", .content = "橡树 grows slowly"};
            MessagesTable(c).put(said);
            said.id = "n";
            said.status = "sending";
            MessagesTable(c).put(said);
        });
        QCOMPARE(find("agent", "gardener"), Ids{});
        QCOMPARE(find("agent", "forester"), Ids{"a"});
        QCOMPARE(find("agent", "plants"), Ids{"a"});
        QCOMPARE(find("store", "forester"), Ids{});
        QCOMPARE(find("chat", "trees", "me"), Ids{"c"});
        QCOMPARE(find("message", "橡树", "me"), Ids{"m"});
        write([](Connection& c) { AgentsTable(c).remove("a"); });
        QCOMPARE(find("agent", "forester"), Ids{});
        QCOMPARE(find("chat", "trees"), Ids{});
        QCOMPARE(find("message", "橡树"), Ids{});
    }
};

HEDDLE_TEST(SearchTest);
#include "search_test.moc"
