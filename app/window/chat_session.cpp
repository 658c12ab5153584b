#include "app/window/chat_session.h"

#include "app/chat/chat_pane.h"
#include "app/window/chat_mapping.h"
#include "app/words/words.h"

namespace heddle::app {

using domain::RunEvent;
using domain::RunEventType;
using services::RunOutcome;

ChatSession::ChatSession(ChatsDoor& door, QString agentId, Naming naming, QObject* parent)
    : QObject(parent), m_door(door), m_agentId(std::move(agentId)), m_naming(std::move(naming)) {
    connect(&m_door, &ChatsDoor::events, this, &ChatSession::follow);
    connect(&m_door, &ChatsDoor::wokeUp, this, &ChatSession::wokeUp);
    connect(&m_door, &ChatsDoor::wokenEnded, this, &ChatSession::wokenEnded);
}

void ChatSession::open(bool anew) {
    m_opening = true;
    m_door.open(m_agentId.toStdString(), anew, {this, [this](const OpenedChat& opened) { take(opened); }});
}

void ChatSession::take(const OpenedChat& opened) {
    m_opening = false;
    m_chatId = opened.chat.id;
    m_messages.clear();
    m_runs.clear();
    m_questions.clear();
    m_errors.clear();
    for (const auto& message : opened.messages) {
        m_messages.append(chatMessage(message, m_author));
        const Json error = message.metadata.value("error", Json());
        if (error.is_object()) m_errors.insert_or_assign(toQt(message.id), Error::fromJson(error));
        m_runs[toQt(message.id)] = toQt(message.executionId);
    }
    for (const auto& [run, questions] : opened.questions)
        ask(run, questions);
    showAgain();
    if (const QString text = std::exchange(m_unsent, {}); !text.isEmpty()) send(text);
}

void ChatSession::attach(ChatPane* pane) {
    m_pane = pane;
    showAgain();
}

void ChatSession::showAgain() {
    if (!m_pane) return;
    m_pane->setEmptyState(m_empty);
    m_pane->setMessages(m_messages);
    m_pane->setBusy(m_running);
}

void ChatSession::retranslate() {
    for (auto& message : m_messages) {
        if (!message.badge.isEmpty()) message.badge = offlineBadge();
        if (const auto it = m_errors.find(message.id); !message.error.isEmpty())
            message.error = it == m_errors.end() ? closedTooEarly() : words(it->second);
        for (auto& card : message.questions) {
            if (const auto it = m_questions.constFind(card.interruptId); it != m_questions.constEnd())
                card = chatQuestion(it->asked);
        }
        if (message.id == m_answerId && !m_trace.steps().empty()) message.steps = chatSteps(m_trace, m_naming);
    }
    showAgain();
}

void ChatSession::setAuthor(const QString& name) {
    m_author = name;
    for (auto& message : m_messages) {
        if (message.role == ChatMessage::Role::Agent) message.author = name;
    }
    showAgain();
}

void ChatSession::setEmptyState(const ChatEmptyState& state) {
    m_empty = state;
    if (m_pane) m_pane->setEmptyState(state);
}

void ChatSession::send(const QString& text) {
    if (m_running || text.trimmed().isEmpty()) return;
    if (m_chatId.empty()) {
        m_unsent = text;
        if (!m_opening) open();
        return;
    }
    setRunning(true);
    m_edited = false;
    m_answerId.clear();
    m_runId.clear();
    m_unsent = text;
    m_door.send(
        m_chatId, text.toStdString(),
        [this](const domain::Message& user, const domain::Message& answer) { begin(user, answer); },
        {this, [this](const RunOutcome& outcome) { ended(outcome); }, [this](const Error& error) { broke(error); }});
}

void ChatSession::begin(const domain::Message& user, const domain::Message& answer) {
    m_unsent.clear();
    m_messages.append(chatMessage(user, m_author));
    ChatMessage shown = chatMessage(answer, m_author);
    shown.state = ChatMessage::State::Streaming;
    shown.badge = m_offline ? offlineBadge() : QString();
    m_messages.append(shown);
    m_answerId = shown.id;
    m_runId = answer.executionId;
    m_runs[m_answerId] = toQt(m_runId);
    m_preview = false;
    m_trace.clear();
    if (m_pane) {
        m_pane->appendMessage(m_messages[m_messages.size() - 2]);
        m_pane->beginAnswer(shown.id, shown.author, shown.badge);
    }
    emit traceReset();
}

void ChatSession::follow(const std::vector<RunEvent>& batch) {
    std::set<int> changed;
    for (const auto& event : batch) {
        if (m_runId.empty() || event.runId != m_runId) continue;
        if (event.type == RunEventType::Token) {
            addToken(event);
        } else if (event.type != RunEventType::Checkpoint && event.type != RunEventType::StepStarted) {
            changed.insert(m_trace.apply(event));
        }
    }
    if (changed.empty()) return;
    showSteps();
    emit traceChanged(changed);
}

void ChatSession::addToken(const RunEvent& event) {
    const std::string channel = event.data.is_object() ? event.data.value("channel", std::string()) : std::string();
    if (!channel.empty() && channel != "draft") return;
    ChatMessage* message = answerOf(m_answerId);
    if (!message) return;
    if (channel.empty() && m_preview) {
        // The answer takes the place of the preview.
        m_preview = false;
        message->text.clear();
        showAgain();
    }
    if (channel == "draft" && message->text.isEmpty()) m_preview = true;
    if (channel == "draft" && !m_preview) return;
    message->text += toQt(event.text);
    if (m_pane) m_pane->appendTokens(m_answerId, toQt(event.text));
}

void ChatSession::showSteps() {
    ChatMessage* message = answerOf(m_answerId);
    if (!message) return;
    message->steps = chatSteps(m_trace, m_naming);
    if (m_pane) m_pane->setProgress(m_answerId, message->steps);
}

void ChatSession::ask(const std::string& runId, const std::vector<services::OpenQuestion>& questions) {
    const QString messageId = m_runs.key(toQt(runId));
    ChatMessage* message = answerOf(messageId);
    if (!message) return;
    for (const auto& question : questions) {
        const ChatQuestion shown = chatQuestion(question);
        m_questions[shown.interruptId] = {toQt(runId), messageId, question};
        message->questions.append(shown);
        if (m_pane) m_pane->showQuestion(messageId, shown);
    }
}

void ChatSession::answer(const QString& interruptId, const QJsonObject& given) {
    if (m_running || !m_questions.contains(interruptId)) return;
    const Question question = m_questions.take(interruptId);
    if (ChatMessage* message = answerOf(question.messageId)) {
        for (auto& card : message->questions) {
            if (card.interruptId == interruptId) card.answer = given;
        }
    }
    goOn(question.runId, Json{{interruptId.toStdString(), questionAnswer(question.asked, given)}});
}

void ChatSession::resume(const QString& runId) { goOn(runId, nullptr); }

void ChatSession::goOn(const QString& runId, const Json& answers) {
    if (m_running) return;
    beginAgain(runId);
    m_door.answer(
        m_runId, answers,
        {this, [this](const RunOutcome& outcome) { ended(outcome); }, [this](const Error& error) { broke(error); }});
}

void ChatSession::wokeUp(const std::string& runId) {
    if (!m_running && !m_runs.key(toQt(runId)).isEmpty()) beginAgain(toQt(runId));
}

void ChatSession::wokenEnded(const RunOutcome& outcome) {
    if (m_running && outcome.runId == m_runId) {
        ended(outcome);
    } else if (!m_running && !m_runs.key(toQt(outcome.runId)).isEmpty()) {
        open();
    }
}

void ChatSession::beginAgain(const QString& runId) {
    const std::string run = runId.toStdString();
    if (m_runId != run) {
        m_trace.clear();
        emit traceReset();
    }
    m_runId = run;
    m_answerId = m_runs.key(runId);
    m_preview = false;
    m_edited = false;
    if (ChatMessage* message = answerOf(m_answerId)) {
        message->state = ChatMessage::State::Streaming;
        message->error.clear();
        message->text.clear();
        // What is still open is asked again when the run pauses.
        message->questions.removeIf([](const ChatQuestion& card) { return card.answer.isEmpty(); });
    }
    m_questions.removeIf([&](const auto& asked) { return asked.value().runId == runId; });
    setRunning(true);
    showAgain();
}

void ChatSession::retry(const QString& messageId) {
    const QString runId = m_runs.value(messageId);
    const bool known =
        !runId.isEmpty() && (m_trace.runId().empty() || !m_trace.steps().empty() || runId.toStdString() != m_runId);
    if (known && !m_edited) return resume(runId);
    QString text;
    for (const auto& message : m_messages) {
        if (message.role == ChatMessage::Role::User) text = message.text;
        if (message.id == messageId) break;
    }
    send(text);
}

void ChatSession::stop() {
    if (m_running && !m_runId.empty()) m_door.cancel(m_runId);
}

void ChatSession::ended(const RunOutcome& outcome) {
    ChatMessage* message = answerOf(m_answerId);
    if (outcome.status == "completed" && message) {
        const Json& output = outcome.output;
        const QString text = output.is_null()     ? QString()
                             : output.is_string() ? toQt(output.get<std::string>())
                                                  : QStringLiteral("```json\n%1```").arg(toQt(canonicalJson(output)));
        if (text.startsWith(message->text)) {
            const QString rest = text.mid(message->text.size());
            message->text = text;
            if (m_pane && !rest.isEmpty()) m_pane->appendTokens(m_answerId, rest);
        } else {
            message->text = text;
            showAgain();
        }
    }
    if (outcome.status == "paused") {
        ask(outcome.runId, outcome.questions);
        if (message && message->text.isEmpty() && outcome.wakeMs > 0) {
            message->text = waitsUntil(outcome.wakeMs);
            if (m_pane) m_pane->appendTokens(m_answerId, message->text);
        }
    }
    if (outcome.status == "failed") {
        const Json& error = outcome.error;
        finish(ChatMessage::State::Failed, error.is_object() ? std::optional(Error::fromJson(error)) : std::nullopt);
    } else {
        finish(outcome.status == "cancelled" ? ChatMessage::State::Stopped : ChatMessage::State::Complete);
    }
}

void ChatSession::broke(const Error& error) { finish(ChatMessage::State::Failed, error); }

void ChatSession::finish(ChatMessage::State state, const std::optional<Error>& error) {
    const QString said = error ? words(*error) : QString();
    if (ChatMessage* message = answerOf(m_answerId)) {
        message->state = state;
        message->error = said;
        if (error) m_errors.insert_or_assign(m_answerId, *error);
        if (m_pane) m_pane->finishAnswer(m_answerId, state, said);
    } else if (error) {
        // The message itself could not be stored: say so where it would have been.
        ChatMessage notice;
        notice.id = QStringLiteral("notice-%1").arg(m_messages.size());
        notice.role = ChatMessage::Role::Notice;
        notice.text = said;
        m_messages.append(notice);
        if (m_pane) {
            m_pane->appendMessage(notice);
            m_pane->setComposerText(std::exchange(m_unsent, {}));
        }
    }
    setRunning(false);
    emit traceChanged({-1});
    emit runEnded();
}

void ChatSession::setRunning(bool running) {
    m_running = running;
    if (m_pane) m_pane->setBusy(running);
    emit runningChanged(running);
}

QString ChatSession::lastUserText() const {
    for (auto it = m_messages.crbegin(); it != m_messages.crend(); ++it) {
        if (it->role == ChatMessage::Role::User) return it->text;
    }
    return {};
}

ChatMessage* ChatSession::answerOf(const QString& id) {
    for (auto it = m_messages.rbegin(); it != m_messages.rend(); ++it) {
        if (it->id == id) return &*it;
    }
    return nullptr;
}

}  // namespace heddle::app
