#include "tests/storecli/heddlectl.h"
#include "tests/support/test_main.h"

#include <QElapsedTimer>
#include <QtTest>

#include <sys/stat.h>

#include <unistd.h>

using namespace heddle::tests;

namespace {

constexpr uid_t kNobody = 65534;

/// JSON written with single quotes.
QByteArray json(QByteArray text) { return text.replace('\'', '"'); }

const QByteArray kPrompt = "{'type': 'prompt', 'config': {'text': 'x', 'output': 'text'}}";

/// A chain of `length` steps that ends; more than people draw.
QByteArray longChain(int length) {
    QByteArray nodes = "'n0': " + kPrompt;
    QByteArray edges;
    for (int i = 1; i < length; ++i) {
        const QByteArray name = "n" + QByteArray::number(i);
        nodes += ", '" + name + "': " + kPrompt;
        edges +=
            (i > 1 ? ", '" : "'") + name + "': {'from': 'n" + QByteArray::number(i - 1) + "', 'to': '" + name + "'}";
    }
    return json("{'schema_version': 1, 'entry': ['n0'], 'state': {'text': {}}, 'nodes': {" + nodes + "}, 'edges': {" +
                edges + "}}");
}

/// A workflow with an input and, behind it, the given nodes and edges.
QByteArray behindAnInput(const QByteArray& nodes, const QByteArray& edges, const QByteArray& rest = {}) {
    return json(
        "{'schema_version': 1, 'entry': ['in'], 'state': {'text': {}}, 'nodes': {'in': {'type': 'input', "
        "'config': {'fields': [{'field': 'text', 'title': 'Text'}]}}, " +
        nodes + "}, 'edges': {" + edges + "}" + rest + "}");
}

}  // namespace

/// Workflow files that cannot be used: each answer names the file and what is wrong with it, and touches nothing.
class BadFileTest : public QObject {
    Q_OBJECT
    Heddlectl m_program;

