#include "app/window/command_palette.h"

#include "app/look/style.h"
#include "editor/graph/widgets/node_search.h"

#include <QApplication>
#include <QKeyEvent>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

namespace heddle::app {
namespace {

constexpr int kWidth = 560;
constexpr int kRow = 36;
constexpr int kMostRows = 10;
constexpr int kMostShown = 200;
constexpr int kTop = 56;
constexpr int kTitleBonus = 1000;

class CommandRow : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const auto& theme = currentTheme();
        const QRect row = option.rect.adjusted(6, 1, -6, -1);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (option.state & QStyle::State_Selected) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(theme.selection);
            painter->drawRoundedRect(row, 6, 6);
        }
        const auto icon = index.data(Qt::DecorationRole).value<QIcon>();
        icon.paint(painter, QRect(row.left() + 10, row.center().y() - 8, 18, 18));
        painter->setFont(option.font);
        const QString kind = index.data(Qt::UserRole + 1).toString();
        const int kindWidth = option.fontMetrics.horizontalAdvance(kind);
        painter->setPen(theme.textFaint);
        painter->drawText(row.adjusted(0, 0, -12, 0), Qt::AlignRight | Qt::AlignVCenter, kind);
        painter->setPen(theme.text);
        const QRect place = row.adjusted(40, 0, -kindWidth - 24, 0);
        painter->drawText(place, Qt::AlignLeft | Qt::AlignVCenter,
                          option.fontMetrics.elidedText(index.data().toString(), Qt::ElideRight, place.width()));
        painter->restore();
    }

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {kWidth, kRow}; }
};

}  // namespace

CommandPalette::CommandPalette(QWidget* over) : QFrame(over) {
    setObjectName("popup");
    setAttribute(Qt::WA_StyledBackground);
    m_edit = new QLineEdit(this);
    m_edit->installEventFilter(this);
    m_list = new QListWidget(this);
    m_list->setItemDelegate(new CommandRow(m_list));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(1, 1, 1, 6);
    column->setSpacing(6);
    column->addWidget(m_edit);
    column->addWidget(m_list, 1);
    connect(m_edit, &QLineEdit::textChanged, this, &CommandPalette::filter);
    connect(m_edit, &QLineEdit::returnPressed, this, &CommandPalette::runCurrent);
    connect(m_list, &QListWidget::itemClicked, this, &CommandPalette::runCurrent);
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) {
        if (isVisible() && now && now != m_edit && !isAncestorOf(now)) {
            m_focusBefore = nullptr;
            hide();
        }
    });
    hide();
}

void CommandPalette::open(QList<Command> commands) {
    m_commands = std::move(commands);
    m_focusBefore = QApplication::focusWidget();
    m_edit->setPlaceholderText(tr("Search nodes, templates, commands…"));
    m_edit->setAccessibleName(m_edit->placeholderText());
    m_list->setAccessibleName(tr("Found"));
    m_edit->clear();
    filter();
    show();
    raise();
    m_edit->setFocus();
}

void CommandPalette::filter() {
    const QString typed = m_edit->text().trimmed();
    std::vector<std::pair<int, qsizetype>> found;
    for (qsizetype i = 0; i < m_commands.size(); ++i) {
        const auto& command = m_commands[i];
        // What it is called counts more than what else it is found by.
        const int title = editor::matchScore(command.title, typed);
        const int score = title > 0 ? title + kTitleBonus : editor::matchScore(command.words, typed);
        if (typed.isEmpty() || score > 0) found.emplace_back(typed.isEmpty() ? 0 : -score, i);
    }
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    if (found.size() > kMostShown) found.resize(kMostShown);
    m_list->clear();
    for (const auto& [score, i] : found) {
        auto* item = new QListWidgetItem(m_commands[i].icon, m_commands[i].title, m_list);
        item->setData(Qt::UserRole, int(i));
        item->setData(Qt::UserRole + 1, m_commands[i].kind);
    }
    m_list->setCurrentRow(0);
    place();
}

void CommandPalette::place() {
    const int rows = qBound(1, m_list->count(), kMostRows);
    const int width = qMin(kWidth, parentWidget()->width() - 32);
    resize(width, m_edit->sizeHint().height() + rows * kRow + 16);
    move((parentWidget()->width() - width) / 2, kTop);
}

void CommandPalette::runCurrent() {
    const auto* item = m_list->currentItem();
    if (!item) return;
    const auto run = m_commands[item->data(Qt::UserRole).toInt()].run;
    hide();
    if (run) run();
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() != QEvent::KeyPress && event->type() != QEvent::ShortcutOverride) {
        return QFrame::eventFilter(watched, event);
    }
    auto* key = static_cast<QKeyEvent*>(event);
    const bool isMove = key->key() == Qt::Key_Up || key->key() == Qt::Key_Down || key->key() == Qt::Key_PageUp ||
                        key->key() == Qt::Key_PageDown;
    if (key->key() == Qt::Key_Escape) {
        event->accept();
        if (event->type() == QEvent::KeyPress) hide();
        return true;
    }
    if (isMove && event->type() == QEvent::KeyPress) {
        QApplication::sendEvent(m_list, event);
        return true;
    }
    return QFrame::eventFilter(watched, event);
}

void CommandPalette::hideEvent(QHideEvent* event) {
    if (m_focusBefore) m_focusBefore->setFocus();
    m_focusBefore = nullptr;
    QFrame::hideEvent(event);
}

}  // namespace heddle::app
