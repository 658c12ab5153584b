#include "core/services/runs/state_diff.h"

#include "tests/support/test_main.h"

#include <QtTest>

using namespace heddle;
using services::diffStates;

namespace {

std::string textOf(const char* before, const char* after) {
    std::string all;
    for (const auto& change : diffStates(Json::parse(before), Json::parse(after))) {
        all += std::string(changeName(change.kind)) + " " + change.path + " " + change.before.dump() + " " +
               change.after.dump() + "; ";
    }
    return all;
}

}  // namespace

class StateDiffTest : public QObject {
    Q_OBJECT
private slots:
    void differencesAreNamedByTheirPlace_data() {
        QTest::addColumn<QString>("before");
        QTest::addColumn<QString>("after");
        QTest::addColumn<QString>("expected");
        QTest::newRow("none") << R"({"a": 1})"
                              << R"({"a": 1})"
                              << "";
        QTest::newRow("a field changes") << R"({"a": 1, "b": 2})"
                                         << R"({"a": 1, "b": 3})"
                                         << "changed /b 2 3; ";
        QTest::newRow("fields come and go") << R"({"a": 1, "c": 3})"
                                            << R"({"b": 2, "c": 3})"
                                            << "removed /a 1 null; added /b null 2; ";
        QTest::newRow("the last field goes") << R"({"a": 1, "z": 3})"
                                             << R"({"a": 1})"
                                             << "removed /z 3 null; ";
        QTest::newRow("inside of an object") << R"({"a": {"b": {"c": 1}}})"
                                             << R"({"a": {"b": {"c": 2, "d": 3}}})"
                                             << "changed /a/b/c 1 2; added /a/b/d null 3; ";
        QTest::newRow("appended") << R"({"l": [1]})"
                                  << R"({"l": [1, 2, 3]})"
                                  << "added /l/1 null 2; added /l/2 null 3; ";
        QTest::newRow("removed in the middle") << R"({"l": [1, 2, 3]})"
                                               << R"({"l": [1, 3]})"
                                               << "removed /l/1 2 null; ";
        QTest::newRow("changed in the middle") << R"({"l": [1, {"x": 1}, 3]})"
                                               << R"({"l": [1, {"x": 2}, 3]})"
                                               << "changed /l/1/x 1 2; ";
        QTest::newRow("repeated elements") << R"({"l": [1, 1]})"
                                           << R"({"l": [1, 1, 1]})"
                                           << "added /l/2 null 1; ";
        QTest::newRow("another type") << R"({"a": [1]})"
                                      << R"({"a": {"b": 1}})"
                                      << R"(changed /a [1] {"b":1}; )";
        QTest::newRow("a name with a slash") << R"({"a/b": 1})"
                                             << R"({"a/b": 2})"
                                             << "changed /a~1b 1 2; ";
        QTest::newRow("null is a value") << R"({"a": null})"
                                         << R"({})"
                                         << "removed /a null null; ";
    }
    void differencesAreNamedByTheirPlace() {
        QFETCH(QString, before);
        QFETCH(QString, after);
        QFETCH(QString, expected);
        QCOMPARE(QString::fromStdString(textOf(qPrintable(before), qPrintable(after))), expected);
    }
    void asJsonOnlyWhatIsThere() {
        const auto changes = diffStates({{"a", 1}}, {{"b", 2}});
        QCOMPARE(toJson(changes[0]).dump(), std::string(R"({"before":1,"change":"removed","path":"/a"})"));
        QCOMPARE(toJson(changes[1]).dump(), std::string(R"({"after":2,"change":"added","path":"/b"})"));
    }
};

HEDDLE_TEST(StateDiffTest);
#include "state_diff_test.moc"
