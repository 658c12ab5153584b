#include "editor/graph/widgets/choice_list.h"

#include "editor/look/icons.h"

#include <QDrag>
#include <QMimeData>
#include <QPainter>

namespace heddle::editor {
namespace {

enum Role { kKey = Qt::UserRole, kDescription, kIcon, kCategory };

constexpr int kRow = 48;
constexpr int kCaption = 28;

}  // namespace

class ChoiceList::Delegate : public QStyledItemDelegate {
public:
    explicit Delegate(ChoiceList& list) : QStyledItemDelegate(&list), m_list(list) {}

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const override {
        return {120, index.data(kIcon).toString().isEmpty() ? kCaption : kRow};
    }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const Theme& theme = m_list.m_style.theme;
        const QRect rect = option.rect;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        const QString iconName = index.data(kIcon).toString();
        if (iconName.isEmpty()) {
            QFont caption = uiFont(11, QFont::DemiBold);
            caption.setLetterSpacing(QFont::AbsoluteSpacing, 0.5);
            painter->setFont(caption);
            painter->setPen(theme.textFaint);
            painter->drawText(rect.adjusted(12, 0, -8, -4), Qt::AlignLeft | Qt::AlignBottom,
                              index.data(Qt::DisplayRole).toString().toUpper());
            painter->restore();
            return;
        }
        if (option.state & (QStyle::State_Selected | QStyle::State_MouseOver)) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(option.state & QStyle::State_Selected ? theme.selection : theme.hover);
            painter->drawRoundedRect(rect.adjusted(4, 1, -4, -1), 7, 7);
        }
        const QColor hue = theme.category(index.data(kCategory).toString());
        QColor soft = hue;
        soft.setAlphaF(theme.isDark ? 0.18F : 0.12F);
        const QRectF tile(rect.left() + 11, rect.top() + (rect.height() - 30) / 2.0, 30, 30);
        painter->setPen(Qt::NoPen);
        painter->setBrush(soft);
        painter->drawRoundedRect(tile, 7, 7);
        painter->drawPixmap(tile.topLeft() + QPointF(7, 7),
                            iconPixmap(iconName, hue, 16, painter->device()->devicePixelRatioF()));
        const QRect words = rect.adjusted(51, 7, -10, -6);
        painter->setFont(m_list.m_style.title);
        painter->setPen(theme.text);
        painter->drawText(
            words, Qt::AlignLeft | Qt::AlignTop,
            painter->fontMetrics().elidedText(index.data(Qt::DisplayRole).toString(), Qt::ElideRight, words.width()));
        painter->setFont(m_list.m_style.subtitle);
        painter->setPen(theme.textFaint);
        painter->drawText(
            words, Qt::AlignLeft | Qt::AlignBottom,
            painter->fontMetrics().elidedText(index.data(kDescription).toString(), Qt::ElideRight, words.width()));
        painter->restore();
    }

private:
    ChoiceList& m_list;
};

ChoiceList::ChoiceList(QWidget* parent) : QListWidget(parent), m_style(CanvasStyle::dark()) {
    setItemDelegate(new Delegate(*this));
    setMouseTracking(true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setDragEnabled(true);
    setUniformItemSizes(false);
}

void ChoiceList::setLook(const CanvasStyle& style) {
    m_style = style;
    setStyleSheet(QStringLiteral("QListWidget{background:%1;border:none;outline:none}").arg("transparent"));
    viewport()->update();
}

void ChoiceList::setChoices(const std::vector<Choice>& choices) {
    clear();
    for (const auto& choice : choices) {
        auto* item = new QListWidgetItem(choice.title, this);
        item->setData(kKey, choice.key);
        item->setData(kDescription, choice.description);
        item->setData(kIcon, choice.icon);
        item->setData(kCategory, choice.category);
        item->setData(Qt::AccessibleDescriptionRole, choice.description);
        if (choice.icon.isEmpty()) {
            item->setFlags(Qt::NoItemFlags);
        } else {
            item->setToolTip(choice.description);
        }
    }
    setCurrentRow(-1);
    step(1);
}

void ChoiceList::step(int by) {
    for (int row = currentRow() + by; row >= 0 && row < count(); row += by) {
        if (item(row)->flags() == Qt::NoItemFlags) continue;
        setCurrentRow(row);
        return;
    }
}

QString ChoiceList::currentKey() const { return currentItem() ? currentItem()->data(kKey).toString() : QString(); }

QMimeData* ChoiceList::mimeData(const QList<QListWidgetItem*>& items) const {
    auto* data = new QMimeData;
    if (!items.isEmpty()) data->setData(kNodeTypeMime, items.front()->data(kKey).toString().toUtf8());
    return data;
}

void ChoiceList::startDrag(Qt::DropActions) {
    QListWidgetItem* item = currentItem();
    if (!item) return;
    auto* drag = new QDrag(this);
    drag->setMimeData(mimeData({item}));
    QPixmap picture = viewport()->grab(visualItemRect(item));
    drag->setPixmap(picture);
    // QDrag knows no open(): the platform runs the drag, the window goes on painting.
    drag->exec(Qt::CopyAction);
}

}  // namespace heddle::editor
