#include "app/chat/chat_pane.h"

#include "app/chat/composer.h"
#include "app/chat/page_strings.h"
#include "app/chat/transcript.h"

#include <QClipboard>
#include <QCoreApplication>
#include <QDir>
#include <QEvent>
#include <QGuiApplication>
#include <QLabel>
#include <QPluginLoader>
#include <QStackedLayout>
#include <QUrl>
#include <QVBoxLayout>

#include <chrono>

namespace heddle::app {
namespace {

constexpr auto kBatchSpan = std::chrono::milliseconds(33);
constexpr int kMostLosses = 3;
constexpr auto kPluginFile = "heddle_chat_page";

bool mayOpen(const QUrl& url) {
    const QString scheme = url.scheme();
    if (!url.isValid()) return false;
    if (scheme == QLatin1String("http") || scheme == QLatin1String("https")) return !url.host().isEmpty();
    return scheme == QLatin1String("mailto") && !url.path().isEmpty();
}

}  // namespace

void ChatPane::prepare() {
    QCoreApplication::setAttribute(Qt::AA_ShareOpenGLContexts);
    // The plug-in sets these when other threads run, and a thread that reads the environment while something is added
    // to it crashes. What is there already is not added.
    for (const char* name : {"QTWEBENGINE_CHROMIUM_FLAGS", "QT_QUICK_BACKEND"}) {
        if (!qEnvironmentVariableIsSet(name)) qputenv(name, "");
    }
}

ChatPane::ChatPane(QWidget* parent)
    : QWidget(parent), m_transcript(std::make_unique<Transcript>()), m_theme(editor::Theme::dark()) {
    setObjectName("chatPane");
    auto* place = new QWidget(this);
    m_stack = new QStackedLayout(place);
    m_failure = new QLabel(place);
    m_failure->setObjectName("chatFailure");
    m_failure->setWordWrap(true);
    m_failure->setAlignment(Qt::AlignCenter);
    m_failure->setMargin(24);
    m_failure->setTextFormat(Qt::PlainText);
    m_stack->addWidget(m_failure);

    m_composer = new Composer(this);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(place, 1);
    auto* foot = new QVBoxLayout;
    foot->setContentsMargins(12, 8, 12, 12);
    foot->addWidget(m_composer);
    column->addLayout(foot);

    m_batchTimer.setSingleShot(true);
    m_batchTimer.setTimerType(Qt::PreciseTimer);
    connect(&m_batchTimer, &QTimer::timeout, this, &ChatPane::flush);
    connect(m_composer, &Composer::sendRequested, this, &ChatPane::sendRequested);
    connect(m_composer, &Composer::stopRequested, this, &ChatPane::stopRequested);
}

ChatPane::~ChatPane() {
    if (m_loading.joinable()) m_loading.join();
}

void ChatPane::loadPage(const QString& folder) {
    if (m_loader) return;
    const QDir place(folder.isEmpty() ? QCoreApplication::applicationDirPath() + "/plugins" : folder);
    m_loader = std::make_unique<QPluginLoader>(place.filePath(kPluginFile));
    // Linking a browser takes as long as making the window: meanwhile the window is in use.
    m_loading = std::thread([this] {
        m_loader->load();
        QMetaObject::invokeMethod(
            this,
            [this] {
                m_loaded = true;
                if (m_wanted) showPage();
            },
            Qt::QueuedConnection);
    });
}

void ChatPane::openPage(const QString& folder) {
    if (m_wanted) return;
    m_wanted = true;
    loadPage(folder);
    if (m_loaded) showPage();
}

void ChatPane::showPage() {
    auto* plugin = qobject_cast<ChatPagePlugin*>(m_loader->instance());
    if (!plugin) {
        showFailure(m_loader->errorString());
        emit started();
        return;
    }
    m_page = plugin->create(*this, m_failure->parentWidget());
    m_page->setBackground(m_theme.panel);
    m_stack->addWidget(m_page->widget());
    m_stack->setCurrentWidget(m_page->widget());
    emit started();
}

QString ChatPane::composerText() const { return m_composer->text(); }

void ChatPane::setMessages(const QList<ChatMessage>& messages) {
    m_transcript->reset(messages);
    QJsonArray list;
    for (const ChatMessage& message : messages)
        list.append(toJson(message));
    post({{"op", "reset"}, {"messages", list}});
}

void ChatPane::appendMessage(const ChatMessage& message) {
    m_transcript->append(message);
    post({{"op", "append"}, {"message", toJson(message)}});
}

void ChatPane::beginAnswer(const QString& id, const QString& author, const QString& badge) {
    ChatMessage message;
    message.id = id;
    message.role = ChatMessage::Role::Agent;
    message.author = author;
    message.state = ChatMessage::State::Streaming;
    message.badge = badge;
    message.time = QDateTime::currentDateTimeUtc();
    appendMessage(message);
}

void ChatPane::appendTokens(const QString& id, const QString& text) {
    ChatMessage* message = m_transcript->find(id);
    if (!message || text.isEmpty()) return;
    message->text += text;
    if (!m_ready) return;
    if (m_tokens.id != id) closeTokens();
    m_tokens.id = id;
    m_tokens.text += text;
    schedule();
}

void ChatPane::setProgress(const QString& id, const QList<ChatStep>& steps) {
    ChatMessage* message = m_transcript->find(id);
    if (!message) return;
    message->steps = steps;
    post({{"op", "steps"}, {"id", id}, {"steps", toJson(steps)}});
}

void ChatPane::finishAnswer(const QString& id, ChatMessage::State state, const QString& error) {
    ChatMessage* message = m_transcript->find(id);
    if (!message) return;
    message->state = state;
    message->error = error;
    post({{"op", "state"}, {"id", id}, {"state", wireName(state)}, {"error", error}});
}

void ChatPane::showQuestion(const QString& id, const ChatQuestion& question) {
    ChatMessage* message = m_transcript->find(id);
    if (!message) return;
    const auto same = [&](const ChatQuestion& other) { return other.interruptId == question.interruptId; };
    const auto old = std::find_if(message->questions.begin(), message->questions.end(), same);
    if (old == message->questions.end()) {
        message->questions.append(question);
    } else {
        *old = question;
    }
    post({{"op", "question"}, {"id", id}, {"question", toJson(question)}});
}

void ChatPane::setTheme(const editor::Theme& theme) {
    m_theme = theme;
    m_composer->setTheme(theme);
    if (m_page) m_page->setBackground(theme.panel);
    post(themeOp());
}

void ChatPane::setEmptyState(const ChatEmptyState& state) {
    m_empty = state;
    post(emptyOp());
}

void ChatPane::setBusy(bool busy) { m_composer->setBusy(busy); }

void ChatPane::setComposerText(const QString& text) { m_composer->setText(text); }

void ChatPane::focusComposer() { m_composer->setFocus(); }

void ChatPane::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() != QEvent::LanguageChange) return;
    if (!m_failureReason.isEmpty()) showFailure(m_failureReason);
    post({{"op", "strings"}, {"strings", pageStrings()}});
}

