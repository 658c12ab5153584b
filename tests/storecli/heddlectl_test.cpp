#include "tests/storecli/heddlectl.h"

#include "tests/support/test_main.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

#include <csignal>

using namespace heddle::tests;

class HeddlectlTest : public QObject {
    Q_OBJECT
    Heddlectl m_program;

    Finished run(const QStringList& arguments) const { return m_program.run(arguments); }
    QString write(const QString& name, const QByteArray& content) const { return m_program.write(name, content); }
    QString projectFile(const char* path) const { return QString(HEDDLE_SOURCE_DIR) + "/" + path; }

private slots:
    void theAssistantNeedsNoWorkspace() {
        const Heddlectl program;
        const Finished done = program.run(
            {"run", "--template", "tool-assistant", "--input", "What is (19.99 * 3 + 4) / 2?", "--no-save", "--quiet"});
        QVERIFY2(done.code == 0, qPrintable(done.all()));
        QCOMPARE(done.out.trimmed(), QString("31.985"));
    }
    void templatesAreListedAndWritten() {
        const Finished list = run({"templates"});
        QCOMPARE(list.code, 0);
        QVERIFY(list.out.contains("multi-agent-review"));
        const QString file = m_program.path("triage.workflow.json");
        QCOMPARE(run({"templates", "triage", "--write", file, "--param", "company=Loom"}).code, 0);
        QCOMPARE(run({"validate", file}).code, 0);
        QVERIFY(run({"templates", "no-such"}).err.contains("no template no-such"));
    }
    void theReviewRunsOverOneOfOurOwnSources() {
        const Finished review =
            run({"run", "--template", "multi-agent-review", "--file", projectFile("core/base/file.cpp")});
        QCOMPARE(review.code, 0);
        QVERIFY(review.out.contains("## Security") && review.out.contains("## Performance"));
        QVERIFY(review.err.contains("not a language model"));
    }
    void theSummaryRunsOverTheArchitecturePage() {
        const Finished summary =
            run({"run", "--template", "map-reduce-summary", "--file", projectFile("ARCHITECTURE.md"), "--quiet"});
        QCOMPARE(summary.code, 0);
        QVERIFY(summary.out.size() > 100);
        QVERIFY(summary.err.isEmpty());
    }
    void eventsAreOneLineOfJsonEach() {
        const Finished events =
            run({"run", "--template", "question-answering", "--input", "What is the offline model?", "--json"});
        QCOMPARE(events.code, 0);
        QStringList types;
        for (const QString& line : events.out.split('\n', Qt::SkipEmptyParts)) {
            const QJsonObject event = QJsonDocument::fromJson(line.toUtf8()).object();
            QVERIFY2(!event["type"].toString().isEmpty(), qPrintable(line));
            types << event["type"].toString();
        }
        QCOMPARE(types.first(), QString("run_started"));
        QCOMPARE(types.last(), QString("run_finished"));
    }
    void aPausedRunIsShownAndResumed() {
        const Finished paused = run({"run", "--template", "triage", "--input", "Please refund my payment"});
        QCOMPARE(paused.code, 3);
        QVERIFY2(paused.err.contains("runs resume"), qPrintable(paused.err));
        const QString id = run({"runs", "list", "--status", "paused"}).out.left(36);
        QVERIFY(run({"runs", "show", id}).out.contains("Send this answer?"));
        const Finished done = run({"runs", "resume", id, "--answer", "approve"});
        QCOMPARE(done.code, 0);
        QVERIFY(done.out.contains("Example Ltd"));
        QVERIFY(run({"runs", "list", "--status", "paused"}).out.contains("No runs"));
        // Both parts of the run are in its log, one after the other.
        QStringList told;
        double before = -1;
        for (const QString& line : run({"runs", "show", id, "--events"}).out.split('\n', Qt::SkipEmptyParts)) {
            const QJsonObject event = QJsonDocument::fromJson(line.toUtf8()).object();
            QVERIFY2(event["seq"].toDouble() > before, qPrintable(line));
            before = event["seq"].toDouble();
            const QString type = event["type"].toString();
            if (type.startsWith("run_") || type == "interrupted") told << type;
        }
        QCOMPARE(told.join(' '), QString("run_started interrupted run_started run_finished"));
    }
    void problemsNameNodeAndPath() {
        const QString file = write("bad.workflow.json", R"({"schema_version": 1, "entry": ["a"],
            "nodes": {"a": {"type": "teleport"}}, "edges": {"e": {"from": "a", "to": "b"}}})");
        const Finished found = run({"validate", file});
        QCOMPARE(found.code, 1);
        QVERIFY2(found.out.contains("teleport") && found.out.contains("a /nodes/a/type"), qPrintable(found.out));
        const Finished json = run({"validate", "--json", file});
        QVERIFY(json.out.contains("\"check.unknown_target\""));
    }
    void wrongUseIsExplained() {
        QCOMPARE(run({"run"}).code, 2);
        QCOMPARE(run({"fly"}).code, 2);
        QVERIFY(run({"run", "/no/such.workflow.json"}).err.contains("no file"));
        QVERIFY(run({"run", "--template", "triage", "--input", "x", "--model", "openai:x@nowhere"})
                    .err.contains("no model"));
        QVERIFY(run({"runs", "show", "ffff"}).err.contains("no run ffff"));
    }
    void interruptCancelsCleanlyAndTheRunCanGoOn() {
        QByteArray text;
        for (int i = 0; i < 60000; ++i)
            text += "Sentence number " + QByteArray::number(i) + " says something. ";
        const QString file = write("long.txt", text);
        QProcess process;
        m_program.prepare(process,
                          {"run", "--template", "map-reduce-summary", "--param", "part_chars=400", "--file", file});
        process.start();
        QVERIFY(process.waitForStarted());
        // The first node that is done proves that the run is going on.
        process.setReadChannel(QProcess::StandardError);
        QByteArray told;
        while (!told.contains("Long text")) {
            QVERIFY(process.waitForReadyRead(30000));
            told += process.readAllStandardError();
        }
        ::kill(static_cast<pid_t>(process.processId()), SIGINT);
        QVERIFY(process.waitForFinished(30000));
        QCOMPARE(process.exitCode(), 130);
        const QString id = run({"runs", "list", "--status", "cancelled"}).out.left(36);
        QCOMPARE(id.size(), 36);
        QCOMPARE(run({"runs", "resume", id, "--json"}).code, 0);
    }
};

HEDDLE_TEST(HeddlectlTest);
#include "heddlectl_test.moc"
