#include "tests/storecli/heddlectl.h"
#include "tests/support/scripted_server.h"
#include "tests/support/test_main.h"

#include <QtTest>

using namespace heddle::tests;

namespace {

/// Places of numbers in a database's header (sqlite.org/fileformat.html, section 1.3).
constexpr qint64 kUserVersion = 60;
constexpr qint64 kApplicationId = 68;

/// A shell script on a small disk of its own, which only its processes see; $heddlectl is the program with a workspace
/// there, and `run` a run of $1 characters.
const char* const kOnASmallDisk = R"(
mount -t tmpfs -o size=2m tmpfs "$disk" || exit 77
heddlectl="$program --workspace $disk/w"
run() {
    head -c "$1" /dev/zero | tr '\0' x > "$disk/../text"
    $heddlectl run --template map-reduce-summary --param part_chars=20000 --file "$disk/../text" --quiet
}
said() { echo "[$1 $?]"; }
)";

}  // namespace

/// Workspaces that cannot be used, or no longer: each answer names the place and what to do, and nothing is lost.
class BadDiskTest : public QObject {
    Q_OBJECT
    std::unique_ptr<Heddlectl> m_program;

    QString database() const { return m_program->workspace() + "/workspace.db"; }
    Finished runOnce() const {
        return m_program->run({"run", "--template", "triage", "--input", "Please refund my payment", "--quiet"});
    }
    void setNumber(qint64 place, char value) const {
        QFile file(database());
        QVERIFY(file.open(QIODevice::ReadWrite) && file.seek(place));
        QCOMPARE(file.write(QByteArray(3, '\0') + value), 4);
    }
    /// No command opens the workspace; all say `said`, and not a byte changes.
    void verifyRefused(const QStringList& said) const {
        const QByteArray before = Heddlectl::bytesOf(database());
        for (const QStringList& command : {QStringList{"run", "--template", "triage", "--input", "x"},
                                           QStringList{"runs", "list"}, QStringList{"models"}}) {
            const Finished finished = m_program->run(command);
            QVERIFY2(finished.code == 1, qPrintable(command.join(' ') + ": " + finished.all()));
            for (const QString& words : said + QStringList{database()})
                QVERIFY2(finished.err.contains(words), qPrintable(command.join(' ') + ": " + finished.err));
        }
        QCOMPARE(Heddlectl::bytesOf(database()), before);
    }
    /// Runs `script` behind kOnASmallDisk; false where that is not allowed.
    bool onASmallDisk(const QString& script, Finished& finished) const {
        QProcess process;
        m_program->prepare(process, {});
        QProcessEnvironment environment = process.processEnvironment();
        const QString disk = m_program->path("disk");
        QDir().mkpath(disk);
        environment.insert("disk", disk);
        environment.insert("program", Heddlectl::program());
        process.setProcessEnvironment(environment);
        process.setProgram("unshare");
        process.setArguments({"--mount", "sh", "-c", QString(kOnASmallDisk) + script});
        process.start();
        if (!process.waitForStarted()) return false;
        finished = Heddlectl::finish(process);
        return finished.out.contains("[");
    }
    static void verifySaid(const Finished& finished, const QString& words) {
        QVERIFY2(finished.all().contains(words), qPrintable(words + " is not in:\n" + finished.all()));
    }

private slots:
    void init() { m_program = std::make_unique<Heddlectl>(); }

