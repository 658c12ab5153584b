#include "core/base/error.h"
#include "core/base/file.h"
#include "core/expr/program.h"
#include "core/expr/time_value.h"
#include "tests/support/npm_peer.h"
#include "tests/support/test_main.h"

#include <QProcess>
#include <QtTest>

#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>

using namespace heddle;
using namespace heddle::expr;

namespace {

/// A group of cases that we do not claim: unsupported.json has the prefixes of "file/section/name", and why.
struct Unsupported {
    std::string prefix;
    std::string reason;
    int cases = 0;
};

std::vector<Unsupported> unsupportedGroups() {
    std::vector<Unsupported> groups;
    const Json json = parseJson(readFile(HEDDLE_SOURCE_DIR "/tests/conformance_cel/unsupported.json"));
    for (const Json& group : json) {
        for (const Json& prefix : group.at("cases"))
            groups.push_back({prefix, group.at("reason")});
    }
    return groups;
}

double toDouble(const std::string& name) {
    if (name == "nan" || name == "NaN") return std::nan("");
    return name.starts_with('-') ? -HUGE_VAL : HUGE_VAL;
}

Value typed(const Json& json) {
    const std::string type = json.at("type");
    const Json& value = json.at("value");
    if (type == "null") return {};
    if (type == "bool") return Value::ofBool(value.get<bool>());
    if (type == "int") return Value::ofInt(value.get<std::int64_t>());
    if (type == "uint") return Value::ofUint(value.get<std::uint64_t>());
    if (type == "string") return Value::ofText(value.get<std::string>());
    if (type == "bytes") return Value::ofBytes(base64Decode(value.get<std::string>()).value());
    if (type == "timestamp") return *parseTimestamp(value.get<std::string>());
    if (type == "duration") return *parseDuration(value.get<std::string>());
    if (type == "double") {
        if (value.is_number()) return Value::ofDouble(value.get<double>());
        return Value::ofDouble(toDouble(value.get<std::string>()));
    }
    if (type == "list") {
        List list;
        for (const Json& item : value)
            list.push_back(typed(item));
        return Value::ofList(list);
    }
    if (type == "map") {
        Map map;
        for (const Json& entry : value)
            map.add(typed(entry[0]), typed(entry[1]));
        return Value::ofMap(map);
    }
    return compile(value == "list" || value == "map" ? value.get<std::string>()
                                                     : "type(" + value.get<std::string>() + "('1'))")
        .value(JsonBindings(Json::object()));
}

class TypedBindings final : public Bindings {
public:
    /// Names are looked for inside the container first (CEL, "Name Resolution").
    explicit TypedBindings(const Json& testCase) : m_container(testCase.value("container", "") + ".") {
        const Json bindings = testCase.value("bindings", Json::object());
        for (const auto& [name, value] : bindings.items())
            m_values.emplace(name, typed(value));
    }
    std::optional<Value> find(std::string_view name) const override {
        auto found = m_values.find(m_container + std::string(name));
        if (found == m_values.end()) found = m_values.find(std::string(name));
        return found == m_values.end() ? std::nullopt : std::optional(found->second);
    }
    bool hasDottedNames() const override { return true; }

private:
    std::string m_container;
    std::map<std::string, Value> m_values;
};

bool isExactly(const Value& a, const Value& b) {
    if (a.kind != b.kind) return false;
    if (a.kind == Kind::Double && std::isnan(a.number)) return std::isnan(b.number);
    if (a.kind == Kind::Double) return a.number == b.number && std::signbit(a.number) == std::signbit(b.number);
    return equal(a, b);
}

/// Empty when the case passes, else what came instead.
std::string resultOf(const Json& testCase) {
    if (testCase.contains("type")) return "no type: it is not inferred";
    try {
        const TypedBindings bindings(testCase);
        const Program program = compile(testCase.at("expr").get<std::string>());
        const Value value = program.value(bindings);
        if (testCase.contains("value")) {
            const Json& expected = testCase["value"];
            if (expected["type"] == "type") {
                const bool isSame = value.kind == Kind::Type && toJson(value) == expected["value"];
                return isSame ? "" : toJson(value).dump();
            }
            if (isExactly(value, typed(expected))) return {};
        }
        return std::string(kindName(value.kind)) + " " + toJson(value).dump();
    } catch (const Error& error) {
        return testCase.contains("error") ? "" : error.what();
    }
}

/// Runs cases, one JSON object a line, and counts them.
class Cases {
public:
    void run(std::istream& lines) {
        for (std::string line; std::getline(lines, line);)
            runOne(parseJson(line));
    }
    void print() const {
        int passed = 0;
        int total = 0;
        for (const auto& [section, counts] : m_sections) {
            std::cout << "cel " << section << ": " << counts.first << " / " << counts.second << "\n";
            passed += counts.first;
            total += counts.second;
        }
        for (const Unsupported& group : m_unsupported) {
            if (group.cases == 0) continue;
            std::cout << "cel, not claimed: " << group.cases << " of " << group.prefix << ": " << group.reason << "\n";
        }
        std::cout << "cel in all: " << passed << " / " << total << "\n";
    }
    int total() const { return m_total; }
    /// Claimed cases that gave something else.
    int failed() const { return m_failed; }
    /// Groups of unsupported.json of which there is no case.
    std::string unknownGroups() const {
        std::string all;
        for (const Unsupported& group : m_unsupported)
            if (group.cases == 0) all += group.prefix + " ";
        return all;
    }

private:
    void runOne(const Json& testCase) {
        const std::string section = testCase["file"].get<std::string>() + "/" + testCase["section"].get<std::string>();
        const std::string name = section + "/" + testCase["name"].get<std::string>();
        auto& [passed, total] = m_sections[section];
        ++total;
        ++m_total;
        const auto group = std::find_if(m_unsupported.begin(), m_unsupported.end(),
                                        [&](const Unsupported& each) { return name.starts_with(each.prefix); });
        if (group != m_unsupported.end()) {
            ++group->cases;
            return;
        }
        const std::string got = resultOf(testCase);
        if (got.empty()) {
            ++passed;
        } else {
            ++m_failed;
            std::cout << "FAILED " << name << ": " << testCase["expr"] << " gave " << got << "\n";
        }
    }

