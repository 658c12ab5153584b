#include "app/templates/template_words.h"

#include "app/look/style.h"
#include "app/words/words.h"

#include <QLocale>

namespace heddle::app {

QString templateWords(const domain::WorkflowTemplate& value, const std::string& english) {
    return toQt(value.translated(english, QLocale().name().toStdString()));
}

QString templateTitle(const domain::WorkflowTemplate& value) { return templateWords(value, value.title); }

QString templateDescription(const domain::WorkflowTemplate& value) { return templateWords(value, value.description); }

QString templateSearchText(const domain::WorkflowTemplate& value) {
    QStringList parts{toQt(value.id),
                      toQt(value.title),
                      toQt(value.description),
                      toQt(value.category),
                      templateTitle(value),
                      templateDescription(value),
                      templateWords(value, value.category)};
    for (const auto& tag : value.tags)
        parts << toQt(tag) << templateWords(value, tag);
    return parts.join(QLatin1Char(' '));
}

QColor templateColor(const domain::WorkflowTemplate& value) {
    static const QMap<QString, QString> hues{
        {"Code", "model"}, {"Knowledge", "data"}, {"Support", "io"}, {"Writing", "integration"}, {"Research", "flow"}};
    return currentTheme().category(hues.value(toQt(value.category), QStringLiteral("human")));
}

QString exampleText(const Json& example) {
    if (example.is_string()) return toQt(example.get_ref<const std::string&>());
    if (example.is_object()) {
        for (const auto* field : {"message", "text", "question", "input"}) {
            if (example.contains(field) && example[field].is_string()) return exampleText(example[field]);
        }
        return toQt(canonicalJson(example));
    }
    return {};
}

}  // namespace heddle::app
