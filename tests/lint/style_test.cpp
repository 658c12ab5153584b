#include "tests/lint/source_tree.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <regex>
#include <set>

using namespace heddle::tests;

namespace {

const std::vector<std::string> kProduct{"core", "editor", "app", "storecli"};

void verifyNone(const QStringList& wrong) { QVERIFY2(wrong.isEmpty(), qPrintable("\n" + wrong.join("\n"))); }

/// The text of the statement around line `at`: from the line that starts it to the one that ends it.
std::string statementAt(const std::vector<std::string>& lines, std::size_t at) {
    std::string text;
    for (std::size_t i = at; i < lines.size() && i < at + 8; ++i) {
        text += lines[i] + "\n";
        if (lines[i].ends_with(';') || lines[i].ends_with('{')) break;
    }
    return text;
}

/// First line (from 1) and length of everything at the indent that begins with a word and ends with a brace.
std::vector<std::pair<std::size_t, std::size_t>> functionsAt(const std::vector<std::string>& lines,
                                                             std::size_t indent) {
    static const std::regex notAFunction(
        "^(namespace|class|struct|enum|union|extern|constexpr|const|static const|inline constexpr|public|protected|"
        "private|signals|template)\\b");
    std::vector<std::pair<std::size_t, std::size_t>> found;
    std::size_t start = 0;
    for (std::size_t i = 0; i < lines.size(); ++i) {
        const std::string& line = lines[i];
        if (const auto column = line.find_first_not_of(' '); column < indent) start = 0;  // what was around it is over
        if (line.size() <= indent || line.find_first_not_of(' ') != indent) continue;
        const std::string text = line.substr(indent);
        if (start == 0 && std::isalpha(static_cast<unsigned char>(text[0])) && !std::regex_search(text, notAFunction))
            start = i + 1;
        const bool ends = text[0] == '}' || text.ends_with(';') || text.ends_with('}');
        if (!ends) continue;
        if (start != 0) found.emplace_back(start, i + 2 - start);
        start = 0;
    }
    return found;
}

}  // namespace

class StyleTest : public QObject {
    Q_OBJECT
private slots:
    void filesStaySmall() {
        QStringList wrong;
        for (const auto& file : sourceFiles(kProduct, {".h", ".cpp"})) {
            const std::size_t limit = file.path.ends_with(".h") ? 250 : 600;
            if (file.lines.size() <= limit) continue;
            wrong << QString("%1: %2 lines").arg(QString::fromStdString(file.path)).arg(file.lines.size());
        }
        verifyNone(wrong);
    }
    void functionsStaySmall() {
        // clang-format puts a free function's head and closing brace at the first column, a member's in its class at
        // the fifth.
        QStringList wrong;
        for (const auto& file : sourceFiles(kProduct, {".cpp"})) {
            for (const std::size_t indent : {0, 4}) {
                for (const auto& [start, length] : functionsAt(file.lines, indent)) {
                    if (length <= 62) continue;
                    wrong << QString("%1:%2: %3 lines").arg(QString::fromStdString(file.path)).arg(start).arg(length);
                }
            }
        }
        verifyNone(wrong);
    }
    void everyConnectHasAContext() {
        QStringList wrong;
        const std::regex lambda("connect\\([^;]*?&[A-Za-z_:]+::[A-Za-z_]+,\\s*\\[");
        for (const auto& file : sourceFiles({"editor", "app"}, {".cpp", ".h"})) {
            for (std::size_t i = 0; i < file.lines.size(); ++i) {
                if (file.lines[i].find("connect(") == std::string::npos) continue;
                const std::string statement = statementAt(file.lines, i);
                if (std::regex_search(statement, lambda)) {
                    wrong << QString("%1:%2").arg(QString::fromStdString(file.path)).arg(i + 1);
                }
            }
        }
        verifyNone(wrong);
    }
    void wordsAreMadeAtTheEdge() {
        const std::regex tr("\\b(tr|QT_TR_NOOP|translate)\\(\"");
        QStringList wrong;
        for (const auto& file : sourceFiles({"core", "storecli"}, {".cpp", ".h"})) {
            for (const auto& line : file.lines) {
                if (std::regex_search(line, tr)) wrong << QString::fromStdString(file.path + ": " + line);
            }
        }
        verifyNone(wrong);
    }
    void nothingBlocksTheWindow() {
        const std::regex nested("QEventLoop|processEvents\\(|[a-zA-Z](\\.|->)exec\\(\\)");
        QStringList wrong;
        for (const auto& file : sourceFiles({"editor", "app"}, {".cpp", ".h"})) {
            if (file.path == "app/main.cpp") continue;
            for (const auto& line : file.lines) {
                if (std::regex_search(line, nested)) wrong << QString::fromStdString(file.path + ": " + line);
            }
        }
        verifyNone(wrong);
    }
    void awaitedTemporariesAreNamed() {
        // g++ 12 destroys an aggregate or lambda made inside a co_await expression twice.
        QStringList wrong;
        for (const auto& file : sourceFiles({"core", "storecli", "app"}, {".cpp", ".h"})) {
            for (std::size_t i = 0; i < file.lines.size(); ++i) {
                const auto at = file.lines[i].find("co_await ");
                if (at == std::string::npos || file.lines[i].find("//") < at) continue;
                std::string statement = statementAt(file.lines, i).substr(at);
                if (statement.ends_with("{\n")) statement.resize(statement.size() - 2);
                if (statement.find_first_of("[{") != std::string::npos) {
                    wrong << QString("%1:%2").arg(QString::fromStdString(file.path)).arg(i + 1);
                }
            }
        }
        verifyNone(wrong);
    }
    void namesSayWhatAThingDoes() {
        const std::regex vague("\\b(class|struct) [A-Za-z]*(Manager|Helper|Utils|Common|Misc)\\b");
        QStringList wrong;
        for (const auto& file : sourceFiles(kProduct, {".h", ".cpp"})) {
            for (const auto& line : file.lines) {
                if (std::regex_search(line, vague)) wrong << QString::fromStdString(file.path + ": " + line);
            }
        }
        verifyNone(wrong);
    }
    void everyHeaderIsGuarded() {
        for (const auto& file : sourceFiles({"core", "editor", "app", "storecli", "tests"}, {".h"})) {
            QVERIFY2(file.text.starts_with("#pragma once\n"), file.path.c_str());
        }
    }
    void nothingIsMarkedUnfinished() {
        const std::regex marks("//.*\\b(TODO|FIXME|XXX|HACK)\\b");
        QStringList wrong;
        for (const auto& file : sourceFiles(kProduct, {".h", ".cpp"})) {
            for (const auto& line : file.lines) {
                if (std::regex_search(line, marks)) wrong << QString::fromStdString(file.path + ": " + line);
            }
        }
        verifyNone(wrong);
    }
};

HEDDLE_TEST(StyleTest);
#include "style_test.moc"
