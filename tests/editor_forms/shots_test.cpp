#include "core/nodes/builtin_nodes.h"
#include "editor/forms/inspector.h"
#include "editor/forms/schema_form.h"
#include "editor/forms/section.h"
#include "tests/editor_forms/form_samples.h"
#include "tests/support/test_main.h"

#include <QtTest>
#include <QtWidgets>

using namespace heddle;
using namespace heddle::editor;

class ShotsTest : public QObject {
    Q_OBJECT

private slots:
    void shots() {
        const domain::NodeTypes types = nodes::builtinTypes();
        for (const bool dark : {true, false}) {
            const Theme& theme = dark ? Theme::dark() : Theme::light();
            qApp->setStyle("Fusion");
            qApp->setPalette(theme.palette());
            qApp->setFont(uiFont());
            const QString suffix = dark ? "dark" : "light";
            FormContext context;
            context.theme = theme;
            domain::WorkflowDocument doc;
            for (const auto& [name, type] : types.all()) {
                domain::Node node;
                node.id = name;
                node.type = name;
                node.config = type.defaultConfig;
                doc.graph.nodes[name] = node;
            }
            doc.graph.name = "Support triage";
            doc.graph.description = "Classify, search, answer, escalate.\n请用用户的语言回答。骨直";
            doc.graph.nodes["llm"].title = "LLM agent";
            doc.graph.nodes["llm"].config["system"] =
                "# Role\nYou are a **support** agent. Answer {{ state.question }} from the documents only. "
                "请用用户的语言回答。\n\n- short\n- `exact`";
            doc.graph.nodes["llm"].config["temperature"] = 0.2;
            doc.graph.state["question"] = {};
            doc.graph.state["answer"] = {};
            doc.graph.state["documents"] = {"append", {}, Json::array(), Json::object()};
            doc.graph.entry = {"input"};
            const auto edge = [&](std::string id, domain::EdgeKind kind, std::vector<std::string> from,
                                  std::string to) {
                domain::Edge e;
                e.id = id;
                e.kind = kind;
                e.from = from;
                e.to = to;
                doc.graph.edges[id] = e;
            };
            edge("e1", domain::EdgeKind::Normal, {"input"}, "llm");
            edge("e2", domain::EdgeKind::Normal, {"classifier"}, "llm");
            edge("e3", domain::EdgeKind::Conditional, {"llm"}, "");
            doc.graph.edges["e3"].condition = "size(state.answer) > 10 ? 'good' : 'bad'";
            doc.graph.edges["e3"].mapping = {{"good", "$end"}, {"bad", "classifier"}};
            Inspector inspector(types, context);
            inspector.resize(360, 1500);
            inspector.setDocument(&doc);
            inspector.show();
            QTest::qWait(100);
            inspector.grab().save(QString("/tmp/shots/workflow-%1.png").arg(suffix));
            inspector.setSelection({"llm"}, {});
            inspector.setRunData("llm", {"running", {{"question", "Why?"}}, {{"answer", "Because.\n\n中文"}}, {}});
            inspector.setProblems({{Severity::Error, "form.empty", "llm", "/nodes/llm/config/prompt", {}}});
            for (Section* s : inspector.findChildren<Section*>())
                s->setOpen(true);
            for (Section* s : inspector.findChildren<Section*>())
                s->setOpen(true);
            QTest::qWait(100);
            inspector.resize(360, inspector.findChild<QScrollArea*>()->widget()->sizeHint().height() + 20);
            QTest::qWait(100);
            inspector.grab().save(QString("/tmp/shots/llm-%1.png").arg(suffix));
            inspector.setSelection({"classifier"}, {});
            inspector.resize(360, 900);
            QTest::qWait(100);
            inspector.grab().save(QString("/tmp/shots/classifier-%1.png").arg(suffix));
            inspector.setSelection({"llm", "input", "classifier"}, {"e1"});
            inspector.resize(360, 400);
            QTest::qWait(50);
            inspector.grab().save(QString("/tmp/shots/many-%1.png").arg(suffix));
            SchemaForm form(context);
            form.setSchema(tests::everyKind());
            form.setValue(tests::everyValue());
            form.setPalette(theme.palette());
            form.resize(360, 1700);
            form.show();
            for (Section* s : form.findChildren<Section*>())
                s->setOpen(true);
            QTest::qWait(100);
            form.grab().save(QString("/tmp/shots/every-%1.png").arg(suffix));
            CodeEditor code(CodeLanguage::Python, theme);
            code.setLineNumbers(true);
            code.setText(
                "def run(args):\n    # 中文 comment\n    x = f\"{args['a']}\" + 'b'\n    return {\"n\": 12.5, \"ok\": "
                "True}\n");
            code.setProblems({{20, 30, Severity::Error, "x"}, {50, 60, Severity::Warning, "y"}});
            code.resize(500, 160);
            code.show();
            code.openFind();
            QTest::qWait(50);
            code.grab().save(QString("/tmp/shots/code-%1.png").arg(suffix));
        }
    }
};

HEDDLE_TEST(ShotsTest);
#include "shots_test.moc"