    /// Both commands fail, and say the file's name and all of `said`.
    void verifyRefused(const QString& file, const QStringList& said) {
        for (const QStringList& command : {QStringList{"validate", file}, QStringList{"run", file, "--input", "x"}}) {
            const Finished finished = m_program.run(command);
            QVERIFY2(finished.code == 1, qPrintable(QString::number(finished.code) + finished.all()));
            for (const QString& words : said + QStringList{file})
                QVERIFY2(finished.all().contains(words), qPrintable(command.first() + ": " + finished.all()));
        }
        QVERIFY2(m_program.run({"runs", "list"}).out.contains("No runs"), "a run was begun");
    }

private slots:
    void whatIsNotAWorkflowIsSaidToBeNone_data() {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QStringList>("said");
        const auto row = [](const char* name, const QByteArray& content, const QStringList& said) {
            QTest::newRow(name) << json(content) << said;
        };
        row("broken in line 3", "{\n'schema_version': 1,\n  oops", {"not valid JSON", "line 3, column 3"});
        row("comma too many", "{'schema_version': 1,\n 'nodes': {},}", {"not valid JSON", "line 2, column 14"});
        row("cut off", "{'schema_version': 1, 'nodes': {'a': {'ty", {"not valid JSON", "line 1"});
        row("conflict left by a merge", "{\n<<<<<<< HEAD\n'schema_version': 1", {"line 2, column 1"});
        row("empty", "", {"not valid JSON", "line 1, column 1"});
        row("binary", QByteArray("\x7f\x45LF\0\0\x01", 7), {"not valid JSON"});
        row("not UTF-8", "{'schema_version': 1, 'nodes': {}, 'name': '\xff\xfe'}", {"not valid JSON", "line 1"});
        row("YAML", "app:\n  mode: workflow\n", {"not valid JSON", "line 1, column 1"});
        row("n8n", "{'name': 'x', 'nodes': [], 'connections': {}, 'settings': {}}", {"not a Heddle workflow"});
        row("Langflow", "{'data': {'nodes': [], 'edges': []}, 'is_component': false}", {"not a Heddle workflow"});
        row("npm", "{'name': 'x', 'version': '1.0.0', 'dependencies': {}}", {"not a Heddle workflow"});
        row("a list", "[1, 2]", {"not a Heddle workflow"});
        row("a text", "'schema_version nodes'", {"not a Heddle workflow"});
        row("newer", "{'schema_version': 2, 'nodes': {}}", {"newer Heddle", "Update Heddle"});
        row("much newer", "{'schema_version': 99, 'nodes': [], 'graph': 1}", {"newer Heddle", "Update Heddle"});
        row("version is a text", "{'schema_version': 'one', 'nodes': {}}", {"/schema_version", "integer"});
        row("nodes are a list", "{'schema_version': 1, 'nodes': [1]}", {"/nodes", "object"});
        row("node without a type", "{'schema_version': 1, 'nodes': {'a': {}}}", {"/nodes/a/type", "missing"});
        row("unknown edge kind", "{'schema_version': 1, 'nodes': {}, 'edges': {'e': {'from': 'a', 'kind': 'warp'}}}",
            {"/edges/e/kind", "warp", "Use normal"});
        row("deep", QByteArray(100000, '['), {"deeper than 200"});
        row("deep in a member", "{'schema_version': 1, 'nodes': {}, 'x': " + QByteArray(5000, '['), {"deeper than"});
    }
    void whatIsNotAWorkflowIsSaidToBeNone() {
        QFETCH(QByteArray, content);
        QFETCH(QStringList, said);
        const QString file = m_program.write("file.workflow.json", content);
        verifyRefused(file, said);
        QCOMPARE(Heddlectl::bytesOf(file), content);
    }
    void aHugeFileIsRefusedBeforeItIsRead() {
        const QString file = m_program.write("huge.workflow.json", "{");
        QCOMPARE(::truncate(qPrintable(file), 65 << 20), 0);
        verifyRefused(file, {"larger than"});
        QCOMPARE(QFileInfo(file).size(), 65 << 20);
    }
    void aFolderIsNoWorkflow() { verifyRefused(m_program.path(""), {"cannot be read", "directory"}); }
    void aMissingFileIsNamed() { verifyRefused(m_program.path("none.workflow.json"), {"no file"}); }
    void aFileOfSomebodyElseIsNamed() {
        const Heddlectl locked;
        const QString file = locked.write("locked.workflow.json", "{}");
        QCOMPARE(::chmod(qPrintable(file), 0), 0);
        QCOMPARE(::chmod(qPrintable(locked.path("")), 0755), 0);
        QProcess process;
        locked.prepare(process, {"validate", file});
        if (::geteuid() == 0) {
            process.setChildProcessModifier([] {
                if (::setgid(kNobody) != 0 || ::setuid(kNobody) != 0) ::_exit(99);
            });
        }
        process.start();
        const Finished finished = Heddlectl::finish(process);
        if (finished.code < 0) QSKIP("another user cannot start the program here");
        QCOMPARE(finished.code, 1);
        QVERIFY2(finished.out.contains(file + " cannot be read: Permission denied"), qPrintable(finished.all()));
    }
    void aBrokenLayoutIsToldApartFromItsWorkflow() {
        const QString file = m_program.path("triage.workflow.json");
        QCOMPARE(m_program.run({"templates", "triage", "--write", file}).code, 0);
        const QString layout = m_program.write("triage.layout.json", "{\n\n!");
        const Finished finished = m_program.run({"validate", file});
        QCOMPARE(finished.code, 1);
        QVERIFY2(finished.out.contains(layout) && finished.out.contains("line 3"), qPrintable(finished.all()));
    }
    void aLongWorkflowIsCheckedInItsTime() {
        const QString file = m_program.write("long.workflow.json", longChain(20000));
        QElapsedTimer timer;
        timer.start();
        const Finished finished = m_program.run({"validate", file});
        QVERIFY2(finished.code == 0, qPrintable(finished.all().left(500)));
        QVERIFY2(timer.elapsed() < 20000, "checking takes more than linear time");
    }
    void anExpressionWithoutEndIsAProblem() {
        const QByteArray edges = "'e': {'from': 'in', 'kind': 'conditional', 'condition': '" + QByteArray(100000, '(') +
                                 "', 'mapping': {'true': '$end', 'false': '$end'}}";
        const QString file = m_program.write("deep.workflow.json", behindAnInput("'a': " + kPrompt, edges));
        verifyRefused(file, {"in /edges/e/condition"});
    }
    void aConfigurationThatLacksSomethingIsNamedWithItsNode() {
        const QString file = m_program.write(
            "lacks.workflow.json",
            behindAnInput("'a': {'type': 'prompt', 'config': {'text': 'x'}}", "'e': {'from': 'in', 'to': 'a'}"));
        verifyRefused(file, {"“output”", "a /nodes/a/config"});
    }
    void anUnknownNodeTypeIsNamedWithItsNode() {
        const QString file = m_program.write(
            "new.workflow.json", behindAnInput("'a': {'type': 'teleport'}", "'e': {'from': 'in', 'to': 'a'}"));
        verifyRefused(file, {"“a”", "“teleport”", "does not know", "a /nodes/a/type"});
    }
    void aCycleThatNothingLeavesIsFound() {
        const QString file =
            m_program.write("cycle.workflow.json", behindAnInput("'a': " + kPrompt + ", 'b': " + kPrompt,
                                                                 "'1': {'from': 'in', 'to': 'a'}, '2': {'from': 'a', "
                                                                 "'to': 'b'}, '3': {'from': 'b', 'to': 'a'}"));
        verifyRefused(file, {"a, b", "round for ever", "conditional"});
    }
    void aCycleThatIsNeverLeftStopsAtItsLimit() {
        const QString file = m_program.write(
            "never.workflow.json",
            behindAnInput("'a': " + kPrompt,
                          "'1': {'from': 'in', 'to': 'a'}, '2': {'from': 'a', 'kind': 'conditional', 'condition': "
                          "'size(state.text) > 9', 'mapping': {'true': '$end', 'false': 'a'}}",
                          ", 'limits': {'max_steps': 25}"));
        QCOMPARE(m_program.run({"validate", file}).code, 0);
        const Finished finished = m_program.run({"run", file, "--input", "x"});
        QCOMPARE(finished.code, 1);
        QVERIFY2(finished.err.contains("after 25 steps") && finished.err.contains("endless loop"),
                 qPrintable(finished.err));
        const QString run = m_program.newestRun("failed");
        QVERIFY2(!run.isEmpty() && finished.err.contains("runs resume " + run), qPrintable(finished.err));
        QVERIFY(m_program.run({"runs", "show", run}).out.contains("25 steps"));
    }
};

HEDDLE_TEST(BadFileTest);
#include "bad_file_test.moc"
