#include "app/window/chat_mapping.h"

#include "app/words/words.h"
#include "core/base/error.h"

#include <QCoreApplication>
#include <QJsonArray>
#include <QJsonDocument>

namespace heddle::app {
namespace {

struct Mapping {
    Q_DECLARE_TR_FUNCTIONS(heddle::app::ChatMapping)
};

/// With the id of a call behind it: the field of its arguments.
const QString kArgumentsField = QStringLiteral("arguments of ");

QString choiceWords(const std::string& choice) {
    if (choice == "approve") return Mapping::tr("Approve");
    if (choice == "reject") return Mapping::tr("Reject");
    if (choice == "continue") return Mapping::tr("Go on");
    if (choice == "stop") return Mapping::tr("Answer with what there is");
    return toQt(choice);
}

ChatStep::State stepState(StepState state) {
    switch (state) {
        case StepState::Running:
            return ChatStep::State::Running;
        case StepState::Done:
            return ChatStep::State::Done;
        case StepState::Failed:
            return ChatStep::State::Failed;
        case StepState::Waiting:
            return ChatStep::State::Waiting;
    }
    return ChatStep::State::Waiting;
}

}  // namespace

QString offlineBadge() { return Mapping::tr("Offline model, not a language model"); }

QString closedTooEarly() {
    return Mapping::tr("Heddle was closed before this answer was finished. Try again to go on where it stood.");
}

QString waitsUntil(std::int64_t wakeMs) {
    const QDateTime time = QDateTime::fromMSecsSinceEpoch(wakeMs);
    return Mapping::tr("Waits until %1, then goes on by itself.").arg(QLocale().toString(time, QLocale::ShortFormat));
}

ChatMessage chatMessage(const domain::Message& message, const QString& author) {
    ChatMessage shown;
    shown.id = toQt(message.id);
    shown.role = message.role == "user" ? ChatMessage::Role::User : ChatMessage::Role::Agent;
    shown.author = message.role == "user" ? QString() : author;
    shown.text = toQt(message.content);
    shown.time = QDateTime::fromMSecsSinceEpoch(message.createdMs);
    if (message.role == "user") return shown;
    const std::string status = message.metadata.value("status", std::string());
    if (message.metadata.value("offline", false)) shown.badge = offlineBadge();
    const std::int64_t wakeMs = message.metadata.value("wake_ms", std::int64_t{0});
    if (status == "paused" && wakeMs > 0 && shown.text.isEmpty()) shown.text = waitsUntil(wakeMs);
    if (status == "cancelled") shown.state = ChatMessage::State::Stopped;
    if (message.status == "failed" && status != "cancelled") {
        shown.state = ChatMessage::State::Failed;
        const Json error = message.metadata.value("error", Json());
        shown.error = error.is_object() ? words(Error::fromJson(error)) : closedTooEarly();
    }
    return shown;
}

/// Adds what a person may see and change of the calls that wait for consent. The fields are named as questionAnswer()
/// reads them.
void askAboutCalls(ChatQuestion& shown, const Json& asked) {
    QJsonObject fields;
    QJsonArray order;
    QStringList lines;
    const auto add = [&](const QString& name, QJsonObject field) {
        fields[name] = std::move(field);
        order.append(name);
    };
    for (const Json& call : asked["calls"]) {
        const QString tool = toQt(call.value("tool", std::string()));
        lines << QStringLiteral("**%1** — %2").arg(tool, toQt(call.value("description", std::string())));
        QString arguments = toQt(canonicalJson(call.value("arguments", Json::object()))).trimmed();
        add(kArgumentsField + toQt(call.value("id", std::string())),
            {{"type", "string"},
             {"format", "multiline"},
             {"title", Mapping::tr("Arguments of %1").arg(tool)},
             {"default", arguments}});
    }
    add(QStringLiteral("reason"), {{"type", "string"}, {"title", Mapping::tr("Reason, if you refuse")}});
    add(QStringLiteral("remember"),
        {{"type", "boolean"}, {"title", Mapping::tr("Always allow this agent to use them")}});
    shown.text = lines.join(QStringLiteral("\n\n"));
    shown.form["type"] = "object";
    shown.form["properties"] = fields;
    shown.form["x-order"] = order;
}

ChatQuestion chatQuestion(const services::OpenQuestion& question) {
    ChatQuestion shown;
    const Json& asked = question.question;
    shown.interruptId = toQt(question.id);
    const std::string kind = asked.value("kind", std::string());
    shown.title =
        asked.contains("title") ? toQt(asked.value("title", std::string())) : messageWords("question." + kind, asked);
    shown.text = toQt(asked.value("text", std::string()));
    if (const Json schema = asked.value("schema", Json()); schema.is_object()) {
        shown.form = QJsonDocument::fromJson(QByteArray::fromStdString(compactJson(schema))).object();
    }
    QJsonArray choices;
    const Json names = asked.value("choices", Json::array());
    for (const auto& name : names) {
        const std::string value = name.is_string() ? name.get<std::string>() : compactJson(name);
        QJsonObject choice{{"value", toQt(value)}, {"label", choiceWords(value)}};
        if (choices.isEmpty()) choice["style"] = "primary";
        if (value == "reject") choice["style"] = "danger";
        choices.append(choice);
    }
    if (!choices.isEmpty()) shown.form["choices"] = choices;
    if (asked.contains("calls")) askAboutCalls(shown, asked);
    if (asked.contains("draft")) {
        const Json& draft = asked["draft"];
        const QString text = toQt(draft.is_string() ? draft.get<std::string>() : canonicalJson(draft));
        shown.form["type"] = "object";
        shown.form["properties"] = QJsonObject{
            {"draft",
             QJsonObject{
                 {"type", "string"}, {"format", "multiline"}, {"title", Mapping::tr("Draft")}, {"default", text}}}};
    }
    return shown;
}

Json questionAnswer(const services::OpenQuestion& question, const QJsonObject& given) {
    Json answer = parseJson(QJsonDocument(given).toJson(QJsonDocument::Compact).toStdString(), "answer");
    if (answer.value("choice", Json()) != "approve") return answer;
    for (const Json& call : question.question.value("calls", Json::array())) {
        const std::string id = call.value("id", std::string());
        const std::string field = kArgumentsField.toStdString() + id;
        if (!answer.contains(field)) continue;
        const Json arguments = Json::parse(answer[field].get<std::string>(), nullptr, false);
        if (arguments == call.value("arguments", Json::object())) continue;
        answer["decisions"][id] = {{"decision", "edit"}, {"arguments", arguments.is_discarded() ? Json() : arguments}};
    }
    return answer;
}

QList<ChatStep> chatSteps(const RunTrace& trace, const std::function<QString(const StepTrace&)>& naming) {
    QList<ChatStep> steps;
    QHash<QString, qsizetype> places;
    QHash<QString, int> counts;
    for (const auto& step : trace.steps()) {
        const QString id = toQt(step.node);
        const int count = ++counts[id];
        if (!places.contains(id)) {
            places[id] = steps.size();
            steps.append(ChatStep{id, naming(step), stepState(step.state), step.detail, step.ms});
            continue;
        }
        ChatStep& shown = steps[places[id]];
        shown.title = QStringLiteral("%1 ×%2").arg(naming(step)).arg(count);
        if (shown.state != ChatStep::State::Failed) shown.state = stepState(step.state);
        shown.detail = step.detail;
        if (step.ms >= 0) shown.ms = qMax(shown.ms, step.ms);
    }
    return steps;
}

}  // namespace heddle::app
