#include "core/base/error.h"
#include "core/base/messages.h"
#include "tests/engine/engine_fixture.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace heddle;
using namespace heddle::tests;

class PlanTest : public QObject {
    Q_OBJECT
private slots:
    void errorsNameThePlace_data() {
        QTest::addColumn<QString>("patch");
        QTest::addColumn<QString>("code");
        QTest::addColumn<QString>("path");
        QTest::newRow("type") << R"([{"op":"add","path":"/nodes/a/type","value":"x"}])"
                              << "plan.unknown_node_type"
                              << "/nodes/a";
        QTest::newRow("entry") << R"([{"op":"add","path":"/entry","value":[]}])"
                               << "plan.no_entry"
                               << "/entry";
        QTest::newRow("entry name") << R"([{"op":"add","path":"/entry","value":["z"]}])"
                                    << "plan.unknown_node"
                                    << "/entry";
        QTest::newRow("target") << R"([{"op":"add","path":"/edges/e/to","value":"z"}])"
                                << "plan.unknown_node"
                                << "/edges/e/to";
        QTest::newRow("source") << R"([{"op":"add","path":"/edges/e/from","value":"z"}])"
                                << "plan.unknown_node"
                                << "/edges/e/from";
        QTest::newRow("reducer") << R"([{"op":"add","path":"/state/x/reducer","value":"z"}])"
                                 << "plan.unknown_reducer"
                                 << "/state/x/reducer";
        QTest::newRow("initial") << R"([{"op":"add","path":"/state/x","value":{"reducer":"append","initial":1}}])"
                                 << "plan.initial_type"
                                 << "/state/x/initial";
        QTest::newRow("condition") << R"([{"op":"add","path":"/edges/c","value":{"kind":"conditional","from":"a",
                                        "condition":"1 +","mapping":{"1":"b"}}}])"
                                   << "expr.syntax"
                                   << "/edges/c/condition";
        QTest::newRow("mapping") << R"([{"op":"add","path":"/edges/c","value":{"kind":"conditional","from":"a",
                                      "condition":"1","mapping":{"1":"z"}}}])"
                                 << "plan.unknown_node"
                                 << "/edges/c/mapping/1";
        QTest::newRow("error edge") << R"([{"op":"add","path":"/nodes/a/on_error","value":"edge"}])"
                                    << "plan.no_error_edge"
                                    << "/nodes/a/on_error";
        QTest::newRow("default") << R"([{"op":"add","path":"/nodes/a/on_error","value":"default"}])"
                                 << "plan.error_default"
                                 << "/nodes/a/error_default";
    }
    void errorsNameThePlace() {
        QFETCH(QString, patch);
        QFETCH(QString, code);
        QFETCH(QString, path);
        const Json graph{{"schema_version", 1},
                         {"entry", {"a"}},
                         {"state", {{"x", Json::object()}}},
                         {"nodes", {{"a", {{"type", "script"}}}, {"b", {{"type", "script"}}}}},
                         {"edges", {{"e", {{"from", "a"}, {"to", "b"}}}}}};
        const Json broken = graph.patch(Json::parse(patch.toStdString()));
        try {
            engine::compile(domain::graphFromJson(broken), ScriptedNodes(Json::object()));
            QFAIL("it was compiled");
        } catch (const Error& e) {
            QCOMPARE(QString::fromStdString(e.code()), code);
            QCOMPARE(QString::fromStdString(e.facts().at("path").get<std::string>()), path);
            QVERIFY2(!messageTemplate(e.code()).empty(), e.code().c_str());
        }
    }
    void nodesAreNumberedByName() {
        EngineFixture fixture(1);
        fixture.load(chainOf(50), Json::object());
        for (std::size_t i = 0; i < fixture.plan->nodes().size(); ++i) {
            QCOMPARE(fixture.plan->find(fixture.plan->nodes()[i].id), static_cast<engine::NodeIndex>(i));
        }
        QCOMPARE(fixture.plan->find("nobody"), engine::kNoNode);
    }
};

HEDDLE_TEST(PlanTest);
#include "plan_test.moc"
