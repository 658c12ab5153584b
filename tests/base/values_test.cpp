#include "core/base/clock.h"
#include "core/base/error.h"
#include "core/base/file.h"
#include "core/base/id.h"
#include "core/base/log.h"
#include "core/base/messages.h"
#include "core/base/version.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <filesystem>

using namespace heddle;

class ValuesTest : public QObject {
    Q_OBJECT
private slots:
    void idsSortByTheirTime() {
        std::string last;
        for (int i = 0; i < 20000; ++i) {
            const std::string id = newId();
            QVERIFY(id > last);
            last = id;
        }
        QVERIFY(isId(last));
        QCOMPARE(last[14], '7');
        QVERIFY(!isId("not-an-id"));
    }
    void versionsFollowThePrecedenceOfTheSpecification() {
        const std::vector<std::string> ordered{"1.0.0-alpha",  "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta",
                                               "1.0.0-beta.2", "1.0.0-beta.11", "1.0.0-rc.1",       "1.0.0",
                                               "1.0.1",        "2.1.0"};
        for (std::size_t i = 0; i + 1 < ordered.size(); ++i) {
            QVERIFY2(Version::parse(ordered[i]) < Version::parse(ordered[i + 1]), ordered[i].c_str());
            QCOMPARE(Version::parse(ordered[i]).toString(), ordered[i]);
        }
        for (const char* bad : {"", "1", "1.2", "01.2.3", "1.2.3-", "1.2.3-01", "1.2.3+", "a.b.c", "1.2.3 "}) {
            QVERIFY_EXCEPTION_THROWN(Version::parse(bad), Error);
        }
    }
    void messagesFillTheirFacts() {
        QCOMPARE(messageText("json.missing", {{"path", "/a"}}), std::string("/a is missing."));
        QCOMPARE(messageText("no.such.code", {{"x", 1}}), std::string("no.such.code {\"x\":1}"));
        QCOMPARE(fillMessage("{a} and {b}", {{"a", 1}}), std::string("1 and ?"));
    }
    void errorsSurviveJson() {
        const Error error(ErrorKind::RateLimited, "x.y", {{"retry_after_ms", 5}});
        const Error back = Error::fromJson(error.toJson());
        QVERIFY(back.kind() == error.kind());
        QCOMPARE(back.code(), error.code());
        QVERIFY(back.facts() == error.facts());
    }
    void secretsAreMasked() {
        maskSecret("sk-123456789");
        QCOMPARE(masked("key sk-123456789 and sk-123456789."), std::string("key *** and ***."));
    }
    void filesAreReplacedWhole() {
        const auto folder = std::filesystem::temp_directory_path() / newId();
        const auto file = folder / "deep" / "a.txt";
        writeFile(file, "one");
        writeFile(file, "two");
        QCOMPARE(readFile(file), std::string("two"));
        QVERIFY_EXCEPTION_THROWN(readFile(file, 2), Error);
        QVERIFY_EXCEPTION_THROWN(readFile(folder / "missing"), Error);
        QVERIFY_EXCEPTION_THROWN(writeFile(folder / "deep", "a folder is there"), Error);
        QCOMPARE(std::distance(std::filesystem::directory_iterator(folder), {}), 1);
        std::filesystem::remove_all(folder);
    }
    void timesAreRfc3339() { QCOMPARE(formatTime(1234567890123), std::string("2009-02-13T23:31:30.123Z")); }
};

HEDDLE_TEST(ValuesTest);
#include "values_test.moc"
