#pragma once
#include "app/chat/chat_values.h"

#include <QHash>
#include <QJsonArray>

namespace heddle::app {

/// The messages as values, so that a page can be told everything anew at any time.
class Transcript {
public:
    const QList<ChatMessage>& messages() const { return m_messages; }
    void reset(const QList<ChatMessage>& messages);
    void append(const ChatMessage& message);
    /// Null if there is no such message. The pointer lives until the next change of the list.
    ChatMessage* find(const QString& id);
    /// Notes the answer to an open question, so that its card stays closed.
    void answer(const QString& interruptId, const QJsonObject& answer);

private:
    QList<ChatMessage> m_messages;
    QHash<QString, qsizetype> m_places;
};

/// The page's wire form (resources/chat/README.md).
QJsonObject toJson(const ChatMessage& message);
QJsonObject toJson(const ChatQuestion& question);
QJsonArray toJson(const QList<ChatStep>& steps);
QString wireName(ChatMessage::State state);

}  // namespace heddle::app
