#include "tests/storecli/heddlectl.h"
#include "tests/support/test_main.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QtTest>

using namespace heddle::tests;

/// `heddlectl runs …` as its users have it.
class RunsTest : public QObject {
    Q_OBJECT
    std::unique_ptr<Heddlectl> m_program;

    Finished runs(QStringList arguments) const {
        arguments.prepend("runs");
        return m_program->run(arguments);
    }
    static QJsonObject objectOf(const Finished& finished) {
        return QJsonDocument::fromJson(finished.out.toUtf8()).object();
    }
    static QList<QJsonObject> linesOf(const Finished& finished) {
        QList<QJsonObject> lines;
        for (const QString& line : finished.out.split('\n', Qt::SkipEmptyParts))
            lines << QJsonDocument::fromJson(line.toUtf8()).object();
        return lines;
    }
    /// A run that waits for an approval.
    QString pausedRun() const {
        m_program->run({"run", "--template", "triage", "--input", "Please refund my payment"});
        return m_program->newestRun("paused");
    }

private slots:
    void init() { m_program = std::make_unique<Heddlectl>(); }

    void historyStateAndDiffOfARun() {
        const QString id = pausedRun();
        const Finished text = runs({"history", id});
        QCOMPARE(text.code, 0);
        QVERIFY2(text.out.contains("next: ask") && text.out.contains("next: $input"), qPrintable(text.out));
        const auto history = linesOf(runs({"history", id, "--json"}));
        QVERIFY(history.size() > 3);
        QVERIFY(history.first()["head"].toBool() && history.first()["values"].isNull());
        QCOMPARE(linesOf(runs({"history", id, "--json", "--limit", "2"})).size(), 2);
        QCOMPARE(linesOf(runs({"history", id, "--json", "--source", "input"})).size(), 1);
        QCOMPARE(linesOf(runs({"history", id, "--json", "--step", "0"})).size(), 1);
        QCOMPARE(linesOf(runs({"history", id, "--json", "--meta", "run=" + id})).size(), history.size());
        QCOMPARE(linesOf(runs({"history", id, "--json", "--meta", "run=other"})).size(), 0);
        const QString older = history[1]["checkpoint"].toString();
        QCOMPARE(linesOf(runs({"history", id, "--json", "--before", older})).size(), history.size() - 2);

        const QJsonObject state = objectOf(runs({"state", id, "--json"}));
        QCOMPARE(state["values"].toObject()["topic"].toString(), QString("billing"));
        QCOMPARE(state["tasks"].toArray()[0].toObject()["questions"].toArray().size(), 1);
        const Finished shown = runs({"state", id, "--at", older.left(12)});
        QVERIFY2(shown.out.contains("checkpoint " + older), qPrintable(shown.all()));
        const Finished values = runs({"history", id, "--values", "--limit", "1"});
        QVERIFY2(values.out.contains("{\"draft\":"), qPrintable(values.out));

        const Finished diff = runs({"diff", id, history.last()["checkpoint"].toString()});
        QVERIFY2(diff.out.contains("+ /topic  \"billing\""), qPrintable(diff.all()));
        const Finished same = runs({"diff", id, older, older});
        QCOMPARE(same.out, QString("No difference.\n"));
        const Finished json = runs({"diff", id, history.last()["checkpoint"].toString(), "--json"});
        QVERIFY(QJsonDocument::fromJson(json.out.toUtf8()).array().size() > 1);
    }
    void aQuestionIsAnswered() {
        const QString id = pausedRun();
        const Finished done = runs({"answer", id, "approve"});
        QCOMPARE(done.code, 0);
        QVERIFY(done.out.contains("Example Ltd"));
        QCOMPARE(runs({"answer", id, "approve"}).code, 1);
    }
    void aRunIsUpdatedAsANodeAndGoesOn() {
        const QString id = pausedRun();
        const Finished updated = runs({"update", id, "--as", "ask", "--set", "decision=reject"});
        QCOMPARE(updated.code, 0);
        QVERIFY2(updated.err.contains("runs resume " + id), qPrintable(updated.all()));
        const Finished done = runs({"resume", id});
        QCOMPARE(done.code, 0);
        QVERIFY2(done.out.contains("Nothing was sent"), qPrintable(done.all()));
        const Finished wrong = runs({"update", id, "--as", "nobody"});
        QCOMPARE(wrong.code, 1);
        QVERIFY2(wrong.err.contains("no node “nobody”") && wrong.err.contains("ask"), qPrintable(wrong.err));
        QVERIFY(runs({"update", id, "--as", "ask", "--set", "colour=red"}).err.contains("no state field “colour”"));
        QVERIFY(runs({"update", id, "--set", "decision"}).err.contains("name=value"));
    }
    void aRunIsForkedAndReplayed() {
        const QString id = pausedRun();
        const QString fork = objectOf(runs({"fork", id, "--json"}))["id"].toString();
        QVERIFY(fork.size() == 36 && fork != id);
        QCOMPARE(runs({"resume", fork}).code, 3);  // it asks anew
        const QString before = objectOf(runs({"state", id, "--json"}))["checkpoint"].toString();
        QCOMPARE(runs({"answer", id, "approve"}).code, 0);
        const Finished replayed = runs({"replay", id, "--at", before.left(16)});
        QCOMPARE(replayed.code, 3);
        QVERIFY(replayed.err.contains("Send this answer?"));
        QCOMPARE(runs({"answer", id, "reject"}).code, 0);
        QCOMPARE(linesOf(runs({"history", id, "--json", "--source", "fork"})).size(), 1);
        QCOMPARE(runs({"replay", id}).code, 2);
    }
    void aRunTravelsInOneFile() {
        const QString id = pausedRun();
        const QString file = m_program->path("refund.run");
        const Finished exported = runs({"export", id, file});
        QCOMPARE(exported.code, 0);
        QVERIFY(QFile::exists(file));
        QVERIFY(runs({"export", id, file}).err.contains("already a file"));
        Heddlectl other;
        const Finished imported = other.run({"runs", "import", file, "--json"});
        QCOMPARE(imported.code, 0);
        QCOMPARE(objectOf(imported)["id"].toString(), id);
        QCOMPARE(other.run({"runs", "answer", id, "approve"}).code, 0);
        const QString second = objectOf(runs({"import", file, "--json"}))["id"].toString();
        QVERIFY(second != id);
        QCOMPARE(runs({"answer", second, "approve"}).code, 0);
        const Finished refused = runs({"import", m_program->write("no.run", "text, no database")});
        QCOMPARE(refused.code, 1);
        QVERIFY2(refused.err.contains("not a run that Heddle exported"), qPrintable(refused.err));
    }
    void aRecordedRunIsReproduced() {
        m_program->run({"run", "--template", "triage", "--input", "Please refund my payment", "--record"});
        const QString id = m_program->newestRun("paused");
        QCOMPARE(objectOf(runs({"reproduce", id, "--json"}))["status"].toString(), QString("paused"));
        QCOMPARE(runs({"answer", id, R"({"choice": "approve"})"}).code, 0);
        const QString file = m_program->path("recorded.run");
        QCOMPARE(runs({"export", id, file}).code, 0);

        const Heddlectl elsewhere;
        QCOMPARE(elsewhere.run({"runs", "import", file}).code, 0);
        const Finished reproduced = elsewhere.run({"runs", "reproduce", id, "--json"});
        QVERIFY2(reproduced.code == 0, qPrintable(reproduced.all()));
        const QJsonObject result = objectOf(reproduced);
        QVERIFY(result["identical"].toBool());
        QCOMPARE(result["status"].toString(), QString("completed"));
        QCOMPARE(result["checkpoints"].toInt(), linesOf(runs({"history", id, "--json"})).size());
        const Finished text = runs({"reproduce", id});
        QVERIFY2(text.out.startsWith("Identical: "), qPrintable(text.all()));
    }
    void aRunThatIsNotRecordedIsNotReproduced() {
        const QString id = pausedRun();
        const Finished refused = runs({"reproduce", id});
        QCOMPARE(refused.code, 1);
        QVERIFY2(refused.err.contains("--record"), qPrintable(refused.all()));
        QVERIFY(m_program->run({"run", "--template", "triage", "--record", "--no-save"}).code != 0);
    }
    void theWorkspaceIsPrunedVerifiedAndCompacted() {
        const QString id = pausedRun();
        QCOMPARE(runs({"answer", id, "approve"}).code, 0);
        QVERIFY(runs({"verify"}).out.contains("1 runs, 1 threads"));
        QCOMPARE(runs({"prune"}).code, 2);
        QCOMPARE(runs({"prune", "--keep", "1"}).code, 0);
        QCOMPARE(objectOf(runs({"prune", id, "--older-than", "30d", "--json"}))["runs"].toInt(), 1);
        QVERIFY(runs({"prune", "--older-than", "soon"}).err.contains("30d"));
        QVERIFY(objectOf(runs({"compact", "--json"}))["bytes_after"].toInt() > 0);
        QCOMPARE(runs({"compact", "--whole"}).code, 0);
        QCOMPARE(objectOf(runs({"verify", "--json"}))["problems"].toArray().size(), 0);
        QCOMPARE(runs({"delete", id}).code, 0);
        QVERIFY(runs({"show", id}).err.contains("no run"));
        QVERIFY(runs({"list"}).out.contains("No runs"));
    }
    void aRunOfAnotherProcessIsCancelled() {
        QByteArray text;
        for (int i = 0; i < 60000; ++i)
            text += "Sentence number " + QByteArray::number(i) + " says something. ";
        const QString file = m_program->write("long.txt", text);
        QProcess process;
        m_program->prepare(process,
                           {"run", "--template", "map-reduce-summary", "--param", "part_chars=400", "--file", file});
        process.start();
        QVERIFY(process.waitForStarted());
        process.setReadChannel(QProcess::StandardError);
        QByteArray told;
        while (!told.contains("Long text")) {
            QVERIFY(process.waitForReadyRead(30000));
            told += process.readAllStandardError();
        }
        const QString id = m_program->newestRun("running");
        QCOMPARE(id.size(), 36);
        QProcess cancelling;
        m_program->prepare(cancelling, {"runs", "cancel", id});
        cancelling.start();
        QVERIFY(process.waitForFinished(60000));  // reads what it still says, too: else it would wait for that
        const Finished cancelled = Heddlectl::finish(cancelling);
        QCOMPARE(cancelled.code, 0);
        QVERIFY2(cancelled.out.contains("is cancelled"), qPrintable(cancelled.all()));
        QCOMPARE(process.exitCode(), 130);
        QVERIFY(runs({"cancel", id}).err.contains("nothing to cancel"));
    }
    void aPausedRunIsGivenUp() {
        const QString id = pausedRun();
        QCOMPARE(objectOf(runs({"cancel", id, "--json"}))["status"].toString(), QString("cancelled"));
    }
};

HEDDLE_TEST(RunsTest);
#include "runs_test.moc"
