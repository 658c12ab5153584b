#include "core/base/error.h"
#include "core/base/file.h"
#include "core/schema/schema.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <filesystem>
#include <iostream>

using namespace heddle;
using namespace heddle::schema;

namespace {

const std::filesystem::path kSuite = "/usr/share/json-schema-test-suite";

Options optionsFor(Draft draft) {
    Options options;
    options.draft = draft;
    options.resolver = [](const std::string& uri) -> std::optional<Json> {
        const std::string prefix = "http://localhost:1234/";
        const auto file = kSuite / "remotes" / (uri.starts_with(prefix) ? uri.substr(prefix.size()) : "none");
        return std::filesystem::is_regular_file(file) ? std::optional(parseJson(readFile(file))) : std::nullopt;
    };
    return options;
}

/// Whether the schema says of the value what the suite says.
bool agrees(const Json& group, const Json& test, Draft draft) {
    try {
        const Schema schema = compile(group["schema"], optionsFor(draft));
        const bool isValid = schema.accepts(test["data"]);
        return isValid == test["valid"].get<bool>() && isValid == schema.validate(test["data"]).empty();
    } catch (const Error& error) {
        std::cout << error.what() << "\n";
        return false;
    }
}

int failuresIn(const std::filesystem::path& folder, Draft draft) {
    int failed = 0;
    int total = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        if (file.path().extension() != ".json") continue;
        for (const Json& group : parseJson(readFile(file.path()))) {
            for (const Json& test : group["tests"]) {
                ++total;
                if (agrees(group, test, draft)) continue;
                ++failed;
                std::cout << "FAILED " << file.path().stem() << " / " << group["description"] << " / "
                          << test["description"] << "\n";
            }
        }
    }
    std::cout << "schema " << folder.filename() << ": " << total - failed << " / " << total << "\n";
    return total == 0 ? 1 : failed;
}

}  // namespace

/// The JSON Schema organisation's own cases, as Debian packages them; its required ones, all of them claimed.
class SuiteTest : public QObject {
    Q_OBJECT
private slots:
    void draft7() {
        if (!std::filesystem::exists(kSuite)) QSKIP("The package json-schema-test-suite is not installed.");
        QCOMPARE(failuresIn(kSuite / "tests" / "draft7", Draft::V7), 0);
    }
    void draft2020() {
        const auto folder = kSuite / "tests" / "draft2020-12";
        if (!std::filesystem::exists(folder)) QSKIP("This json-schema-test-suite is too old to have draft 2020-12.");
        QCOMPARE(failuresIn(folder, Draft::V2020), 0);
    }
};

HEDDLE_TEST(SuiteTest);
#include "suite_test.moc"
