#include "editor/graph/widgets/quick_add.h"

#include "editor/graph/widgets/choice_list.h"
#include "editor/graph/widgets/node_search.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QVBoxLayout>

namespace heddle::editor {
namespace {

constexpr const char* kTypePrefix = "type:";
constexpr const char* kNodePrefix = "node:";
constexpr const char* kEndKey = "end";
constexpr int kManyNodes = 30;

}  // namespace

QuickAdd::QuickAdd(const Document& document, const domain::NodeTypes& types, std::optional<ConnectionStart> source,
                   const CanvasStyle& style, QWidget* parent)
    : QFrame(parent, Qt::Popup | Qt::FramelessWindowHint),
      m_document(document),
      m_types(types),
      m_source(std::move(source)),
      m_search(new QLineEdit(this)),
      m_list(new ChoiceList(this)) {
    setAttribute(Qt::WA_DeleteOnClose);
    setObjectName("quickAdd");
    setAccessibleName(tr("Add a node"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(6, 6, 6, 6);
    layout->setSpacing(6);
    layout->addWidget(m_search);
    layout->addWidget(m_list);
    m_search->setPlaceholderText(m_source ? tr("What comes next?") : tr("Add a node"));
    m_search->setAccessibleName(tr("Search nodes"));
    m_list->setAccessibleName(tr("Choices"));
    m_list->setLook(style);
    m_list->setDragEnabled(false);
    setStyleSheet(
        withTokens("#quickAdd{background:@card;border:1px solid @fieldLine;border-radius:8px}"
                   "QLineEdit{background:@field;color:@text;border:1px solid @fieldLine;border-radius:6px;"
                   "padding:6px 8px}QLineEdit:focus{border-color:@accent}",
                   style.theme));
    m_search->setFont(uiFont());
    resize(300, 380);
    m_search->installEventFilter(this);
    connect(m_search, &QLineEdit::textChanged, this, &QuickAdd::fill);
    connect(m_list, &QListWidget::itemClicked, this, &QuickAdd::choose);
    fill();
    m_search->setFocus();
}

void QuickAdd::fill() {
    const QString query = m_search->text();
    std::vector<Choice> choices;
    for (const auto* type : searchNodeTypes(m_types, query)) {
        if (m_source && type->name == "input") continue;
        choices.push_back({kTypePrefix + QString::fromStdString(type->name), typeTitle(*type), typeDescription(*type),
                           QString::fromStdString(type->icon), QString::fromStdString(type->category)});
    }
    if (m_source) {
        const auto near = edgesAt(m_document.graph(), m_source->node);
        if (matchScore(tr("End of the run"), query) > 0 &&
            refusal(m_document.graph(), near, *m_source, std::string(domain::kEnd)).isEmpty()) {
            choices.push_back({kEndKey, tr("End of the run"), tr("Nothing follows"), "circle-stop", {}});
        }
        int shown = 0;
        for (const auto& [id, node] : m_document.graph().nodes) {
            const QString title = QString::fromStdString(node.title.empty() ? id : node.title);
            if (shown == kManyNodes) break;
            if (matchScore(title, query) < (query.isEmpty() ? 1 : 3)) continue;
            if (!refusal(m_document.graph(), near, *m_source, id).isEmpty()) continue;
            if (shown++ == 0) choices.push_back({{}, tr("Connect to"), {}, {}, {}});
            const auto* type = m_types.find(node.type);
            choices.push_back({kNodePrefix + QString::fromStdString(id), title, QString::fromStdString(id),
                               type ? QString::fromStdString(type->icon) : QStringLiteral("circle"),
                               type ? QString::fromStdString(type->category) : QString()});
        }
    }
    m_list->setChoices(choices);
}

void QuickAdd::choose() {
    const QString key = m_list->currentKey();
    if (key.isEmpty()) return;
    hide();
    if (key == kEndKey) {
        emit endChosen();
    } else if (key.startsWith(kTypePrefix)) {
        emit typeChosen(key.mid(QLatin1String(kTypePrefix).size()));
    } else {
        emit nodeChosen(key.mid(QLatin1String(kNodePrefix).size()));
    }
    close();
}

bool QuickAdd::eventFilter(QObject* watched, QEvent* event) {
    if (watched != m_search || event->type() != QEvent::KeyPress) return QFrame::eventFilter(watched, event);
    switch (static_cast<QKeyEvent*>(event)->key()) {
        case Qt::Key_Down:
        case Qt::Key_Tab:
            m_list->step(1);
            return true;
        case Qt::Key_Up:
        case Qt::Key_Backtab:
            m_list->step(-1);
            return true;
        case Qt::Key_Return:
        case Qt::Key_Enter:
            choose();
            return true;
        case Qt::Key_Escape:
            close();
            return true;
        default:
            return false;
    }
}

}  // namespace heddle::editor
