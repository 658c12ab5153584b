#include "tests/server/store.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace heddle;
using namespace heddle::tests;

namespace {

std::string etagOf(const Reply& reply) { return reply.headers.at("etag"); }

std::vector<std::string> namesIn(const Json& page) {
    std::vector<std::string> names;
    for (const Json& item : page.at("items"))
        names.push_back(item.at("name").get<std::string>());
    return names;
}

}  // namespace

/// What people do with a store, from sign-in to the answer in a chat.
class FlowsTest : public QObject {
    Q_OBJECT
    std::unique_ptr<Store> m_store;

private slots:
    void init() { m_store = std::make_unique<Store>(); }
    void cleanup() { m_store.reset(); }

    void aSessionIsRenewedAndEnds() {
        m_store->token("user");
        const Json session =
            m_store->must(200, "", "POST", "/auth/login", {{"login", "user"}, {"password", "a long way to tipperary"}});
        const Json renewed =
            m_store->must(200, "", "POST", "/auth/refresh", {{"refresh_token", session.at("refresh_token")}});
        QVERIFY(renewed.at("refresh_token") != session.at("refresh_token"));
        QCOMPARE(m_store->must(200, "user", "GET", "/auth/me").at("login"), Json("user"));
        QCOMPARE(m_store->ask("", "POST", "/auth/login", {{"login", "user"}, {"password", "wrong"}}).status, 401);
        m_store->must(204, "user", "POST", "/auth/logout");
        QCOMPARE(m_store->ask("user", "GET", "/auth/me").code(), std::string("auth.session_over"));
    }
    void administratorsLookAfterUsersAndTheLogTellsIt() {
        const Json made = m_store->must(201, "admin", "POST", "/users",
                                        {{"login", "grace"}, {"password", "ten thousand moths"}, {"roles", {"user"}}});
        const std::string path = "/users/" + made.at("id").get<std::string>();
        QCOMPARE(
            m_store->ask("admin", "POST", "/users", {{"login", "Grace"}, {"password", "ten thousand moths"}}).status,
            409);
        QCOMPARE(m_store->ask("admin", "POST", "/users", {{"login", "eve"}, {"password", "short"}}).status, 422);
        QCOMPARE(m_store->must(200, "admin", "PATCH", path, {{"roles", {"developer"}}}).at("roles"),
                 Json({"developer"}));
        QCOMPARE(m_store->ask("user", "GET", path).status, 404);
        m_store->must(204, "admin", "PUT", path + "/password", {{"password", "another ten thousand"}});
        m_store->must(204, "admin", "DELETE", path);
        QCOMPARE(m_store->ask("admin", "GET", path).status, 404);
        const Json log = m_store->must(200, "admin", "GET", "/audit?limit=4");
        QCOMPARE(log.at("items").at(0).at("action"), Json("users.delete"));
        QCOMPARE(log.at("items").at(0).at("actor"), Json(m_store->idOf("admin")));
        const std::string next = log.at("next_cursor").get<std::string>();
        QCOMPARE(m_store->must(200, "admin", "GET", "/audit?limit=4&cursor=" + next).at("items").size(), 4u);
        QCOMPARE(m_store->ask("admin", "GET", "/audit?cursor=made-up").code(), std::string("rest.cursor"));
        QCOMPARE(m_store->must(200, "admin", "GET", "/audit/verify").at("is_whole"), Json(true));
    }
    void aKeyDoesWhatItsScopesSay() {
        const Json made =
            m_store->must(201, "developer", "POST", "/api-keys", {{"name", "nightly"}, {"scopes", {"agents.list"}}});
        const std::string field = "Authorization: Bearer " + made.at("key").get<std::string>() + "\r\n";
        QCOMPARE(m_store->ask("", "GET", "/agents", nullptr, field).status, 200);
        QCOMPARE(m_store->ask("", "POST", "/agents", {{"name", "x"}}, field).status, 403);
        QCOMPARE(m_store->ask("developer", "POST", "/api-keys", {{"name", "n"}, {"scopes", {"nope.nope"}}}).status,
                 422);
        m_store->must(204, "developer", "DELETE", "/api-keys/" + made.at("id").get<std::string>());
        QCOMPARE(m_store->ask("", "GET", "/agents", nullptr, field).status, 401);
    }
    void agentsBelongToTheirDevelopers() {
        const std::string id = m_store->agent("Mine", false);
        QCOMPARE(m_store->ask("other_developer", "GET", "/agents/" + id).status, 404);
        QCOMPARE(m_store->ask("other_developer", "PATCH", "/agents/" + id, {{"name", "Yours"}}).status, 404);
        QCOMPARE(m_store->ask("other_developer", "POST", "/agents/" + id + "/publish", Json::object()).status, 404);
        QVERIFY(namesIn(m_store->must(200, "other_developer", "GET", "/agents")).empty());
        QCOMPARE(namesIn(m_store->must(200, "admin", "GET", "/agents")), (std::vector<std::string>{"Mine"}));
    }
    void whoHasNotSeenTheLastChangeDoesNotOverwriteIt() {
        const std::string path = "/agents/" + m_store->agent("Twice", false);
        const std::string seen = "If-Match: " + etagOf(m_store->ask("developer", "GET", path)) + "\r\n";
        QCOMPARE(m_store->ask("developer", "PATCH", path, {{"name", "One"}}, seen).status, 200);
        const Reply late = m_store->ask("developer", "PATCH", path, {{"name", "Two"}}, seen);
        QCOMPARE(late.status, 412);
        const Reply now = m_store->ask("developer", "GET", path);
        QCOMPARE(now.json.at("name"), Json("One"));
        QCOMPARE(m_store->ask("developer", "GET", path, nullptr, "If-None-Match: " + etagOf(now) + "\r\n").status, 304);
        QCOMPARE(m_store->ask("developer", "PATCH", path, {{"category", "no-such"}}).status, 404);
    }
    void aWorkflowIsReplacedCheckedAndTried() {
        const std::string path = "/agents/" + m_store->agent("Worker", false);
        Json document = m_store->must(200, "developer", "GET", path + "/workflow");
        QCOMPARE(m_store->must(200, "developer", "GET", path + "/workflow/validate").at("is_valid"), Json(true));
        Json broken = document;
        broken["workflow"]["nodes"]["lost"] = {{"type", "no_such_type"}};
        m_store->must(200, "developer", "PUT", path + "/workflow", broken);
        const Json found = m_store->must(200, "developer", "GET", path + "/workflow/validate");
        QCOMPARE(found.at("is_valid"), Json(false));
        QVERIFY(!found.at("problems").at(0).at("message").get<std::string>().empty());
        QCOMPARE(m_store->ask("developer", "POST", path + "/publish", Json::object()).code(),
                 std::string("run.invalid_workflow"));
        QCOMPARE(m_store->ask("developer", "PUT", path + "/workflow", {{"workflow", {{"nodes", 7}}}}).status, 422);
        m_store->must(200, "developer", "POST", path + "/workflow/from-template",
                      {{"template_id", "question-answering"}});
        QCOMPARE(m_store->ask("developer", "POST", path + "/workflow/from-template", {{"template_id", "none"}}).status,
                 404);
        const Json outcome =
            m_store->must(200, "developer", "POST", path + "/test", {{"input", "What is a checkpoint?"}});
        QCOMPARE(outcome.at("status"), Json("completed"));
        QVERIFY(!outcome.at("output").get<std::string>().empty());
    }
    void versionsGoToTheStoreAndAreChosenThere() {
        const std::string id = m_store->agent("Public", true);
        QCOMPARE(m_store->ask("developer", "POST", "/agents/" + id + "/publish", {{"version", "1.0.0"}}).status, 409);
        QCOMPARE(m_store->ask("developer", "POST", "/agents/" + id + "/publish", {{"version", "one"}}).status, 422);
        const Json second = m_store->must(201, "developer", "POST", "/agents/" + id + "/publish", Json::object());
        QCOMPARE(second.at("version").at("version"), Json("1.0.1"));
        QCOMPARE(m_store->must(200, "developer", "GET", "/agents/" + id + "/versions").at("items").size(), 2u);
        QCOMPARE(namesIn(m_store->must(200, "user", "GET", "/store/agents?sort=downloads")),
                 (std::vector<std::string>{"Public"}));
        m_store->must(200, "user", "POST", "/store/agents/" + id + "/install");
        m_store->must(200, "user", "POST", "/store/agents/" + id + "/install");
        m_store->must(200, "user", "PUT", "/store/agents/" + id + "/rating", {{"stars", 4}});
        m_store->must(200, "other", "PUT", "/store/agents/" + id + "/rating", {{"stars", 5}});
        m_store->must(200, "user", "PUT", "/store/agents/" + id + "/rating", {{"stars", 2}});
        QCOMPARE(m_store->ask("developer", "PUT", "/store/agents/" + id + "/rating", {{"stars", 5}}).status, 403);
        const Json shown = m_store->must(200, "user", "GET", "/store/agents/" + id);
        QCOMPARE(shown.at("agent").at("download_count"), Json(1));
        QCOMPARE(shown.at("agent").at("average_rating"), Json(3.5));
        QCOMPARE(shown.at("ratings").size(), 2u);
        QCOMPARE(namesIn(m_store->must(200, "user", "GET", "/store/installed")), (std::vector<std::string>{"Public"}));
        QVERIFY(namesIn(m_store->must(200, "user", "GET", "/store/recommendations")).empty());
        QCOMPARE(namesIn(m_store->must(200, "other", "GET", "/store/recommendations")),
                 (std::vector<std::string>{"Public"}));
        QCOMPARE(m_store->ask("other_developer", "POST", "/store/agents/" + id + "/withdraw").status, 403);
        m_store->must(204, "developer", "POST", "/store/agents/" + id + "/withdraw");
        QCOMPARE(m_store->ask("user", "GET", "/store/agents/" + id).status, 404);
    }
    void aReviewerDecidesWhereTheStoreAsksForOne() {
        runtime::ServeOptions options;
        options.needsReviewer = true;
        Store strict(options);
        const std::string id = strict.agent("Waiting", true);
        QCOMPARE(strict.ask("user", "GET", "/store/agents/" + id).status, 404);
        QVERIFY(strict.must(200, "other_developer", "GET", "/reviews").at("items").empty());
        const Json waiting = strict.must(200, "reviewer", "GET", "/reviews?status=waiting").at("items").at(0);
        // The job that would have made up for a lost review has ended, and is not forgotten at once.
        const Json job = strict.must(200, "developer", "GET", "/jobs/" + waiting.at("id").get<std::string>());
        QCOMPARE(job.at("state"), Json("done"));
        QVERIFY(job.at("finished_ms") >= job.at("created_ms"));
        const std::string path = "/reviews/" + waiting.at("id").get<std::string>();
        QCOMPARE(strict.ask("developer", "POST", path + "/decide", {{"approved", true}}).status, 403);
        strict.must(200, "reviewer", "POST", path + "/decide", {{"approved", true}, {"comment", "Good."}});
        QCOMPARE(strict.ask("reviewer", "POST", path + "/decide", {{"approved", false}}).status, 409);
        strict.must(200, "user", "GET", "/store/agents/" + id);
    }
    void aKeyInAWorkflowKeepsItOutOfTheStore() {
        const std::string path = "/agents/" + m_store->agent("Leaky", false);
        Json document = m_store->must(200, "developer", "GET", path + "/workflow");
        document["workflow"]["description"] = "Use sk-abcdefghijklmnopqrstuvwxyz012345";
        m_store->must(200, "developer", "PUT", path + "/workflow", document);
        const Json made = m_store->must(201, "developer", "POST", path + "/publish", Json::object());
        QCOMPARE(made.at("review").at("status"), Json("rejected"));
        QCOMPARE(made.at("review").at("findings").at(0).at("rule"), Json("secret"));
        QCOMPARE(made.at("version").at("is_current"), Json(false));
    }
    void aChatIsLockedToTheVersionItBeganWith() {
        const std::string agent = m_store->agent("Talker", true);
        const std::string path = "/chats/" + m_store->chat("user", agent);
        const Json outcome = m_store->must(200, "user", "POST", path + "/messages", {{"content", "What is Heddle?"}});
        QCOMPARE(outcome.at("status"), Json("completed"));
        const Json before = m_store->must(200, "user", "GET", path);
        m_store->must(201, "developer", "POST", "/agents/" + agent + "/publish", Json::object());
        QCOMPARE(m_store->must(200, "user", "GET", path).at("agent_version_id"), before.at("agent_version_id"));
        const Json first = m_store->must(200, "user", "GET", path + "/messages?limit=1");
        QCOMPARE(first.at("items").at(0).at("role"), Json("user"));
        const Json rest = m_store->must(
            200, "user", "GET", path + "/messages?limit=1&cursor=" + first.at("next_cursor").get<std::string>());
        QCOMPARE(rest.at("items").at(0).at("content"), outcome.at("output"));
        QCOMPARE(rest.at("items").at(0).at("workflow_status"), Json("completed"));
        for (const char* who : {"other", "admin", "developer"}) {
            QCOMPARE(m_store->ask(who, "GET", path + "/messages").status, 404);
            QCOMPARE(m_store->ask(who, "POST", path + "/messages", {{"content", "hi"}}).status, 404);
        }
        m_store->must(204, "user", "DELETE", path);
        QCOMPARE(m_store->ask("user", "GET", path).status, 404);
    }
    void aRunWaitsForItsAnswer() {
        const Json made =
            m_store->must(201, "developer", "POST", "/agents", {{"name", "Asks"}, {"template_id", "triage"}});
        const std::string agent = made.at("id").get<std::string>();
        m_store->must(201, "developer", "POST", "/agents/" + agent + "/publish", Json::object());
        const std::string chat = m_store->chat("user", agent);
        const Json paused =
            m_store->must(200, "user", "POST", "/chats/" + chat + "/messages", {{"content", "refund my payment"}});
        QCOMPARE(paused.at("status"), Json("paused"));
        const std::string run = "/executions/" + paused.at("run_id").get<std::string>();
        QCOMPARE(m_store->must(200, "user", "GET", run).at("questions").size(), 1u);
        QCOMPARE(m_store->ask("other", "GET", run).status, 404);
        const std::string question = paused.at("questions").at(0).at("id").get<std::string>();
        QCOMPARE(m_store->ask("other", "POST", run + "/answer", {{"answers", {{question, true}}}}).status, 404);
        const Json done =
            m_store->must(200, "user", "POST", run + "/answer", {{"answers", {{question, {{"decision", "approve"}}}}}});
        QVERIFY(done.at("status") != Json("paused") || done.at("questions").size() == 1);
        QVERIFY(!m_store->must(200, "user", "GET", run + "/events").at("items").empty());
        QCOMPARE(m_store->must(200, "user", "GET", "/executions?limit=1").at("items").size(), 1u);
        QVERIFY(m_store->must(200, "other", "GET", "/executions").at("items").empty());
    }
    void whatIsAskedTwiceWithOneKeyIsDoneOnce() {
        const std::string key = "Idempotency-Key: once\r\n";
        const Reply first = m_store->ask("developer", "POST", "/agents", {{"name", "Single"}}, key);
        m_store->restart();
        const Reply again = m_store->ask("developer", "POST", "/agents", {{"name", "Single"}}, key);
        QCOMPARE(first.status, 201);
        QCOMPARE(again.json, first.json);
        QCOMPARE(again.headers.at("idempotency-replayed"), std::string("true"));
        QCOMPARE(m_store->ask("developer", "POST", "/agents", {{"name", "Other"}}, key).status, 422);
        QCOMPARE(m_store->must(200, "developer", "GET", "/agents").at("items").size(), 1u);
    }
    void longListsComeInPages() {
        for (int i = 0; i < 5; ++i)
            m_store->agent("Agent " + std::to_string(i), true);
        for (const std::string sort : {"newest", "downloads", "rating"}) {
            std::set<std::string> seen;
            std::string cursor;
            do {
                const Json page = m_store->must(200, "user", "GET", "/store/agents?limit=2&sort=" + sort + cursor);
                for (const std::string& name : namesIn(page))
                    QVERIFY(seen.insert(name).second);
                cursor = page.at("next_cursor").is_null() ? "" : "&cursor=" + page.at("next_cursor").get<std::string>();
            } while (!cursor.empty());
            QCOMPARE(seen.size(), 5u);
        }
        QCOMPARE(m_store->ask("user", "GET", "/store/agents?limit=0").status, 400);
        QCOMPARE(m_store->ask("user", "GET", "/store/agents?nonsense=1").status, 400);
    }
};

HEDDLE_TEST(FlowsTest);
#include "flows_test.moc"
