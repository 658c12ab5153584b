#include "core/engine/channels.h"

#include "core/base/error.h"
#include "core/engine/loop/thread_state.h"
#include "tests/engine/engine_fixture.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace heddle;
using namespace heddle::tests;
using engine::Channels;
using engine::Write;

namespace {

std::shared_ptr<const engine::Plan> planWith(const Json& state) {
    const Json graph{
        {"schema_version", 1}, {"entry", {"a"}}, {"state", state}, {"nodes", {{"a", {{"type", "script"}}}}}};
    return engine::compile(domain::graphFromJson(graph), ScriptedNodes(Json::object()));
}

void write(Channels& channels, const engine::Plan& plan, const std::string& field, const Json& value,
           const std::string& seed = "0123456789abcdef0123456789abcdef") {
    std::vector<Write> writes{{plan.fieldNames()->find(field), 0, 0, value}};
    channels.check(writes);
    channels.apply(writes, seed);
}

const Json* at(const Channels& channels, const std::string& field) {
    const auto view = channels.view();
    return view->values[view->names->find(field)].get();
}

std::string codeOf(const std::function<void()>& work) {
    try {
        work();
    } catch (const Error& e) {
        return e.code();
    }
    return {};
}

}  // namespace

class ChannelsTest : public QObject {
    Q_OBJECT
private slots:
    void appendingDoesNotCopyUnlessSomebodyLooks() {
        const auto plan = planWith({{"l", {{"reducer", "append"}}}});
        Channels channels(plan);
        write(channels, *plan, "l", {1, 2});
        const Json* before = at(channels, "l");
        write(channels, *plan, "l", 3);
        QCOMPARE(at(channels, "l"), before);

        const auto view = channels.view();
        write(channels, *plan, "l", 4);
        QVERIFY(at(channels, "l") != before);
        QCOMPARE(before->dump(), std::string("[1,2,3]"));
        QCOMPARE(at(channels, "l")->dump(), std::string("[1,2,3,4]"));
    }
    void messagesGetIdsThatFollowFromTheStep() {
        const auto plan = planWith({{"m", {{"reducer", "messages"}}}});
        Channels once(plan);
        Channels again(plan);
        for (Channels* channels : {&once, &again}) {
            write(*channels, *plan, "m", {{{"text", "a"}}, {{"text", "b"}}});
        }
        QCOMPARE(*at(once, "m"), *at(again, "m"));
        QCOMPARE((*at(once, "m"))[1]["id"], Json("0123456789abcdef-1"));
        write(once, *plan, "m", {{"id", "0123456789abcdef-0"}, {"text", "A"}});
        QCOMPARE((*at(once, "m"))[0]["text"], Json("A"));
        QCOMPARE(at(once, "m")->size(), std::size_t(2));
        write(once, *plan, "m", {{"$remove", "0123456789abcdef-0"}});
        write(once, *plan, "m", {{"id", "0123456789abcdef-1"}, {"text", "B"}});
        QCOMPARE(at(once, "m")->size(), std::size_t(1));
        QCOMPARE((*at(once, "m"))[0]["text"], Json("B"));
        write(once, *plan, "m", {{"$remove", "*"}});
        QVERIFY(at(once, "m")->empty());
    }
    void wrongTypesAreRefusedBeforeAnythingChanges() {
        const auto plan = planWith({{"n", {{"reducer", "add"}}},
                                    {"o", {{"reducer", "merge"}}},
                                    {"low", {{"reducer", "min"}}},
                                    {"x", Json::object()}});
        Channels channels(plan);
        QCOMPARE(codeOf([&] { write(channels, *plan, "n", "text"); }), std::string("engine.write_type"));
        QCOMPARE(codeOf([&] { write(channels, *plan, "o", 1); }), std::string("engine.write_type"));
        write(channels, *plan, "low", "text");
        QCOMPARE(codeOf([&] { write(channels, *plan, "low", 1); }), std::string("engine.write_type"));
        const std::size_t x = plan->fieldNames()->find("x");
        const std::vector<Write> clash{{x, 0, 0, 1}, {x, 1, 0, 2}};
        QCOMPARE(codeOf([&] { channels.check(clash); }), std::string("engine.concurrent_write"));
        const std::vector<Write> same{{x, 0, 0, 1}, {x, 0, 0, 2}};
        channels.check(same);
        const std::size_t n = plan->fieldNames()->find("n");
        const std::vector<Write> twice{{n, 0, 0, {{"$overwrite", 1}}}, {n, 1, 0, {{"$overwrite", 2}}}};
        QCOMPARE(codeOf([&] { channels.check(twice); }), std::string("engine.concurrent_write"));
    }
    void anOverwriteMakesOtherWritesVoid() {
        const auto plan = planWith({{"l", {{"reducer", "append"}}}});
        Channels channels(plan);
        write(channels, *plan, "l", {1, 2});
        std::vector<Write> writes{{1, 0, 0, 7}, {1, 1, 0, {{"$overwrite", {9}}}}, {1, 2, 0, 8}};
        channels.check(writes);
        channels.apply(writes, "seed");
        QCOMPARE(at(channels, "l")->dump(), std::string("[9]"));
    }
    void sumsKeepWholeNumbersWhileTheyFit() {
        const auto plan = planWith({{"n", {{"reducer", "add"}}}});
        Channels channels(plan);
        write(channels, *plan, "n", std::int64_t(9223372036854775806));
        write(channels, *plan, "n", 1);
        QVERIFY(at(channels, "n")->is_number_integer());
        write(channels, *plan, "n", 1);
        QVERIFY(at(channels, "n")->is_number_float());
    }
    void untrackedFieldsAreNotStored() {
        const auto plan = planWith({{"u", {{"reducer", "untracked"}}}, {"x", Json::object()}});
        Channels channels(plan);
        write(channels, *plan, "u", "secret");
        write(channels, *plan, "x", 1);
        QCOMPARE(channels.stored().dump(), std::string(R"({"x":1})"));
    }
    void viewsAreVariablesOfExpressions() {
        engine::StateView view = engine::StateView::of({{"question", "why"}, {"n", 2}});
        view.bind("item", std::make_shared<const Json>(Json{{"x", 5}}));
        view.cover("error", std::make_shared<const Json>("bad"));
        const auto eval = [&](const char* text) { return expr::compile(text).evaluate(view); };
        QCOMPARE(eval("state.question + '?'"), Json("why?"));
        QCOMPARE(eval("item.x + state.n"), Json(7));
        QCOMPARE(eval("has(state.question) && !has(state.other) && has(state.error)"), Json(true));
        QCOMPARE(eval("size(state)"), Json(3));
        QCOMPARE(codeOf([&] { eval("state.other"); }), std::string("expr.no_such_key"));
    }
    void storedBytesGrowWithWhatIsAppended() {
        std::size_t bytes = 0;
        std::size_t most = 0;
        for (const int count : {1000, 2000}) {
            EngineFixture fixture(1);
            const Json graph{{"schema_version", 1},
                             {"entry", {"a"}},
                             {"limits", {{"max_steps", count}}},
                             {"state", {{"l", {{"reducer", "append"}}}}},
                             {"nodes", {{"a", {{"type", "script"}}}}},
                             {"edges", {{"again", {{"from", "a"}, {"to", "a"}}}}}};
            const std::string text = "'" + std::string(200, 'x') + "'";
            fixture.load(graph, {{"a", {{{"update", {{"l", text}}}}}}});
            fixture.start("t", Json::object());
            std::size_t sum = 0;
            for (const auto& record : fixture.store.history("t", {}))
                sum += record.body.size();
            QCOMPARE(fixture.store.load("t", {})->epoch, std::int64_t(count + 2));
            if (bytes > 0) most = sum;
            if (bytes == 0) bytes = sum;
            const auto state = engine::restoreThread(fixture.plan, "t", fixture.store.load("t", {}));
            QCOMPARE(at(state.channels, "l")->size(), static_cast<std::size_t>(count));
        }
        QVERIFY2(most < 3 * bytes, std::to_string(most).c_str());
        QVERIFY2(most < 1'300'000, std::to_string(most).c_str());
    }
};

HEDDLE_TEST(ChannelsTest);
#include "channels_test.moc"
