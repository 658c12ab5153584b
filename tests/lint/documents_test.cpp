#include "tests/lint/source_tree.h"
#include "tests/support/test_main.h"

#include <QtTest>

#include <filesystem>
#include <regex>
#include <set>

using namespace heddle::tests;
namespace fs = std::filesystem;

namespace {

std::vector<SourceFile> documents() {
    auto files =
        sourceFiles({"core", "editor", "app", "storecli", "docs", "resources", "tests", "translations"}, {".md"});
    for (const auto& name : {"README.md", "ARCHITECTURE.md"}) {
        auto top = sourceFiles({"."}, {std::string("/") + name});
        for (auto& file : top) {
            if (file.path == name) files.push_back(std::move(file));
        }
    }
    return files;
}

}  // namespace

/// Documents that nobody can trust are worse than none.
class DocumentsTest : public QObject {
    Q_OBJECT
private slots:
    void everyPathThatADocumentNamesExists() {
        const std::regex path(
            "`((?:core|editor|app|storecli|resources|tests|translations|docs|dev|deploy|\\.ci)/[A-Za-z0-9_./-]+)`");
        QStringList wrong;
        for (const auto& file : documents()) {
            for (std::sregex_iterator it(file.text.begin(), file.text.end(), path), end; it != end; ++it) {
                if (!fs::exists(fs::path(HEDDLE_SOURCE_DIR) / (*it)[1].str())) {
                    wrong << QString::fromStdString(file.path + " names " + (*it)[1].str());
                }
            }
        }
        QVERIFY2(wrong.isEmpty(), qPrintable("\n" + wrong.join("\n")));
    }
    void everyPictureExists() {
        const std::regex picture("!\\[[^\\]]*\\]\\(([^)]+)\\)");
        for (const auto& file : documents()) {
            for (std::sregex_iterator it(file.text.begin(), file.text.end(), picture), end; it != end; ++it) {
                const auto target = (fs::path(HEDDLE_SOURCE_DIR) / file.path).parent_path() / (*it)[1].str();
                QVERIFY2(fs::exists(target),
                         qPrintable(QString::fromStdString(file.path + " shows " + (*it)[1].str())));
            }
        }
    }
    void everyRoomHasAShortReadme() {
        std::set<std::string> folders;
        for (const auto& file : sourceFiles({"core", "editor", "app", "storecli"}, {"CMakeLists.txt"})) {
            const auto folder = fs::path(file.path).parent_path();
            if (file.text.find("heddle_room(") != std::string::npos) folders.insert(folder.string());
        }
        QVERIFY(!folders.empty());
        for (const auto& folder : folders) {
            const auto readme = sourceFiles({folder}, {"/README.md"});
            QVERIFY2(!readme.empty(), qPrintable(QString::fromStdString(folder + " has no README.md")));
            QVERIFY2(readme.front().lines.size() <= 30, readme.front().path.c_str());
        }
    }
    void theMapStaysReadable() {
        for (const auto& file : documents()) {
            if (file.path == "ARCHITECTURE.md") QVERIFY(file.lines.size() <= 200);
        }
    }
    void translationsAreComplete() {
        const auto files = sourceFiles({"translations"}, {".ts"});
        if (files.empty()) QSKIP("the desktop is not built here");
        for (const auto& file : files) {
            const auto unfinished = file.text.find("type=\"unfinished\"");
            QVERIFY2(unfinished == std::string::npos,
                     qPrintable(QString::fromStdString(
                         file.path + ": " + file.text.substr(unfinished > 300 ? unfinished - 300 : 0, 400))));
        }
    }
};

HEDDLE_TEST(DocumentsTest);
#include "documents_test.moc"
