#pragma once
#include "app/chat/chat_values.h"
#include "app/runs/run_trace.h"
#include "core/domain/chat.h"
#include "core/services/runs/run_service.h"

#include <functional>

namespace heddle::app {

/// A stored message as the pane shows it.
ChatMessage chatMessage(const domain::Message& message, const QString& author);
/// A node's question as a card: its choices as buttons, a draft as a text that may be changed.
ChatQuestion chatQuestion(const services::OpenQuestion& question);
/// The card's answer as the node reads it.
Json questionAnswer(const services::OpenQuestion& question, const QJsonObject& given);
/// A run's steps for the list above an answer: executions of one node count as one.
QList<ChatStep> chatSteps(const RunTrace& trace, const std::function<QString(const StepTrace&)>& naming);
QString offlineBadge();
/// What stands in the place of an answer whose run waits for a time.
QString waitsUntil(std::int64_t wakeMs);
/// Why an answer has no end and no error: the program went before it came.
QString closedTooEarly();

}  // namespace heddle::app
