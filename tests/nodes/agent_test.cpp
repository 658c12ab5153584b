#include "core/base/error.h"
#include "tests/support/fake_node_context.h"
#include "tests/support/fake_toolbox.h"
#include "tests/support/scripted_model.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

using namespace heddle;
using namespace heddle::tests;

namespace {

boost::asio::awaitable<tools::ToolAnswer> sumOf(const tools::ToolInput& input) {
    tools::ToolAnswer answer;
    answer.text = std::to_string(input.arguments.at("a").get<int>() + input.arguments.at("b").get<int>());
    co_return answer;
}

const Json kNumbers = Json::parse(R"({"a": {"type": "integer"}, "b": {"type": "integer", "default": 1}})");

std::string codeOf(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& error) {
        return error.code();
    } catch (const Paused&) {
        return "paused";
    }
    return "no error";
}

}  // namespace

class AgentTest : public QObject {
    Q_OBJECT
private:
    std::shared_ptr<ScriptedModel> m_model;
    std::unique_ptr<FakeModels> m_models;
    std::unique_ptr<FakeToolbox> m_box;
    std::unique_ptr<FakeNodeContext> m_context;

    std::unique_ptr<engine::NodeRunner> make(Json config) {
        config.emplace("output", "answer");
        config.emplace("prompt", "{{ state.question }}");
        config.emplace("tool_retry_ms", 1);
        const domain::Node node{.id = "agent", .type = "agent", .config = std::move(config)};
        const tools::ToolCaller caller{"ann", "a1", ""};
        return nodes::BuiltinNodes(nodes::NodeServices{*m_models, *m_box, "m", caller}).make(node);
    }
    Json run(const Json& config) {
        const auto runner = make(config);
        return runNode(*runner, *m_context).updates.front().second;
    }
    const llm::Message& lastSent() const { return m_model->asked.back().messages.back(); }

private slots:
    void init() {
        m_model = std::make_shared<ScriptedModel>();
        m_models = std::make_unique<FakeModels>(m_model);
        m_box = std::make_unique<FakeToolbox>();
        m_box->add("sum", kNumbers, sumOf);
        const Json state{{"question", "How much is it?"}};
        m_context = std::make_unique<FakeNodeContext>(state);
    }

