#include "app/chat/run_question.h"

#include <QCoreApplication>
#include <QJsonArray>

namespace heddle::app {
namespace {

struct RunQuestion {
    Q_DECLARE_TR_FUNCTIONS(heddle::app::RunQuestion)
};

QString labelOf(const QString& choice) {
    if (choice == QLatin1String("approve")) return RunQuestion::tr("Approve");
    if (choice == QLatin1String("reject")) return RunQuestion::tr("Reject");
    return choice;
}

QString styleOf(const QString& choice, bool first) {
    if (choice == QLatin1String("reject")) return QStringLiteral("danger");
    return first ? QStringLiteral("primary") : QString();
}

}  // namespace

ChatQuestion runQuestion(const QString& interruptId, const QJsonObject& question) {
    QJsonArray choices;
    for (const QJsonValue& value : question["choices"].toArray()) {
        const QString choice = value.toString();
        choices.append(
            QJsonObject{{"value", choice}, {"label", labelOf(choice)}, {"style", styleOf(choice, choices.isEmpty())}});
    }
    ChatQuestion card;
    card.interruptId = interruptId;
    card.title = question["title"].toString();
    card.text = question["text"].toString();
    card.form["choices"] = choices;
    if (question.contains("draft")) {
        const QJsonObject draft{{"type", "string"},
                                {"format", "multiline"},
                                {"title", RunQuestion::tr("Draft, to be changed as you like")},
                                {"default", question["draft"]}};
        card.form["properties"] = QJsonObject{{"draft", draft}};
    }
    return card;
}

}  // namespace heddle::app