    std::vector<Unsupported> m_unsupported = unsupportedGroups();
    std::map<std::string, std::pair<int, int>> m_sections;  ///< passed, total
    int m_total = 0;
    int m_failed = 0;
};

}  // namespace

class CelConformanceTest : public QObject {
    Q_OBJECT
private slots:
    void theSpecificationsCases() {
        const std::filesystem::path folder = HEDDLE_SOURCE_DIR "/../shared/conformance/cel";
        if (!std::filesystem::exists(folder)) QSKIP("The CEL specification's cases are not beside the checkout.");
        Cases cases;
        for (const auto& file : std::filesystem::directory_iterator(folder)) {
            if (file.path().extension() != ".jsonl") continue;
            std::ifstream lines(file.path());
            cases.run(lines);
        }
        cases.print();
        QVERIFY(cases.total() > 0);
        QCOMPARE(cases.failed(), 0);
    }
    void theCasesOfCelSpec() {
        const QString package = tests::npmPeer("@bufbuild/cel-spec");
        if (!QFile::exists(package) || !QFile::exists(tests::npmNode()))
            QSKIP("@bufbuild/cel-spec is not installed: run ./dev test, which installs the npm peers");
        QProcess node;
        node.start(tests::npmNode(), {HEDDLE_SOURCE_DIR "/tests/conformance_cel/cel_spec_cases.mjs", package});
        QVERIFY(node.waitForFinished());
        QVERIFY2(node.exitCode() == 0, node.readAllStandardError());
        std::istringstream lines(node.readAllStandardOutput().toStdString());
        Cases cases;
        cases.run(lines);
        cases.print();
        QVERIFY2(cases.total() > 1600, "the package is not what it was");
        QCOMPARE(cases.failed(), 0);
        QCOMPARE(cases.unknownGroups(), std::string());
    }
};

HEDDLE_TEST(CelConformanceTest);
#include "cel_conformance_test.moc"