    void callsToolsUntilItAnswers() {
        m_model->calls({{"sum", {{"a", 2}, {"b", 3}}}, {"sum", {{"a", 4}}}}).says("5 and 5");
        QCOMPARE(run({{"tools", {"sum"}}, {"instructions", "Be exact."}}), Json("5 and 5"));
        const auto& second = m_model->asked.back().messages;
        QCOMPARE(second.size(), std::size_t(5));  // system, user, calls, two results
        QCOMPARE(second[3].text(), std::string("5"));
        QCOMPARE(second[3].toolCallId, std::string("c1"));
        QCOMPARE(second[4].text(), std::string("5"));  // the default of b was filled in
        QCOMPARE(m_context->toolCalls.size(), std::size_t(2));
        QCOMPARE(m_box->calls.front().outcome, std::string("ok"));
        QCOMPARE(m_box->calls.front().caller.user, std::string("ann"));
    }
    void tellsTheModelWhatIsWrong_data() {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("arguments");
        QTest::addColumn<QString>("told");
        QTest::newRow("unknown tool") << "sums"
                                      << "{}"
                                      << "There are: sum";
        QTest::newRow("wrong type") << "sum"
                                    << R"({"a": "two"})"
                                    << "do not fit";
        QTest::newRow("cut off") << "sum"
                                 << R"({"a": 2)"
                                 << "cut off";
        QTest::newRow("no object") << "sum"
                                   << "[1]"
                                   << "no JSON object";
    }
    void tellsTheModelWhatIsWrong() {
        QFETCH(QString, name);
        QFETCH(QString, arguments);
        QFETCH(QString, told);
        m_model->calls({{name.toStdString(), arguments.toStdString()}}).says("sorry");
        QCOMPARE(run({{"tools", {"sum"}}}), Json("sorry"));
        QVERIFY2(lastSent().text().find(told.toStdString()) != std::string::npos, lastSent().text().c_str());
        QCOMPARE(m_context->toolCalls.front()["outcome"], Json("error"));
    }
    void aFailingToolIsTriedAgainOnlyWhenItReads_data() {
        QTest::addColumn<bool>("reads");
        QTest::addColumn<int>("attempts");
        QTest::newRow("reads") << true << 3;
        QTest::newRow("changes something") << false << 1;
    }
    void aFailingToolIsTriedAgainOnlyWhenItReads() {
        QFETCH(bool, reads);
        QFETCH(int, attempts);
        int made = 0;
        m_box
            ->add("flaky", Json::object(),
                  [&](const auto&) -> boost::asio::awaitable<tools::ToolAnswer> {
                      ++made;
                      throw Error(ErrorKind::Network, "net.connect", {{"url", "x"}, {"reason", "refused"}});
                      co_return tools::ToolAnswer();
                  })
            .isReadOnly = reads;
        m_model->calls({{"flaky", Json::object()}}).says("it is down");
        QCOMPARE(run({{"tools", {"*"}}}), Json("it is down"));
        QCOMPARE(made, attempts);
        QVERIFY(lastSent().text().find("refused") != std::string::npos);
    }
    void aFailingToolCanEndTheNode() {
        m_box->add("broken", Json::object(), [](const auto&) -> boost::asio::awaitable<tools::ToolAnswer> {
            throw Error(ErrorKind::Storage, "file.unreadable", {{"file", "x"}});
            co_return tools::ToolAnswer();
        });
        m_model->calls({{"broken", Json::object()}});
        const Json config{{"tools", {"*"}}, {"on_tool_error", "fail"}};
        QCOMPARE(codeOf([&] { run(config); }), std::string("agent.tool_failed"));
    }
    void aSlowToolIsGivenUp() {
        m_box
            ->add("slow", Json::object(),
                  [](const auto&) -> boost::asio::awaitable<tools::ToolAnswer> {
                      boost::asio::steady_timer never(co_await boost::asio::this_coro::executor, std::chrono::hours(1));
                      co_await never.async_wait(boost::asio::use_awaitable);
                      co_return tools::ToolAnswer();
                  })
            .timeoutMs = 5;
        m_model->calls({{"slow", Json::object()}}).says("too slow");
        QCOMPARE(run({{"tools", {"*"}}}), Json("too slow"));
        QCOMPARE(m_box->calls.front().outcome, std::string("timeout"));
    }
    void aPersonDecides_data() {
        QTest::addColumn<QString>("answer");
        QTest::addColumn<QString>("result");
        QTest::newRow("approve") << R"("approve")"
                                 << "5";
        QTest::newRow("choice") << R"({"choice": "approve"})"
                                << "5";
        QTest::newRow("edit") << R"({"decisions": {"c1": {"decision": "edit", "arguments": {"a": 40, "b": 2}}}})"
                              << "42";
        QTest::newRow("reject") << R"({"choice": "reject", "reason": "not now"})"
                                << "A person has refused this call: not now";
        QTest::newRow("undecided") << R"({"decisions": {}})"
                                   << "A person has refused this call.";
        QTest::newRow("bad edit") << R"({"decisions": {"c1": {"decision": "edit", "arguments": {"a": "x"}}}})"
                                  << "The arguments do not fit";
    }
    void aPersonDecides() {
        QFETCH(QString, answer);
        QFETCH(QString, result);
        const Json config{{"tools", {"sum"}}, {"ask_before", {"su*"}}};
        m_model->calls({{"sum", {{"a", 2}, {"b", 3}}}});
        const auto runner = make(config);
        Json question;
        try {
            runNode(*runner, *m_context);
        } catch (const Paused& paused) {
            question = paused.question;
        }
        QCOMPARE(question["kind"], Json("tool_approval"));
        QCOMPARE(question["calls"][0]["arguments"]["a"], Json(2));
        QVERIFY(m_box->calls.empty());
        m_model->calls({{"sum", {{"a", 2}, {"b", 3}}}}).says("done");
        Json given = Json::parse(answer.toStdString());
        if (given.is_object() && given.contains("decisions") && given["decisions"].contains("c1"))
            given["decisions"] = {{"c2", given["decisions"]["c1"]}};
        m_context->answers.push_back(given);
        QCOMPARE(run(config), Json("done"));
        QVERIFY2(lastSent().text().find(result.toStdString()) == 0, lastSent().text().c_str());
        QCOMPARE(m_context->toolCalls.back()["decided_by"], Json("person"));
    }
    void whatIsRememberedIsNotAskedAgain() {
        m_box
            ->add("write", Json::object(),
                  [](const auto&) -> boost::asio::awaitable<tools::ToolAnswer> { co_return tools::ToolAnswer(); })
            .needsConsent = true;
        m_model->calls({{"write", Json::object()}}).calls({{"write", Json::object()}}).says("twice");
        m_context->answers.push_back({{"choice", "approve"}, {"remember", true}});
        QCOMPARE(run({{"tools", {"write"}}}), Json("twice"));
        QCOMPARE(m_box->rules.size(), std::size_t(1));
        QCOMPARE(m_box->rules[0].agent, std::string("a1"));
        QCOMPARE(m_context->toolCalls.back()["decided_by"], Json("rule"));
    }
    void aRuleThatDeniesWins() {
        m_box->rules = {tools::ToolRule{.tool = "sum", .decision = tools::Decision::Allow},
                        tools::ToolRule{.arguments = {{"a", "6*"}}, .decision = tools::Decision::Deny}};
        m_model->calls({{"sum", {{"a", 66}}}, {"sum", {{"a", 5}}}}).says("ok");
        QCOMPARE(run({{"tools", {"sum"}}}), Json("ok"));
        QCOMPARE(m_context->toolCalls[0]["outcome"], Json("denied"));
        QCOMPARE(m_context->toolCalls[1]["outcome"], Json("ok"));
        QCOMPARE(m_box->calls.size(), std::size_t(2));  // what was not done is logged too
    }
    void atTheLimitItAnswersWithWhatItHas() {
        m_model->calls({{"sum", {{"a", 1}}}}).calls({{"sum", {{"a", 2}}}}).says("about 3");
        QCOMPARE(run({{"tools", {"sum"}}, {"max_steps", 2}}), Json("about 3"));
        QCOMPARE(m_model->asked.back().toolChoice, std::string("none"));
    }
    void atTheLimitAPersonGrantsMore() {
        const Json config{{"tools", {"sum"}}, {"token_budget", 20}, {"on_limit", "ask"}};
        m_model->calls({{"sum", {{"a", 1}}}}).calls({{"sum", {{"a", 2}}}}).says("3");
        m_context->answers.push_back("continue");
        QCOMPARE(run(config), Json("3"));
        QCOMPARE(m_model->asked.back().toolChoice, std::string("auto"));
        m_model->calls({{"sum", {{"a", 1}}}}).calls({{"sum", {{"a", 2}}}});
        const auto runner = make(config);
        try {
            runNode(*runner, *m_context);
            QFAIL("it did not ask");
        } catch (const Paused& paused) {
            QCOMPARE(paused.question["unit"], Json("tokens"));
        }
    }
    void atTheLimitItCanFail() {
        m_model->calls({{"sum", {{"a", 1}}}});
        const Json config{{"tools", {"sum"}}, {"max_steps", 1}, {"on_limit", "fail"}};
        QCOMPARE(codeOf([&] { run(config); }), std::string("agent.budget"));
    }
    void anotherModelAnswersWhenOneFails() {
        m_model->fails(Error(ErrorKind::Unavailable, "llm.overloaded")).says("hello");
        QCOMPARE(run({{"fallback_models", {"other"}}}), Json("hello"));
        QCOMPARE(m_context->progress.back()["fallback"], Json("other"));
        m_model->fails(Error(ErrorKind::InvalidArgument, "llm.invalid_request"));
        const Json config{{"fallback_models", {"other"}}};
        QCOMPARE(codeOf([&] { run(config); }), std::string("llm.invalid_request"));
    }
    void theAnswerFitsItsSchema() {
        const Json schema =
            Json::parse(R"({"type": "object", "required": ["n"], "properties": {"n": {"type": "integer"}}})");
        m_model->says("three").says(R"({"n": "3"})").says(R"({"n": 3})");
        QCOMPARE(run({{"response_schema", schema}}), Json::parse(R"({"n": 3})"));
        QVERIFY(m_model->asked[2].messages.back().text().find("does not fit") != std::string::npos);
        m_model->says("a").says("b");
        const Json config{{"response_schema", schema}, {"schema_repairs", 1}};
        QCOMPARE(codeOf([&] { run(config); }), std::string("agent.not_the_schema"));
    }
    void aDirectToolHasTheLastWord() {
        m_box->addText("quote", "exactly this");
        m_model->calls({{"quote", Json::object()}});
        QCOMPARE(run({{"tools", {"quote"}}, {"direct_tools", {"quote"}}}), Json("exactly this"));
    }
    void guardrailsLookAtEverything() {
        const Json state{{"question", "Write to ann@example.org about 4111 1111 1111 1111"}};
        m_context = std::make_unique<FakeNodeContext>(state);
        m_box->addText("lookup", "See https://example.org/x");
        m_model->calls({{"lookup", Json::object()}}).says("The password is hunter2, from 10.0.0.1");
        const Json rails = Json::parse(R"([
            {"check": "email", "where": ["input"]},
            {"check": "card", "action": "mask", "where": ["input"]},
            {"check": "url", "where": ["tools"], "action": "block"},
            {"check": "words", "words": ["Hunter2"], "where": ["output"]},
            {"check": "ip", "where": ["output"], "action": "hash"}])");
        const std::string answer = run({{"tools", {"lookup"}}, {"guardrails", rails}});
        QVERIFY2(answer.find("The password is [WORDS], from [IP:") == 0, answer.c_str());
        QCOMPARE(m_model->asked[0].messages[0].text(), std::string("Write to [EMAIL] about ***************1111"));
        QVERIFY(lastSent().text().find("withheld") != std::string::npos);
    }
    void aBlockingGuardrailEndsTheNode() {
        m_model->says("It is sk-abcdefghijklmnopqrstuvwxyz");
        const Json config{
            {"guardrails", Json::parse(R"([{"check": "secret", "action": "block", "where": ["output"]}])")}};
        QCOMPARE(codeOf([&] { run(config); }), std::string("agent.blocked"));
    }
    void aSupervisorGivesTasks() {
        m_model->calls({{"ask_adder", {{"task", "Add 2 and 3"}}}})
            .calls({{"sum", {{"a", 2}, {"b", 3}}}})
            .says("five")
            .says("The team says five.");
        const Json team =
            Json::parse(R"([{"name": "adder", "description": "adds", "instructions": "You add.", "tools": ["sum"]}])");
        QCOMPARE(run({{"team", team}}), Json("The team says five."));
        QCOMPARE(m_model->asked[0].tools.size(), std::size_t(1));
        QCOMPARE(m_model->asked[1].messages[0].text(), std::string("You add."));
        QCOMPARE(m_model->asked[1].messages.size(), std::size_t(2));  // it sees its task only
        QCOMPARE(lastSent().text(), std::string("five"));
    }
    void aSwarmHandsOver() {
        m_model->calls({{"hand_over_to_sales", {{"reason", "prices"}}}}).says("It costs 5.");
        const Json team =
            Json::parse(R"([{"name": "sales", "description": "prices", "instructions": "You sell.", "tools": ["sum"]},
                                          {"name": "help", "description": "problems", "instructions": "You help."}])");
        QCOMPARE(run({{"team", team}, {"team_mode", "swarm"}, {"instructions", "You greet."}}), Json("It costs 5."));
        const llm::ChatRequest& second = m_model->asked[1];
        QCOMPARE(second.messages[0].text(), std::string("You sell."));
        QCOMPARE(second.messages[1].text(), std::string("How much is it?"));  // the same conversation
        QCOMPARE(second.tools.size(), std::size_t(2));                        // to hand over to help, and sum
    }
    void manyToolsAreLookedFor() {
        for (int i = 0; i < 50; ++i)
            m_box->addText("crm/tool" + std::to_string(i), "x");
        m_box->addText("weather/forecast", "sunny");
        m_model->calls({{"search_tools", {{"query", "weather forecast"}}}})
            .calls({{"weather_forecast", Json::object()}})
            .says("Sunny.");
        QCOMPARE(run({{"tools", {"*"}}}), Json("Sunny."));
        QCOMPARE(m_model->asked[0].tools.size(), std::size_t(1));
        QCOMPARE(m_model->asked[1].tools.size(), std::size_t(2));
        QCOMPARE(m_context->toolCalls.back()["tool"], Json("weather/forecast"));
    }
    void goesOnWithAConversation() {
        const Json state = Json::parse(R"({"question": "no", "messages": [
            {"id": "1", "role": "user", "content": "Hi"}, {"id": "2", "role": "assistant", "content": "Hello"},
            {"id": "3", "role": "user", "content": "2 + 3?"}]})");
        m_context = std::make_unique<FakeNodeContext>(state);
        m_model->calls({{"sum", {{"a", 2}, {"b", 3}}}}).says("5");
        const auto runner = make({{"tools", {"sum"}}, {"messages", "messages"}});
        const auto result = runNode(*runner, *m_context);
        QCOMPARE(m_model->asked[0].messages.size(), std::size_t(3));
        QCOMPARE(result.updates[1].first, std::string("messages"));
        QCOMPARE(result.updates[1].second.size(), std::size_t(3));  // call, result, answer
        QCOMPARE(result.updates[1].second[2]["role"], Json("assistant"));
    }
    void aLongConversationIsSummarised() {
        Json messages = Json::array();
        for (int i = 0; i < 30; ++i)
            messages.push_back({{"role", i % 2 == 0 ? "user" : "assistant"}, {"content", std::string(400, 'x')}});
        messages.push_back({{"role", "user"}, {"content", "and now?"}});
        const Json state{{"messages", messages}};
        m_context = std::make_unique<FakeNodeContext>(state);
        m_model->says("They spoke of x.").says("Now this.");
        QCOMPARE(run({{"messages", "messages"}, {"prompt", ""}, {"summarise_tokens", 1000}, {"summary_keeps", 4}}),
                 Json("Now this."));
        const auto& sent = m_model->asked.back().messages;
        QVERIFY(sent.size() <= 6);
        QVERIFY(sent.front().text().find("They spoke of x.") != std::string::npos);
        QCOMPARE(sent.back().text(), std::string("and now?"));
    }
};

HEDDLE_TEST(AgentTest);
#include "agent_test.moc"
