#pragma once
#include "app/chat/chat_values.h"

namespace heddle::app {

/// The card for a question of a run, as its nodes ask: {"title", "text", "choices": ["approve", …], "draft"?}. With a
/// draft the person may edit it; the answer is {"choice", "draft"?} as the node takes it.
ChatQuestion runQuestion(const QString& interruptId, const QJsonObject& question);

}  // namespace heddle::app