    void aDatabaseOfANewerVersionIsLeftAlone() {
        QCOMPARE(runOnce().code, 3);
        const char ours = Heddlectl::bytesOf(database()).at(kUserVersion + 3);
        setNumber(kUserVersion, 99);
        verifyRefused({"newer Heddle", "schema 99", "Update Heddle", "Nothing was changed"});
        setNumber(kUserVersion, ours);
        QCOMPARE(m_program->run({"runs", "list"}).out.count("paused"), 1);
    }
    void aDatabaseOfAnotherProgramIsLeftAlone() {
        QCOMPARE(runOnce().code, 3);
        setNumber(kApplicationId, 1);
        verifyRefused({"another program", "Choose another workspace", "Nothing was changed"});
    }
    void aDamagedDatabaseIsLeftAlone() {
        QCOMPARE(runOnce().code, 3);
        QFile file(database());
        QVERIFY(file.open(QIODevice::ReadWrite));
        QCOMPARE(file.write(QByteArray(4096, 'x')), 4096);
        file.close();
        verifyRefused({"damaged", "start with a new workspace"});
    }
    void aSecondInstanceIsToldAndTheFirstGoesOn() {
        ScriptedServer server([](const SeenRequest&) {
            Script held = Script::stream();
            held.wait();
            held.chunk(
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"well\"},\"finish_reason\":\"stop\"}]}"
                "\n\ndata: [DONE]\n\n");
            return held.end();
        });
        const QString address = QString::fromStdString(server.url("/v1"));
        QProcess first;
        m_program->prepare(first, {"run", "--template", "map-reduce-summary", "--input", "A text. It is short.",
                                   "--base-url", address, "--model", "m", "--quiet"});
        first.start();
        QTRY_COMPARE(server.seen().size(), 1u);
        const Finished second = runOnce();
        QCOMPARE(second.code, 1);
        for (const QString& words : {database(), "process " + QString::number(first.processId()),
                                     QString("open in another Heddle"), QString("choose another workspace")})
            QVERIFY2(second.err.contains(words), qPrintable(second.err));
        // Looking is allowed.
        const QString listed = m_program->run({"runs", "list"}).out;
        QVERIFY2(listed.contains("running") && listed.count('\n') == 1, qPrintable(listed));
        server.release();
        server.release();
        const Finished finished = Heddlectl::finish(first);
        QVERIFY2(finished.code == 0 && finished.out.contains("well"), qPrintable(finished.all()));
        QVERIFY(m_program->run({"runs", "list"}).out.contains("completed"));
    }
    void aFullDiskKeepsWhatThereWasAndGoesOnWhenThereIsRoom() {
        Finished finished;
        const bool isAllowed = onASmallDisk(R"(
run 2000; said first
cat /dev/zero > "$disk/filler" 2>/dev/null
run 2000; said full
$heddlectl runs list --status completed --json | wc -l
rm "$disk/filler"
run 2000; said freed
$heddlectl runs list --status completed --json | wc -l
)",
                                            finished);
        if (!isAllowed) QSKIP("no small disk can be mounted here");
        verifySaid(finished, "[first 0]");
        verifySaid(finished, "[full 1]\n1\n");
        verifySaid(finished, "[freed 0]\n2\n");
        verifySaid(finished, "no room left for " + m_program->path("disk/w/workspace.db"));
        verifySaid(finished, "Free some space");
    }
    void aDiskThatFillsUpInARunLosesNothingOfIt() {
        Finished finished;
        const bool isAllowed = onASmallDisk(R"(
run 400000; said filled
mount -o remount,size=64m "$disk"
$heddlectl runs list --json > "$disk/../runs"; said listed
id=$($heddlectl runs list | cut -c1-36)
$heddlectl runs resume "$id"; said resumed
)",
                                            finished);
        if (!isAllowed) QSKIP("no small disk can be mounted here");
        verifySaid(finished, "[filled 1]");
        verifySaid(finished, "no room left for " + m_program->path("disk/w/workspace.db"));
        verifySaid(finished, "Go on with: heddlectl runs resume ");
        verifySaid(finished, "[listed 0]");
        verifySaid(finished, "[resumed 0]");
    }
    void aReadOnlyDiskCanBeLookedAt() {
        Finished finished;
        const bool isAllowed = onASmallDisk(R"(
run 2000; said first
mount -o remount,ro "$disk"
run 2000; said closed
$heddlectl runs list --status completed --json | wc -l
$heddlectl templates triage --write "$disk/triage.workflow.json"; said written
mount -o remount,rw "$disk"
run 2000; said opened
)",
                                            finished);
        if (!isAllowed) QSKIP("no small disk can be mounted here");
        verifySaid(finished, "[first 0]");
        verifySaid(finished, "[closed 1]\n1\n");
        verifySaid(finished, "[written 1]");
        verifySaid(finished, "[opened 0]");
        verifySaid(finished, m_program->path("disk/w/workspace.db") + " cannot be written: Read-only file system");
        verifySaid(finished, "choose another workspace");
        verifySaid(finished, m_program->path("disk/triage.workflow.json") + " cannot be written");
    }
    void aWorkspaceThatIsAFileIsNamed() {
        const QString file = m_program->write("workspace", "a text");
        const Finished finished = runOnce();
        QCOMPARE(finished.code, 1);
        QVERIFY2(finished.err.contains(file) && finished.err.contains("cannot be written"), qPrintable(finished.err));
        QCOMPARE(Heddlectl::bytesOf(file), QByteArray("a text"));
    }
};

HEDDLE_TEST(BadDiskTest);
#include "bad_disk_test.moc"
