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

/// What a translation must keep of its source: %1, %n, %s, {fact}, {{ }} and tags.
QSet<QString> placesOf(const QString& text) {
    static const QRegularExpression place("%(?:L?[0-9]+|[a-zA-Z%])|\\{\\{|\\}\\}|\\{[A-Za-z_]+\\}|</?[a-z0-9]+>");
    QSet<QString> places;
    for (auto it = place.globalMatch(text); it.hasNext();)
        places.insert(it.next().captured());
    return places;
}

QByteArray bytesOf(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
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
        QStringList wrong;
        for (const auto& file : sourceFiles({"translations"}, {".ts"})) {
            QXmlStreamReader xml(QByteArray::fromStdString(file.text));
            QString source;
            while (!xml.atEnd()) {
                if (xml.readNext() != QXmlStreamReader::StartElement) continue;
                if (xml.name() == QLatin1String("source")) source = xml.readElementText();
                if (xml.name() != QLatin1String("translation")) continue;
                const bool finished = !xml.attributes().hasAttribute("type");
                const QString text = xml.readElementText(QXmlStreamReader::IncludeChildElements).trimmed();
                if (!finished || text.isEmpty())
                    wrong << "not translated: " + source;
                else if (placesOf(text) != placesOf(source))
                    wrong << "filled in differently: " + source + " / " + text;
            }
            QVERIFY2(!xml.hasError(), qPrintable(xml.errorString()));
        }
        QVERIFY2(wrong.isEmpty(), qPrintable("\n" + wrong.join("\n")));
    }
    void translationsHoldTheTextsOfTheSource() {
        const QDir top(HEDDLE_SOURCE_DIR);
        const QTemporaryDir folder;
        for (const auto& file : sourceFiles({"translations"}, {".ts"})) {
            const QString path = top.filePath(QString::fromStdString(file.path));
            const QString copy = folder.filePath(QFileInfo(path).fileName());
            QVERIFY(QFile::copy(path, copy));
            QProcess update;
            update.start(top.filePath("translations/update"), {copy});
            QVERIFY2(update.waitForFinished() && update.exitCode() == 0, update.readAllStandardError().constData());
            QVERIFY2(bytesOf(copy) == bytesOf(path), qPrintable(path + " is out of date: ./dev translate"));
        }
    }
};

HEDDLE_TEST(DocumentsTest);
#include "documents_test.moc"
