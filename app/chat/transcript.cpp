#include "app/chat/transcript.h"

namespace heddle::app {
namespace {

QString wireName(ChatMessage::Role role) {
    switch (role) {
        case ChatMessage::Role::User:
            return QStringLiteral("user");
        case ChatMessage::Role::Agent:
            return QStringLiteral("agent");
        case ChatMessage::Role::Notice:
            return QStringLiteral("notice");
    }
    return {};
}

QString wireName(ChatStep::State state) {
    switch (state) {
        case ChatStep::State::Waiting:
            return QStringLiteral("waiting");
        case ChatStep::State::Running:
            return QStringLiteral("running");
        case ChatStep::State::Done:
            return QStringLiteral("done");
        case ChatStep::State::Failed:
            return QStringLiteral("failed");
        case ChatStep::State::Skipped:
            return QStringLiteral("skipped");
    }
    return {};
}

}  // namespace

QString wireName(ChatMessage::State state) {
    switch (state) {
        case ChatMessage::State::Sending:
            return QStringLiteral("sending");
        case ChatMessage::State::Streaming:
            return QStringLiteral("streaming");
        case ChatMessage::State::Complete:
            return QStringLiteral("complete");
        case ChatMessage::State::Stopped:
            return QStringLiteral("stopped");
        case ChatMessage::State::Failed:
            return QStringLiteral("failed");
    }
    return {};
}

QJsonArray toJson(const QList<ChatStep>& steps) {
    QJsonArray out;
    for (const ChatStep& step : steps) {
        out.append(QJsonObject{{"node", step.nodeId},
                               {"title", step.title},
                               {"state", wireName(step.state)},
                               {"detail", step.detail},
                               {"ms", step.ms}});
    }
    return out;
}

QJsonObject toJson(const ChatQuestion& question) {
    return {{"interrupt", question.interruptId},
            {"title", question.title},
            {"text", question.text},
            {"form", question.form},
            {"answer", question.answer}};
}

QJsonObject toJson(const ChatMessage& message) {
    QJsonObject out{{"id", message.id},
                    {"role", wireName(message.role)},
                    {"author", message.author},
                    {"text", message.text},
                    {"state", wireName(message.state)}};
    if (!message.badge.isEmpty()) out["badge"] = message.badge;
    if (!message.error.isEmpty()) out["error"] = message.error;
    if (message.time.isValid()) out["time"] = message.time.toMSecsSinceEpoch();
    if (!message.steps.isEmpty()) out["steps"] = toJson(message.steps);
    if (!message.questions.isEmpty()) {
        QJsonArray questions;
        for (const ChatQuestion& question : message.questions)
            questions.append(toJson(question));
        out["questions"] = questions;
    }
    return out;
}

void Transcript::reset(const QList<ChatMessage>& messages) {
    m_messages.clear();
    m_places.clear();
    m_messages.reserve(messages.size());
    for (const ChatMessage& message : messages)
        append(message);
}

void Transcript::append(const ChatMessage& message) {
    m_places.insert(message.id, m_messages.size());
    m_messages.append(message);
}

ChatMessage* Transcript::find(const QString& id) {
    const auto place = m_places.constFind(id);
    return place == m_places.cend() ? nullptr : &m_messages[*place];
}

void Transcript::answer(const QString& interruptId, const QJsonObject& answer) {
    for (auto message = m_messages.rbegin(); message != m_messages.rend(); ++message) {
        for (ChatQuestion& question : message->questions) {
            if (question.interruptId != interruptId) continue;
            question.answer = answer;
            return;
        }
    }
}

}  // namespace heddle::app
