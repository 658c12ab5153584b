#include "editor/graph/widgets/node_search.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>

namespace heddle::editor {
namespace {

/// The order in which people build: what comes in, who thinks, what decides, what is kept, what is called.
constexpr std::array<const char*, 5> kCategories{"io", "model", "flow", "data", "integration"};

int categoryRank(const std::string& category) {
    const auto it = std::find(kCategories.begin(), kCategories.end(), category);
    return static_cast<int>(it - kCategories.begin());
}

int scoreOf(const domain::NodeType& type, const QString& query) {
    int best = 10 * matchScore(typeTitle(type), query);
    best = std::max(best, 10 * matchScore(QString::fromStdString(type.title), query) - 1);
    best = std::max(best, 8 * matchScore(QString::fromStdString(type.name), query));
    for (const auto& tag : type.tags)
        best = std::max(best, 6 * matchScore(QString::fromStdString(tag), query));
    const int inDescription = matchScore(typeDescription(type), query);
    return inDescription > 1 ? std::max(best, 2 * inDescription) : best;
}

}  // namespace

int matchScore(const QString& text, const QString& query) {
    if (query.isEmpty()) return 1;
    const qsizetype at = text.indexOf(query, 0, Qt::CaseInsensitive);
    if (at == 0) return text.size() == query.size() ? 6 : 5;
    if (at > 0) return text[at - 1].isLetterOrNumber() ? 3 : 4;
    qsizetype next = 0;
    for (const QChar c : text) {
        if (next < query.size() && c.toCaseFolded() == query[next].toCaseFolded()) ++next;
    }
    return next == query.size() ? 1 : 0;
}

std::vector<const domain::NodeType*> searchNodeTypes(const domain::NodeTypes& types, const QString& query) {
    struct Scored {
        int score;
        int category;
        QString title;
        const domain::NodeType* type;
    };
    std::vector<Scored> found;
    const QString words = query.simplified();
    for (const auto& [name, type] : types.all()) {
        const int score = words.isEmpty() ? 1 : scoreOf(type, words);
        if (score > 0) found.push_back({score, categoryRank(type.category), typeTitle(type), &type});
    }
    std::stable_sort(found.begin(), found.end(), [](const Scored& a, const Scored& b) {
        if (a.score != b.score) return a.score > b.score;
        if (a.category != b.category) return a.category < b.category;
        return a.title.localeAwareCompare(b.title) < 0;
    });
    std::vector<const domain::NodeType*> result;
    for (const auto& entry : found)
        result.push_back(entry.type);
    return result;
}

QString typeTitle(const domain::NodeType& type) { return QCoreApplication::translate("NodeTypes", type.title.c_str()); }

QString typeDescription(const domain::NodeType& type) {
    return QCoreApplication::translate("NodeTypes", type.description.c_str());
}

QString categoryTitle(const std::string& category) {
    const auto say = [](const char* text) { return QCoreApplication::translate("Palette", text); };
    if (category == "io") return say(QT_TRANSLATE_NOOP("Palette", "Input and output"));
    if (category == "model") return say(QT_TRANSLATE_NOOP("Palette", "Models"));
    if (category == "flow") return say(QT_TRANSLATE_NOOP("Palette", "Flow"));
    if (category == "data") return say(QT_TRANSLATE_NOOP("Palette", "Data"));
    if (category == "integration") return say(QT_TRANSLATE_NOOP("Palette", "Integrations"));
    return QString::fromStdString(category);
}

}  // namespace heddle::editor