void ChatPane::pageReady() {
    const bool first = !m_ready;
    m_ready = true;
    m_tokens = {};
    m_batch = {};
    post(themeOp());
    post({{"op", "strings"}, {"strings", pageStrings()}});
    post(emptyOp());
    QJsonArray list;
    for (const ChatMessage& message : m_transcript->messages())
        list.append(toJson(message));
    post({{"op", "reset"}, {"messages", list}});
    flush();
    if (first) emit ready();
}

void ChatPane::pageEvent(const QJsonObject& event) {
    const QString kind = event["event"].toString();
    if (kind == QLatin1String("link")) {
        const QUrl url(event["url"].toString(), QUrl::StrictMode);
        if (mayOpen(url)) emit linkActivated(url);
    } else if (kind == QLatin1String("retry")) {
        emit retryRequested(event["id"].toString());
    } else if (kind == QLatin1String("answer")) {
        m_transcript->answer(event["interrupt"].toString(), event["answer"].toObject());
        emit answerGiven(event["interrupt"].toString(), event["answer"].toObject());
    } else if (kind == QLatin1String("example")) {
        emit sendRequested(event["text"].toString());
    } else if (kind == QLatin1String("copy")) {
        QGuiApplication::clipboard()->setText(event["text"].toString());
    }
}

void ChatPane::pageLost() {
    m_ready = false;
    if (++m_losses > kMostLosses) {
        m_page.reset();
        showFailure(tr("its process ended %n times", nullptr, m_losses));
    }
}

void ChatPane::post(const QJsonObject& op) {
    if (!m_ready) return;
    closeTokens();
    m_batch.append(op);
    schedule();
}

void ChatPane::closeTokens() {
    if (!m_tokens.text.isEmpty())
        m_batch.append(QJsonObject{{"op", "tokens"}, {"id", m_tokens.id}, {"text", m_tokens.text}});
    m_tokens = {};
}

void ChatPane::schedule() {
    // The first token after a pause goes at once; only a stream waits for its span to fill.
    if (m_batchTimer.isActive()) return;
    const qint64 left = m_sinceFlush.isValid() ? kBatchSpan.count() - m_sinceFlush.elapsed() : 0;
    m_batchTimer.start(std::max<int>(0, static_cast<int>(left)));
}

void ChatPane::flush() {
    closeTokens();
    if (m_batch.isEmpty() || !m_page) return;
    m_page->post(std::exchange(m_batch, {}));
    m_sinceFlush.start();
}

void ChatPane::showFailure(const QString& reason) {
    m_failureReason = reason;
    m_failure->setText(tr("The chat page cannot be shown: %1.\nReinstall Heddle, then start it again.").arg(reason));
    m_stack->setCurrentWidget(m_failure);
}

QJsonObject ChatPane::themeOp() const {
    QJsonObject tokens;
    for (const auto& [name, value] : m_theme.tokens())
        tokens[name.mid(1)] = value;
    return {{"op", "theme"}, {"dark", m_theme.isDark}, {"tokens", tokens}};
}

QJsonObject ChatPane::emptyOp() const {
    return {{"op", "empty"},
            {"title", m_empty.title},
            {"hint", m_empty.hint},
            {"examples", QJsonArray::fromStringList(m_empty.examples)}};
}

}  // namespace heddle::app
