#pragma once
#include <QDateTime>
#include <QJsonObject>
#include <QList>
#include <QString>
#include <QStringList>

namespace heddle::app {

/// One step of the workflow, as shown folded above an answer.
struct ChatStep {
    enum class State { Waiting, Running, Done, Failed, Skipped };
    QString nodeId;
    QString title;
    State state = State::Waiting;
    QString detail;  ///< one short line: a result, a reason; may be empty
    qint64 ms = -1;  ///< time taken so far; negative = not known
};

/// A question that the workflow puts to a person. `form` holds "choices" (buttons: [{"value", "label", "style":
/// "primary", "danger" or none}]), or JSON Schema "properties" and "required" (string, long string by "format":
/// "multiline", number, integer, boolean, enum; hints "x-order" and "x-enum-titles"), or both. The answer is {"choice":
/// value, …fields}.
struct ChatQuestion {
    QString interruptId;
    QString title;
    QString text;  ///< Markdown, shown above the form; may be empty
    QJsonObject form;
    QJsonObject answer;  ///< not empty once it is answered: the card is then shown closed
};

/// One message as the pane shows it. `text` is Markdown that nobody has to trust.
struct ChatMessage {
    enum class Role { User, Agent, Notice };
    enum class State { Sending, Streaming, Complete, Stopped, Failed };
    QString id;
    Role role = Role::User;
    QString author;
    QString text;
    State state = State::Complete;
    QString badge;  ///< such as "Offline model, not a language model"; may be empty
    QString error;  ///< a sentence for State::Failed
    QDateTime time;
    QList<ChatStep> steps;
    QList<ChatQuestion> questions;
};

/// Shown while there is no message.
struct ChatEmptyState {
    QString title;
    QString hint;
    QStringList examples;  ///< prompts offered as buttons; a click sends one
};

}  // namespace heddle::app
