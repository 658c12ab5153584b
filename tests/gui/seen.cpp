#include "tests/gui/seen.h"

#include <QAbstractButton>
#include <QComboBox>
#include <QDir>
#include <QDockWidget>
#include <QHeaderView>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPainter>
#include <QPlainTextEdit>
#include <QRegularExpression>
#include <QTabBar>
#include <QTest>
#include <QTimer>
#include <QTreeWidget>

namespace heddle::tests {
namespace {

void add(QStringList& list, const QWidget& widget, const char* property, const QString& text) {
    if (text.trimmed().isEmpty()) return;
    list << QString("%1 %2: %3").arg(widget.metaObject()->className(), property, text);
}

void addItems(QStringList& list, const QWidget& widget) {
    if (const auto* tabs = qobject_cast<const QTabBar*>(&widget)) {
        for (int i = 0; i < tabs->count(); ++i)
            add(list, widget, "tab", tabs->tabText(i));
    }
    if (const auto* items = qobject_cast<const QListWidget*>(&widget)) {
        for (int i = 0; i < items->count(); ++i) {
            add(list, widget, "item", items->item(i)->text());
            add(list, widget, "item tip", items->item(i)->toolTip());
        }
    }
    if (const auto* tree = qobject_cast<const QTreeWidget*>(&widget)) {
        for (int column = 0; column < tree->columnCount(); ++column) {
            add(list, widget, "header", tree->headerItem()->text(column));
            for (int i = 0; i < tree->topLevelItemCount(); ++i)
                add(list, widget, "item", tree->topLevelItem(i)->text(column));
        }
    }
}

}  // namespace

QStringList wordsSeen(const QWidget& root) {
    QStringList list;
    const auto all = root.findChildren<QWidget*>();
    for (const QWidget* widget : all) {
        if (!widget->isVisible()) continue;
        add(list, *widget, "name", widget->accessibleName());
        add(list, *widget, "tip", widget->toolTip());
        if (const auto* label = qobject_cast<const QLabel*>(widget)) add(list, *widget, "text", label->text());
        if (const auto* button = qobject_cast<const QAbstractButton*>(widget))
            add(list, *widget, "text", button->text());
        if (const auto* line = qobject_cast<const QLineEdit*>(widget))
            add(list, *widget, "hint", line->placeholderText());
        if (const auto* edit = qobject_cast<const QPlainTextEdit*>(widget))
            add(list, *widget, "hint", edit->placeholderText());
        if (const auto* box = qobject_cast<const QComboBox*>(widget)) add(list, *widget, "choice", box->currentText());
        if (const auto* dock = qobject_cast<const QDockWidget*>(widget))
            add(list, *widget, "title", dock->windowTitle());
        addItems(list, *widget);
    }
    list.sort();
    return list;
}

QStringList missingFrom(const QStringList& all, const QStringList& other) {
    QStringList rest = other;
    QStringList missing;
    for (const QString& text : all) {
        if (!rest.removeOne(text)) missing << text;
    }
    return missing;
}

QString textsOf(const Json& value) {
    QString all;
    if (value.is_string()) all = QString::fromStdString(value.get<std::string>()) + '\n';
    for (const auto& [key, member] : value.items()) {
        if (value.is_object()) all += QString::fromStdString(key) + '\n';
        if (value.is_structured()) all += textsOf(member);
    }
    return all;
}

bool isSameInBoth(const QString& seen, const QString& own) {
    static const QRegularExpression keys(
        "\\b(Heddle|English|Ctrl|Shift|Alt|Esc|Tab|Enter|Return|Del|F\\d+|JSON|CEL|API)\\b");
    static const QRegularExpression word("\\p{Latin}{2,}");
    QString text = seen.mid(seen.indexOf(": ") + 2);
    // What is long is shown shortened, and without its marks.
    constexpr int kEnough = 24;
    if (own.contains(text.trimmed().left(kEnough))) return true;
    return !text.remove(keys).contains(word);
}

void settle(const QWidget& window) {
    // Longer ones are for what passes by itself: notices, hints.
    constexpr int kLongest = 1000;
    const auto isQuiet = [&window] {
        const auto timers = window.findChildren<QTimer*>();
        return std::none_of(timers.begin(), timers.end(), [](const QTimer* timer) {
            return timer->isSingleShot() && timer->isActive() && timer->interval() < kLongest;
        });
    };
    QCoreApplication::sendPostedEvents();
    if (!QTest::qWaitFor(isQuiet)) qWarning("the window does not come to rest");
}

QImage pictureWithout(QWidget& window, const QList<QWidget*>& left) {
    QImage picture = window.grab().toImage();
    QPainter painter(&picture);
    for (QWidget* widget : left) {
        if (widget) painter.fillRect(QRect(widget->mapTo(&window, QPoint(0, 0)), widget->size()), Qt::gray);
    }
    return picture;
}

QString differenceOf(const QImage& one, const QImage& other) {
    if (one.size() != other.size()) return QStringLiteral("the sizes differ");
    int count = 0;
    QRect where;
    for (int y = 0; y < one.height(); ++y) {
        for (int x = 0; x < one.width(); ++x) {
            if (one.pixel(x, y) == other.pixel(x, y)) continue;
            ++count;
            where |= QRect(x, y, 1, 1);
        }
    }
    if (count == 0) return {};
    const QString file = QDir::tempPath() + "/heddle-difference-%1.png";
    one.save(file.arg("one"));
    other.save(file.arg("other"));
    return QString("%1 pixels differ within (%2, %3) %4×%5; both are in %6")
        .arg(count)
        .arg(where.x())
        .arg(where.y())
        .arg(where.width())
        .arg(where.height())
        .arg(file.arg("*"));
}

}  // namespace heddle::tests
