#include "core/base/error.h"
#include "core/expr/program.h"
#include "core/expr/time_value.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <filesystem>
#include <fstream>
#include <iostream>

using namespace heddle;
using namespace heddle::expr;

namespace {

/// What we do not claim: prefixes of "file/section/name", and why.
constexpr std::pair<std::string_view, std::string_view> kUnsupported[] = {
    {"block_ext/", "cel.block is what an optimiser writes, not people"},
};

bool isUnsupported(std::string_view name) {
    return std::any_of(std::begin(kUnsupported), std::end(kUnsupported),
                       [&](const auto& entry) { return name.starts_with(entry.first); });
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
    explicit TypedBindings(const Json& bindings) {
        for (const auto& [name, value] : bindings.items())
            m_values.emplace(name, typed(value));
    }
    std::optional<Value> find(std::string_view name) const override {
        const auto found = m_values.find(std::string(name));
        return found == m_values.end() ? std::nullopt : std::optional(found->second);
    }
    bool hasDottedNames() const override { return true; }

private:
    std::map<std::string, Value> m_values;
};

bool isExactly(const Value& a, const Value& b) {
    if (a.kind != b.kind) return false;
    if (a.kind == Kind::Double && std::isnan(a.number)) return std::isnan(b.number);
    if (a.kind == Kind::Double) return a.number == b.number && std::signbit(a.number) == std::signbit(b.number);
    return equal(a, b);
}

/// Empty when the case passes, else what came instead.
std::string run(const Json& testCase) {
    try {
        const TypedBindings bindings(testCase.value("bindings", Json::object()));
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

/// Runs the folder's cases, prints the counts, and answers how many claimed ones failed.
int failuresIn(const std::filesystem::path& folder) {
    std::map<std::string, std::pair<int, int>> perFile;
    int failed = 0;
    for (const auto& file : std::filesystem::directory_iterator(folder)) {
        if (file.path().extension() != ".jsonl") continue;
        std::ifstream lines(file.path());
        for (std::string line; std::getline(lines, line);) {
            const Json testCase = Json::parse(line);
            const std::string name = testCase["file"].get<std::string>() + "/" +
                                     testCase["section"].get<std::string>() + "/" + testCase["name"].get<std::string>();
            const std::string got = run(testCase);
            auto& [passed, total] = perFile[testCase["file"]];
            ++total;
            if (got.empty()) {
                ++passed;
            } else if (!isUnsupported(name)) {
                ++failed;
                std::cout << "FAILED " << name << ": " << testCase["expr"] << " gave " << got << "\n";
            }
        }
    }
    for (const auto& [file, counts] : perFile) {
        std::cout << "cel " << file << ": " << counts.first << " / " << counts.second << "\n";
    }
    return perFile.empty() ? 1 : failed;
}

}  // namespace

class CelConformanceTest : public QObject {
    Q_OBJECT
private slots:
    void theSpecificationsCases() {
        const std::filesystem::path folder = HEDDLE_SOURCE_DIR "/../shared/conformance/cel";
        if (!std::filesystem::exists(folder)) QSKIP("The CEL specification's cases are not beside the checkout.");
        QCOMPARE(failuresIn(folder), 0);
    }
    void theCasesOfCelSpec() {
        const char* folder = std::getenv("HEDDLE_CEL_CASES");
        if (!folder) QSKIP("HEDDLE_CEL_CASES names no folder that cel_spec_cases.mjs has filled.");
        QCOMPARE(failuresIn(folder), 0);
    }
};

HEDDLE_TEST(CelConformanceTest);
#include "cel_conformance_test.moc"
