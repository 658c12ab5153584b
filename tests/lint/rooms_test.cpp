#include "tests/lint/source_tree.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <map>
#include <regex>
#include <set>
#include <sstream>

using namespace heddle::tests;

namespace {

std::map<std::string, std::set<std::string>> allowedEdges() {
    std::map<std::string, std::set<std::string>> allowed;
    for (const auto& file : sourceFiles({"tests/lint"}, {"rooms.txt"})) {
        for (const auto& line : file.lines) {
            const auto colon = line.find(':');
            if (line.starts_with('#') || colon == std::string::npos) continue;
            auto& rooms = allowed[line.substr(0, colon)];
            std::istringstream words(line.substr(colon + 1));
            for (std::string word; words >> word;)
                rooms.insert(word);
        }
    }
    return allowed;
}

}  // namespace

/// Who may include whom, and what core may know.
class RoomsTest : public QObject {
    Q_OBJECT
private slots:
    void includesFollowTheAllowedEdges() {
        const auto allowed = allowedEdges();
        QVERIFY(!allowed.empty());
        const std::regex include("^#include \"((core|editor|app|storecli)/[^\"]+)\"");
        QStringList wrong;
        for (const auto& file : sourceFiles({"core", "editor", "app", "storecli"}, {".h", ".cpp"})) {
            const std::string room = roomOf(file.path);
            if (!allowed.contains(room)) wrong << QString::fromStdString(file.path + ": its room is not in rooms.txt");
            for (const auto& line : file.lines) {
                std::smatch match;
                if (!std::regex_search(line, match, include)) continue;
                const std::string other = roomOf(match[1]);
                if (other == room || (allowed.contains(room) && allowed.at(room).contains(other))) continue;
                wrong << QString::fromStdString(file.path + " includes " + match[1].str());
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable("\n" + wrong.join("\n")));
    }
    void coreKnowsNoQt() {
        const std::regex qt("^#include <(Q[A-Z]|Qsci|Qt)|\\bQ(String|Object|Widget)\\b");
        QStringList wrong;
        for (const auto& file : sourceFiles({"core", "storecli"}, {".h", ".cpp", "CMakeLists.txt"})) {
            for (const auto& line : file.lines) {
                if (std::regex_search(line, qt)) wrong << QString::fromStdString(file.path + ": " + line);
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable("\n" + wrong.join("\n")));
    }
    void sqlStaysInStorage() {
        const std::regex sql("\"\\s*(SELECT |INSERT |UPDATE [a-z_]+ SET|DELETE FROM|CREATE TABLE)");
        QStringList wrong;
        for (const auto& file : sourceFiles({"core", "editor", "app", "storecli"}, {".h", ".cpp"})) {
            if (file.path.starts_with("core/storage/")) continue;
            for (const auto& line : file.lines) {
                if (std::regex_search(line, sql)) wrong << QString::fromStdString(file.path + ": " + line);
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable("\n" + wrong.join("\n")));
    }
    void foldersStaySmall() {
        std::map<std::string, int> sizes;
        for (const auto& file : sourceFiles({"core", "editor", "app", "storecli"}, {".h", ".cpp"})) {
            // A header and its source are one thing to find.
            if (file.path.ends_with(".cpp")) ++sizes[file.path.substr(0, file.path.rfind('/'))];
        }
        for (const auto& [folder, count] : sizes) {
            QVERIFY2(count <= 24, qPrintable(QString::fromStdString(folder) + QString(" has %1 sources").arg(count)));
        }
    }
};

HEDDLE_TEST(RoomsTest);
#include "rooms_test.moc"
